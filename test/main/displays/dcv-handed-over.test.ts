/** A session of DCV through hand-overs, with a make-believe server that shows it to its owner alone. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createDcvAdapter } from '../../../src/main/displays/dcv'
import { createDisplays } from '../../../src/main/displays/displays'
import type { Armed } from '../../../src/main/may-open'
import { silentLog, systemClock } from '../../../src/main/platform'
import { all, armed, site } from './fake-displays'
import { memoryGrants } from './memory-grants'
import { noBookings } from './no-bookings'
import { startTwoAccounts, type TwoAccounts } from './two-accounts'

let host: TwoAccounts
beforeAll(async () => {
  host = await startTwoAccounts()
})
afterAll(async () => host.close())

const far = () => new Date(Date.now() + 3_600_000)

/** The engine of ada, who owns the session; `people` of the booking change while it runs. */
function engineOf(id: string, booking: { people: Armed['people'] | null }) {
  const adapter = createDcvAdapter({
    ...{ platform: { clock: systemClock, environment: {}, homeFolder: '/nowhere' }, files: host.files, waits: [0.1] }
  })
  const rightOf = (): Armed['right'] => booking.people?.find(({ user }) => user === 'ada')?.right ?? 'view'
  const grants = memoryGrants()
  const place = host.as('ada', { kind: 'dcv', session: id })
  const displays = createDisplays({
    ...{
      platform: { clock: systemClock, log: silentLog },
      access: { connection: (_site, _role, signal) => place.connection(signal) }
    },
    ...{ sites: { show: async () => site }, adapters: [adapter], files: host.files, grants, grantsMs: 20 },
    mayOpen: {
      ...noBookings,
      display: async () => ({ ...armed(far(), rightOf()), people: booking.people ?? [] }),
      people: async () => booking.people && { people: booking.people, until: far() }
    }
  })
  const open = () =>
    all(displays.open({ kind: 'dcv', site: 'em', host: 'viz', id }, { way: 'web', print: false }, undefined))
  return { displays, grants, open }
}

/** What its server was told last has these lines, in this order. */
const told = (id: string, lines: string) =>
  vi.waitFor(async () => expect(await host.permissions(id)).toContain(`[permissions]\n${lines}\n`), { timeout: 30_000 })

const drives = '%owner% allow builtin'
const looks = '%owner% allow display pointer audio-out'

describe('The session of DCV of an operator', () => {
  it('is opened alone, and lets in who takes over later', async () => {
    await host.session('later', 'ada')
    const booking: { people: Armed['people'] | null } = { people: [{ user: 'ada', right: 'control' }] }
    const { displays, open } = engineOf('later', booking)
    await open()
    await expect(host.permissions('later')).rejects.toThrow('ENOENT')
    booking.people = [
      { user: 'ada', right: 'view' },
      { user: 'bob', right: 'control' }
    ]
    await told('later', `${looks}\nbob allow builtin`)
    booking.people = [
      { user: 'ada', right: 'control' },
      { user: 'bob', right: 'view' }
    ]
    await told('later', `${drives}\nbob allow display pointer audio-out`)
    booking.people = null
    await told('later', drives)
    await displays.dispose()
  }, 120_000)

  it('that was opened to look only is driven by its owner again when control comes back, without opening it anew', async () => {
    await host.session('lowered', 'ada')
    const booking: { people: Armed['people'] | null } = {
      people: [
        { user: 'ada', right: 'view' },
        { user: 'bob', right: 'control' }
      ]
    }
    const { displays, open } = engineOf('lowered', booking)
    await open()
    await told('lowered', `${looks}\nbob allow builtin`)
    booking.people = [{ user: 'ada', right: 'control' }]
    await told('lowered', drives)
    await displays.dispose()
  }, 120_000)

  it('that was opened to look only is driven by its owner again after the booking', async () => {
    await host.session('over', 'ada')
    const booking: { people: Armed['people'] | null } = { people: [{ user: 'ada', right: 'view' }] }
    const { displays, grants, open } = engineOf('over', booking)
    await open()
    await told('over', looks)
    booking.people = null
    await told('over', drives)
    await vi.waitFor(() => expect(grants.all()).toEqual([]), { timeout: 30_000 })
    await displays.dispose()
  }, 120_000)
})
