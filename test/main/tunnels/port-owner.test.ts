import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { listenersIn, portOwner } from '../../../src/main/tunnels/port-owner'

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4242 1 0000000000000000 100 0 0 10 0
   1: 0100007F:1F90 0100007F:9C40 01 00000000:00000000 00:00000000 00000000  1000        0 4243 1 0000000000000000 20 4 30 10 -1
   2: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 77 1 0000000000000000 100 0 0 10 0
`

it('finds who listens in the table of the kernel, not who is connected', () => {
  expect(listenersIn(table, 8080)).toEqual(['4242'])
  expect(listenersIn(table, 22)).toEqual(['77'])
  expect(listenersIn(table, 80)).toEqual([])
})

it.runIf(process.platform === 'linux')('knows our own port, and says nothing of one that nobody has', async () => {
  const server = createServer()
  const port = await new Promise<number>(resolve =>
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  )
  expect(await portOwner(port)).toContain('Farscope itself')
  await new Promise(resolve => server.close(resolve))
  expect(await portOwner(port)).toBeUndefined()
})
