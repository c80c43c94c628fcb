/** Control that is asked for on one computer and answered on another, by accounts of a real server and a sticky folder. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Failure } from '@domain/failure'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { isoSeconds } from '../../../src/domain/bookings/booking'
import type { FileSystem } from '../../../src/domain/files/file-system'
import { createBookings } from '../../../src/main/bookings/bookings'
import { createFileSystems } from '../../../src/main/files/file-systems'
import { silentLog, systemClock } from '../../../src/main/platform'
import { createSessions, type Sessions } from '../../../src/main/sessions/sessions'
import { openStore } from '../../../src/main/store/store'
import { describeFacility } from '../../facility/describe-facility'
import type { FacilityUser } from '../../facility/facility'
import { resources } from '../bookings/folder-rig'
import { createSiteRig, type SiteRig } from '../bookings/site-rig'

/** Owns the folders, and is nobody in the calendar; who operates, and who looks on. */
const [maker, operator, viewer] = ['cryo', 'tcshell', 'fishy'] as const

let site: SiteRig
let files: FileSystem
let scratch = ''
let ends: (() => Promise<void>)[] = []
beforeEach(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'farscope-control-'))
  site = await createSiteRig()
  const way = await site.openToAll(maker)
  files = way.files
  const shown = resources.resources.map(one => ({
    ...one,
    display: { kind: 'vnc' as const, session: ':1' },
    rules: {}
  }))
  await site.rig.client({ reach: way }).folder.init({ ...resources, resources: shown }, undefined)
})
afterEach(async () => {
  for (const end of ends) await end()
  ends = []
  await site.end()
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 })
})

const store = () => ({ site: 'far', folder: site.root })
const inMinutes = (minutes: number): string => isoSeconds(Date.now() + minutes * 60_000)

/** Everything waits for the other's file to be read, which each engine does twice a minute. */
const limit = { timeout: 100_000, interval: 500 } as const

async function computer(user: FacilityUser) {
  const { folders } = await site.client(user)
  const parts = { openFolder: folders.of, log: silentLog, clock: systemClock, likelyUser: async () => user }
  const bookings = createBookings({ ...parts, stores: async () => [], ids: () => crypto.randomUUID() })
  mkdirSync(join(scratch, user))
  const records = openStore(join(scratch, user), silentLog)
  const told: string[] = []
  const noSites = { connection: () => Promise.reject(new Failure('unknown-site', 'No files are made here.')) }
  const sessions: Sessions = createSessions({
    watches: { begin: async () => undefined, finish: () => undefined, remove: async () => undefined },
    ...{ openFolder: folders.of, likelyUser: async () => user, stores: async () => [store()] },
    platform: { clock: systemClock, log: silentLog, notify: (title, text) => void told.push(`${title}. ${text}`) },
    connected: () => true,
    sites: async () => [],
    change: bookings.change,
    files: createFileSystems({ access: noSites, homeFolder: scratch }),
    ...{ records: records.sessions, notices: records.bookingNotices, tickMs: 500 }
  })
  ends.push(async () => {
    await sessions.close()
    records.close()
  })
  return { bookings, sessions, told }
}

describeFacility('Control of a session of two accounts', 'ssh', () => {
  it('is asked for, refused and handed over by the folder alone, where nobody writes into what is another’s', async () => {
    const [marta, tunde] = [await computer(operator), await computer(viewer)]
    const people = [
      { user: operator, role: 'operator' as const },
      { user: viewer, role: 'collaborator' as const }
    ]
    const wish = {
      resource: 'krios1',
      start: inMinutes(-5),
      end: inMinutes(60),
      title: '',
      note: '',
      account: '',
      people
    }
    const [made] = await marta.bookings.add({ store: store(), wish, skip: false }, undefined)
    const one = { store: store(), uid: made?.uid ?? '' }
    await tunde.sessions.askControl({ ...one, message: 'Grid 3 is mine.' }, undefined)
    await vi.waitFor(() => expect(marta.told.join('\n')).toMatch(/asks to drive .*"Grid 3 is mine\."/), limit)
    const [asked] = await marta.sessions.now(store(), undefined)
    expect(asked?.control).toMatchObject([{ user: viewer, message: 'Grid 3 is mine.', refused: null }])
    await marta.sessions.refuseControl({ ...one, user: viewer, message: 'Aligning.' }, undefined)
    await vi.waitFor(() => expect(tunde.told.join('\n')).toMatch(/does not hand .*"Aligning\."/), limit)
    await tunde.sessions.askControl({ ...one, message: '' }, undefined)
    await marta.sessions.handOver({ ...one, to: viewer, note: '' }, undefined)
    expect(await tunde.sessions.now(store(), undefined)).toMatchObject([{ control: [], display: { right: 'control' } }])
    // Each wrote in a file of their own, and nothing else lies in the folder for it.
    expect(await site.names(files, 'krios1/requests')).toEqual([])
    // One a month, so two of a person where the test runs into the next.
    const logs = await site.names(files, 'log')
    expect([...new Set(logs.map(name => name.replace(/-\d{4}-\d{2}\.jsonl$/, '')))]).toEqual([viewer, operator].sort())
    const log = await marta.bookings.log({ store: store(), acts: ['display-control'], limit: 10 }, undefined)
    expect(log.map(({ user, text }) => `${user}: ${text}`).reverse()).toEqual([
      `${viewer}: asks: Grid 3 is mine.`,
      `${operator}: refuses ${viewer}: Aligning.`,
      `${viewer}: asks`
    ])
  }, 240_000)
})
