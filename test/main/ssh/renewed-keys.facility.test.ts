import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { promisify } from 'node:util'
import type { Client, ClientChannel } from 'ssh2'
import { expect, it } from 'vitest'
import { dial } from '../../../src/main/ssh/dial'
import { describeFacility } from '../../facility/describe-facility'
import { facility } from '../../facility/facility'
import { targetAt } from './rig'

/** Servers ask for it by the amount that was sent; here, with ssh2's own part for it, the client does. */
function renewKeys(client: Client): void {
  const protocol: unknown = '_protocol' in client ? client._protocol : undefined
  // Its shape is ssh2's own affair; a change of it fails the test at once.
  const { rekey } = protocol as { rekey(): void }
  rekey.call(protocol)
}

describeFacility('a link whose keys are renewed', 'ssh', () => {
  it('lives on, and loses nothing of what goes both ways meanwhile', async () => {
    const endpoint = targetAt(facility.ports.facility)
    const { client } = await dial(
      { knownHosts: { own: facility.knownHosts, defaults: [] }, homeFolder: '/nonexistent', environment: {} },
      {
        ...{ endpoint, place: { site: 'facility', hop: 1, hops: 1 }, signal: AbortSignal.timeout(60_000) },
        ask: async () => ({ kind: 'declined' })
      }
    )
    const failures: unknown[] = []
    client.on('error', error => failures.push(error))
    const renewed: string[] = []
    client.on('handshake', ({ cs }) => renewed.push(cs.cipher))
    const run: (command: string) => Promise<ClientChannel> = promisify(client.exec.bind(client))
    try {
      const channels = await Promise.all(Array.from({ length: 4 }, () => run('cat')))
      const work = channels.map(async channel => {
        const sent = randomBytes(8_000_000)
        const got: Buffer[] = []
        channel.on('data', (data: Buffer) => got.push(data))
        const ended = once(channel, 'close')
        channel.end(sent)
        await ended
        return Buffer.concat(got).equals(sent)
      })
      const timer = setInterval(() => renewKeys(client), 15)
      expect(await Promise.all(work).finally(() => clearInterval(timer))).toEqual([true, true, true, true])
      expect(failures).toEqual([])
      expect(renewed.length).toBeGreaterThan(3)
    } finally {
      client.end()
    }
  })
})
