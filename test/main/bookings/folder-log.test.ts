/** The log of a store in a folder of this computer, over the end of a month by the clock of its server. */
import { readdir } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LogEntry } from '../../../src/contract/booking'
import { controlRequests } from '../../../src/domain/sessions/control-requests'
import { armedFrom } from '../../../src/domain/sessions/phase'
import { booking } from '../../domain/bookings/booking-fixture'
import { type Client, createFolderRig, type FolderRig, resources } from './folder-rig'

let rig: FolderRig
const me = userInfo().username

beforeEach(async () => {
  rig = await createFolderRig()
  await rig.client({ user: me }).folder.init(resources, undefined)
})
afterEach(() => rig.end())

describe('the log over the end of a month', () => {
  const ends = Date.parse('2026-12-01T00:00:00Z')
  const session = booking({
    ...{ uid: 'b1', owner: 'marta', start: '2026-11-30T23:30:00Z', end: '2026-12-01T04:00:00Z' },
    people: [
      { user: 'marta', role: 'operator' },
      { user: me, role: 'collaborator' }
    ]
  })
  const entry = { granted: true, resource: 'krios1', uid: 'b1', rule: null } as const

  /** So many seconds after the month’s end by the server’s clock. */
  function near(): { client: Client; setClock(seconds: number): void } {
    let ahead = 0
    const client = rig.client({ user: me, clock: { now: () => new Date(), storesAheadMs: () => ahead } })
    return {
      client,
      setClock: seconds => {
        ahead = ends + seconds * 1000 - Date.now()
      }
    }
  }

  const requests = async ({ folder }: Client, at: number) => {
    const [resource] = resources.resources
    if (!resource) throw new Error('no resource')
    const log = await folder.readLog(new Date(armedFrom(session)), null, undefined)
    return controlRequests({ file: resources, booking: session, resource, log, at })
  }

  it('lies in two files, and what was asked before it is known after it', async () => {
    const { client, setClock } = near()
    setClock(-30)
    await client.folder.log([{ ...entry, act: 'display-control', text: 'asks' }], undefined)
    setClock(30)
    expect(await requests(client, ends + 30_000)).toMatchObject([{ user: me, refused: null }])
    // Whoever has read nothing before sees the same, and what was logged before the end is not logged once more.
    expect(await requests(rig.client(), ends + 30_000)).toHaveLength(1)
    const isThere = (log: readonly LogEntry[]): boolean => log.some(({ act }) => act === 'display-control')
    const once = { ...entry, act: 'start', text: '' } as const
    expect(await client.folder.logOnce(once, new Date(armedFrom(session)), isThere, undefined)).toBe(false)
    await client.folder.log([{ ...entry, act: 'display-control', text: `refuses ${me}: later` }], undefined)
    expect((await readdir(join(rig.root, 'log'))).sort()).toEqual([`${me}-2026-11.jsonl`, `${me}-2026-12.jsonl`])
    expect(await requests(client, ends + 60_000)).toEqual([])
    const texts = async (from: number | null, to: number | null): Promise<string[]> => {
      const [first, last] = [from, to].map(seconds => (seconds === null ? null : new Date(ends + seconds * 1000)))
      return (await client.folder.readLog(first ?? null, last ?? null, undefined)).map(({ text }) => text)
    }
    expect(await texts(-60, 60)).toEqual([`refuses ${me}: later`, 'asks'])
    expect([await texts(null, 0), await texts(0, null)]).toEqual([['asks'], [`refuses ${me}: later`]])
  })
})
