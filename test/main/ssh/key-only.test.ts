import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { dial } from '../../../src/main/ssh/dial'
import { createClient, startFakeServer } from './fake-server'

it('learning a host key never begins to log in, however long the key takes to the disk', async () => {
  let asked = 0
  const server = await startFakeServer({
    authenticate: request => {
      asked++
      request.reject(['keyboard-interactive'])
    }
  })
  const client = await createClient()
  const folder = await mkdtemp(join(tmpdir(), 'farscope-keys-'))
  try {
    const own = join(folder, 'known_hosts')
    const endpoint = client.target(server.port, { hostKeys: [] })
    const learn = (): ReturnType<typeof dial> =>
      dial(
        { knownHosts: { own, defaults: [] }, homeFolder: folder, environment: {} },
        {
          ...{ endpoint, place: { site: 'fake', hop: 1, hops: 1 }, signal: AbortSignal.timeout(10_000) },
          ...{ ask: async () => ({ kind: 'host-key', accept: true }), keyOnly: true }
        }
      )
    // All write the same file, one after the other.
    await Promise.all(Array.from({ length: 12 }, learn))
    expect(await readFile(own, 'utf8')).toContain(`:${server.port} ssh-ed25519 `)
    expect(asked).toBe(0)
  } finally {
    await client.close()
    await server.close()
    await rm(folder, { recursive: true })
  }
})
