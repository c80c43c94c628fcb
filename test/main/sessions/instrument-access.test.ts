/** Which displays need a booking, by calendars of several sites, some of which cannot be read. */
import type { OneDisplay } from '@contract/display'
import type { BookingStore, ResourceDisplay } from '@contract/resources'
import { Failure } from '@domain/failure'
import { describe, expect, it, vi } from 'vitest'
import type { BookingFolder } from '../../../src/main/booking-folder'
import { silentLog } from '../../../src/main/platform'
import { createInstrumentAccess } from '../../../src/main/sessions/instrument-access'
import { createSessionStores } from '../../../src/main/sessions/session-stores'
import { facility, slot } from '../../domain/sessions/session-fixture'
import { type MemoryDisk, memoryDisk, memoryFolder } from './memory-folder'

const now = (): Date => new Date('2026-11-21T10:00:00Z')
const away = new Failure('unreachable', 'No way there.', { hint: 'Is the network up?' })

const host = (name: string, address = `${name}.test`) => ({
  ...{ name, host: address, identityFiles: [], jumps: [], roles: [], hostKeys: [] }
})
const sites = [
  { name: 'lab', hosts: [host('login'), host('scope')] },
  { name: 'hpc', hosts: [host('front'), host('too', 'SCOPE.test')] }
]

/** A calendar: `kept` is there without asking, `gone` cannot be read. */
interface Calendar {
  readonly store: BookingStore
  readonly disk: MemoryDisk
  readonly state?: 'read' | 'kept' | 'gone' | 'none'
}

const storeOf = (site: string | null): BookingStore => ({ site, folder: '/bookings' })

function calendar(site: string | null, display: ResourceDisplay | null, state: Calendar['state'] = 'read'): Calendar {
  const file = facility()
  const resources = file.resources.map(({ display: _display, ...one }) => (display ? { ...one, display } : one))
  return { store: storeOf(site), disk: memoryDisk({ ...file, resources }, [slot()]), state }
}

function folderOf({ store, disk, state }: Calendar, user: string): BookingFolder {
  const folder = memoryFolder(disk, store, user, now)
  if (state === 'gone') return { ...folder, copy: async () => null, read: async () => Promise.reject(away) }
  if (state === 'none')
    return {
      ...folder,
      copy: async () => null,
      read: async () => Promise.reject(new Failure('not-found', 'No calendar.'))
    }
  if (state === 'kept') return { ...folder, read: async () => ({ ...(await folder.read(undefined)), offline: away }) }
  return folder
}

function rig(user: string, ...calendars: Calendar[]) {
  const reads = vi.fn()
  const stores = createSessionStores({
    stores: async () => calendars.map(({ store }) => store),
    openFolder: store => {
      const found = calendars.find(one => one.store.site === store.site)
      if (!found) throw new Error('no such store')
      const folder = folderOf(found, user)
      return {
        ...folder,
        read: (signal, options) => {
          reads(store.site, options?.automatic ?? false)
          return folder.read(signal, options)
        }
      }
    },
    connected: () => false,
    likelyUser: async () => user,
    isPressing: () => false,
    log: silentLog
  })
  const isDisarmed = async () => false
  const access = createInstrumentAccess({
    stores,
    clock: { now },
    log: silentLog,
    sites: async () => sites,
    isDisarmed
  })
  return { access, reads }
}

const display = (known: Partial<OneDisplay> = {}): OneDisplay => ({
  ...{ kind: 'dcv', site: 'lab', host: 'scope', id: 'krios' },
  ...known
})
const console = { kind: 'dcv', site: 'lab', host: 'scope', session: 'krios' } as const
const code = (expected: string) => ({ code: expected })

describe('a display while a calendar cannot be read and none is kept of it', () => {
  it('is refused with what failed and what to do', async () => {
    const { access } = rig('jae', calendar('lab', console, 'gone'), calendar(null, null, 'none'))
    await expect(access.display(display(), undefined)).rejects.toMatchObject({
      code: 'unreachable',
      message: "Display krios on scope may be an instrument's: the calendar of lab cannot be read. No way there.",
      hint: expect.stringContaining('Connect to lab, so that its calendar is read once')
    })
  })

  it('is refused also where it is the calendar of another site with the same machine, or of this computer', async () => {
    for (const site of ['hpc', null])
      await expect(
        rig('jae', calendar('lab', null), calendar(site, console, 'gone')).access.display(display(), undefined)
      ).rejects.toMatchObject(code('unreachable'))
  })

  it('opens where it is the calendar of another site, with machines of its own: those alone stay shut', async () => {
    const { access } = rig('jae', calendar('lab', null), calendar('hpc', console, 'gone'))
    expect(await access.display(display({ host: 'login' }), undefined)).toBeNull()
    await expect(access.display(display({ site: 'hpc', host: 'front' }), undefined)).rejects.toMatchObject({
      code: 'unreachable',
      hint: expect.stringContaining('Connect to hpc')
    })
  })

  it('needs its booking though the calendar of another site cannot be read', async () => {
    const calendars = [calendar('lab', console), calendar('hpc', null, 'gone')]
    expect(await rig('mlindq', ...calendars).access.display(display(), undefined)).toMatchObject({ right: 'control' })
    await expect(rig('nobody', ...calendars).access.display(display(), undefined)).rejects.toMatchObject(
      code('not-allowed')
    )
  })

  it('is opened by no calendar of another site while that of its own cannot be read', async () => {
    const { access } = rig('mlindq', calendar('lab', console, 'gone'), calendar('hpc', console))
    await expect(access.display(display(), undefined)).rejects.toMatchObject({
      ...{ code: 'unreachable', message: expect.stringContaining('the calendar of lab cannot be read') }
    })
  })

  it('opens where it lives in a job of SLURM: that is nobody’s instrument', async () => {
    const { access } = rig('jae', calendar('lab', console, 'gone'))
    expect(await access.display(display({ id: '42' }), undefined, { look: async () => 'job' })).toBeNull()
    for (const seen of ['listed', 'unknown'] as const)
      await expect(access.display(display({ id: '42' }), undefined, { look: async () => seen })).rejects.toMatchObject(
        code('unreachable')
      )
  })

  it('is nobody’s to open by a calendar of his own', async () => {
    const own = calendar(null, console)
    await expect(
      rig('mlindq', calendar('lab', null, 'gone'), own).access.display(display(), undefined)
    ).rejects.toMatchObject(code('unreachable'))
  })

  it('asks no booking where there certainly is no calendar', async () => {
    const { access } = rig('jae', calendar('lab', null, 'none'), calendar(null, null, 'none'))
    expect(await access.display(display(), undefined)).toBeNull()
  })
})

describe('an instrument’s display', () => {
  it('is found in the calendar of another site, by a copy of it too, and decided by one that is read now', async () => {
    const { access, reads } = rig('mlindq', calendar('lab', null), calendar('hpc', console))
    expect(await access.display(display(), undefined)).toMatchObject({ right: 'control', store: storeOf('hpc') })
    expect(reads).toHaveBeenCalledWith('hpc', false)
    await expect(
      rig('mlindq', calendar('lab', null), calendar('hpc', console, 'kept')).access.display(display(), undefined)
    ).rejects.toMatchObject(code('unreachable'))
  })

  it('is asked of other sites without a question to a person', async () => {
    const { access, reads } = rig('jae', calendar('lab', null), calendar('hpc', null, 'gone'))
    await access.display(display(), undefined).catch(() => undefined)
    expect(reads.mock.calls).toEqual([
      ['lab', false],
      ['hpc', true]
    ])
  })

  it('is the same under another name of its machine, of another site too', async () => {
    const { access } = rig('jae', calendar('lab', console))
    await expect(access.display(display({ site: 'hpc', host: 'too' }), undefined)).rejects.toMatchObject(
      code('not-allowed')
    )
    expect(await access.display(display({ site: 'hpc', host: 'front' }), undefined)).toBeNull()
  })

  it('is decided by the facility’s calendar, whatever a calendar of this computer says', async () => {
    const own = calendar(null, console)
    own.disk.bookings = [slot({ owner: 'jae', people: [{ user: 'jae', role: 'operator' }] })]
    const { access } = rig('jae', calendar('lab', console), own)
    await expect(access.display(display(), undefined)).rejects.toThrow('Krios 1 is booked by mlindq')
  })

  it('that is a page is opened by a booking whatever id is asked for, unless its host knows another', async () => {
    for (const kind of ['fastx', 'command'] as const) {
      const unnamed = rig('jae', calendar('lab', { kind, site: 'lab', host: 'scope' })).access
      await expect(unnamed.display(display({ kind, id: 'x' }), undefined)).rejects.toMatchObject(code('not-allowed'))
      const named = calendar('lab', { ...console, kind })
      const asked = (user: string, id: string, seen: 'listed' | 'unknown') =>
        rig(user, named).access.display(display({ kind, id }), undefined, { look: async () => seen })
      await expect(asked('mlindq', 'x', 'unknown')).rejects.toThrow('its page shows Krios 1')
      expect(named.disk.log.at(-1)).toMatchObject({ act: 'display-open', granted: false, resource: 'krios1' })
      expect(await asked('jae', 'x', 'listed')).toBeNull()
      expect(await asked('mlindq', 'krios', 'unknown')).toMatchObject({ right: 'control' })
    }
  })

  it('that names no session leaves desktops in jobs alone', async () => {
    const { access } = rig('jae', calendar('lab', { kind: 'dcv', site: 'lab', host: 'scope' }))
    expect(await access.display(display({ id: 'j' }), undefined, { look: async () => 'job' })).toBeNull()
    await expect(access.display(display({ id: 'j' }), undefined)).rejects.toMatchObject(code('not-allowed'))
  })

  it('is logged as what was asked for', async () => {
    const lab = calendar('lab', console)
    await rig('mlindq', lab).access.display(display(), undefined, { act: 'display-share' })
    expect(lab.disk.log).toMatchObject([{ act: 'display-share', granted: true }])
  })
})

describe('whom a booking lets at its display', () => {
  it('is told by right, without those whose training ends before it, and without a line in the log', async () => {
    const lab = calendar('lab', console)
    const { access, reads } = rig('mlindq', lab)
    expect(await access.people(lab.store, slot().uid, undefined)).toEqual({
      people: [
        { user: 'mlindq', right: 'control' },
        { user: 'tunde', right: 'view' }
      ],
      until: new Date('2026-11-21T16:00:00Z')
    })
    expect(reads.mock.calls).toEqual([['lab', true]])
    expect(lab.disk.log).toEqual([])
  })

  it('is nobody when it is over, cancelled or gone, and an error where the calendar cannot be read', async () => {
    const lab = calendar('lab', console)
    const { access } = rig('mlindq', lab)
    for (const change of [{ end: '2026-11-21T10:00:00Z' }, { status: 'cancelled' as const }]) {
      lab.disk.bookings = [slot(change)]
      expect(await access.people(lab.store, slot().uid, undefined)).toBeNull()
    }
    expect(await access.people(lab.store, 'gone', undefined)).toBeNull()
    const kept = calendar('lab', console, 'kept')
    await expect(rig('mlindq', kept).access.people(kept.store, slot().uid, undefined)).rejects.toMatchObject(
      code('unreachable')
    )
  })
})

describe('Who is on the booking that has a display', () => {
  it('is told with role and right while it is armed, as far as it is known, and logged nowhere', async () => {
    const known = calendar('lab', { kind: 'dcv', host: 'scope', session: 'krios' }, 'kept')
    const { access } = rig('tunde', known)
    const krios = display({ site: 'lab', host: 'scope', id: 'krios' })
    expect(await access.whose(krios, undefined)).toEqual({
      user: 'tunde',
      people: [
        { user: 'mlindq', role: 'operator', right: 'control' },
        { user: 'tunde', role: 'collaborator', right: 'view' },
        { user: 'ines', role: 'collaborator', right: 'none' }
      ]
    })
    expect(await access.whose({ ...krios, id: 'other' }, undefined)).toBeNull()
    known.disk.bookings = [slot({ start: '2026-11-22T08:00:00Z', end: '2026-11-22T16:00:00Z' })]
    expect(await access.whose(krios, undefined)).toBeNull()
    expect(known.disk.log).toEqual([])
  })

  it('is told by the calendar that decides, and of no display that is not certainly the instrument’s', async () => {
    const own = calendar(null, console)
    own.disk.bookings = [slot({ owner: 'jae', people: [{ user: 'jae', role: 'operator' }] })]
    const lab = calendar('lab', console)
    lab.disk.bookings = []
    expect(await rig('jae', own, lab).access.whose(display(), undefined)).toBeNull()
    const page = calendar('lab', { ...console, kind: 'fastx' })
    const { access } = rig('tunde', page)
    expect(await access.whose(display({ kind: 'fastx' }), undefined)).toMatchObject({ user: 'tunde' })
    expect(await access.whose(display({ kind: 'fastx', id: 'x' }), undefined)).toBeNull()
  })
})
