/** A store in which nobody can replace or remove what is another's, as the guide recommends it: several people, one booking. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Booking } from '../../../src/contract/booking'
import type { BookingChange, BookingWish } from '../../../src/contract/bookings'
import type { ResourcesFile } from '../../../src/contract/resources'
import { isoSeconds } from '../../../src/domain/bookings/booking'
import type { FileSystem } from '../../../src/domain/files/file-system'
import { type Bookings, createBookings } from '../../../src/main/bookings/bookings'
import { silentLog, systemClock } from '../../../src/main/platform'
import { describeFacility } from '../../facility/describe-facility'
import type { FacilityUser } from '../../facility/facility'
import { resources } from './folder-rig'
import { createSiteRig, type SiteRig } from './site-rig'

let site: SiteRig
let files: FileSystem
/** Owns the folders and is nobody in the calendar; two administrators; who books, and who is on the booking. */
const [maker, first, second, owner, guest] = ['cryo', 'tcshell', 'fishy', 'banner', 'cryo'] as const
let desks: Record<FacilityUser, Bookings>

const calendar: ResourcesFile = {
  ...resources,
  administrators: [first, second],
  resources: resources.resources.map(one => ({ ...one, rules: { approval: true } }))
}

const inMinutes = (minutes: number): string => isoSeconds(Date.now() + minutes * 60_000)
const store = () => ({ site: 'far', folder: site.root })

async function desk(user: FacilityUser): Promise<[FacilityUser, Bookings]> {
  const { folders } = await site.client(user)
  const bookings = createBookings({
    ...{ openFolder: folders.of, stores: async () => [], log: silentLog, clock: systemClock, ids: randomUUID },
    likelyUser: async () => user
  })
  return [user, bookings]
}

const wish = (known: Partial<BookingWish> = {}): BookingWish => ({
  ...{ resource: 'krios1', start: inMinutes(-60), end: inMinutes(60), title: '', note: '', account: '' },
  people: [
    { user: owner, role: 'operator' },
    { user: guest, role: 'collaborator' }
  ],
  ...known
})

const change = (user: FacilityUser, uid: string, what: BookingChange): Promise<Booking[]> =>
  desks[user].change({ store: store(), uid, change: what, scope: 'one' }, undefined)
const approve = (user: FacilityUser, uid: string) =>
  desks[user].approve({ store: store(), uid, yes: true, scope: 'one' }, undefined)
const add = async (user: FacilityUser, known: Partial<BookingWish> = {}): Promise<string> => {
  const [made] = await desks[user].add({ store: store(), wish: wish(known), skip: false }, undefined)
  return made?.uid ?? ''
}

/** What all of them see of it, which is the same, and that nothing is wrong with the store. */
async function seen(uid: string): Promise<Booking | undefined> {
  const found = []
  for (const user of [maker, first, second, owner]) {
    const range = { store: store(), from: inMinutes(-10_000), to: inMinutes(100_000), resources: [] }
    const { bookings, problems } = await desks[user].calendar(range, undefined)
    expect(problems).toEqual([])
    found.push(bookings.find(one => one.uid === uid))
  }
  for (const one of found) expect(one).toEqual(found[0])
  return found[0]
}

const inFolder = async (folder: string): Promise<string[]> =>
  (await site.names(files, folder)).filter(name => /\.(ics|json)$/.test(name))

beforeEach(async () => {
  site = await createSiteRig()
  const way = await site.openToAll(maker)
  files = way.files
  await site.rig.client({ reach: way }).folder.init(calendar, undefined)
  const all = [await desk(maker), await desk(first), await desk(second), await desk(owner)]
  // Of the users that this test has.
  desks = Object.fromEntries(all) as typeof desks
})
afterEach(() => site.end())

describeFacility('A calendar in a sticky folder', 'ssh', () => {
  it('lets its owner and every administrator change a booking in turn, and all see the same', async () => {
    const uid = await add(owner)
    expect(await seen(uid)).toMatchObject({ status: 'waiting', owner })
    await approve(first, uid)
    expect(await seen(uid)).toMatchObject({ status: 'confirmed', owner, sequence: 1 })
    const handedOver = [
      { user: owner, role: 'collaborator' as const },
      { user: guest, role: 'operator' as const }
    ]
    await change(owner, uid, { people: handedOver, handOver: 'cold' })
    expect(await seen(uid)).toMatchObject({ people: handedOver, handOver: 'cold', status: 'confirmed' })
    await change(guest, uid, { title: 'ribosome' })
    await change(owner, uid, { end: inMinutes(90) })
    expect(await seen(uid)).toMatchObject({ title: 'ribosome', status: 'waiting', sequence: 4 })
    await approve(second, uid)
    await change(second, uid, { resource: 'glacios' })
    expect(await seen(uid)).toMatchObject({ resource: 'glacios', status: 'confirmed', owner, sequence: 6 })
    await change(first, uid, { account: 'p12' })
    const now = inMinutes(0)
    await change(owner, uid, { end: now })
    expect(await seen(uid)).toMatchObject({ resource: 'glacios', end: now, account: 'p12', owner, sequence: 8 })
    // What is another's stays where it is; who moves his own takes it along.
    expect(await inFolder('krios1')).toEqual([])
    expect(await inFolder('krios1/changes')).toEqual([`${uid}@${guest}.ics`])
    expect(await inFolder('glacios/changes')).toEqual([second, first].map(user => `${uid}@${user}.ics`))
  })

  it('lets its owner cancel what administrators approved and moved, and the time is free for others', async () => {
    // As in a calendar that was made before there were such folders: the first who needs it makes it.
    await files.removeDirectory(join(site.root, 'krios1/changes'))
    const uid = await add(owner, { start: inMinutes(1000), end: inMinutes(1060) })
    await approve(first, uid)
    await change(second, uid, { start: inMinutes(1100), end: inMinutes(1160) })
    await desks[owner].cancel({ store: store(), uid, scope: 'one', reason: 'no sample' }, undefined)
    expect(await seen(uid)).toMatchObject({ status: 'cancelled', owner })
    const other = await add(first, { start: inMinutes(1100), end: inMinutes(1160) })
    expect(await seen(other)).toMatchObject({ status: 'confirmed', owner: first })
    const { text } = await desks[owner].export({ store: store(), resources: [], mine: false }, undefined)
    expect(text.match(/BEGIN:VEVENT/g)).toHaveLength(1)
  })

  it('lets an administrator import a newer form of what is another’s, and cancel it', async () => {
    const uid = await add(owner, { start: inMinutes(1000), end: inMinutes(1060) })
    const { text } = await desks[owner].export({ store: store(), resources: [], uid, mine: false }, undefined)
    const newer = text
      .replace('SEQUENCE:0', 'SEQUENCE:5')
      .replace('LOCATION:krios1', 'LOCATION:krios1\r\nDESCRIPTION:new')
    const done = await desks[second].import({ store: store(), text: newer, resource: 'krios1' }, undefined)
    expect(done).toMatchObject({ added: [{ uid }], refused: [] })
    expect(await seen(uid)).toMatchObject({ note: 'new', sequence: 5, owner })
    await desks[first].cancel({ store: store(), uid, scope: 'one', reason: '' }, undefined)
    expect(await seen(uid)).toMatchObject({ status: 'cancelled', sequence: 6, owner })
  })

  it('lets an administrator give somebody the time that he waits for', async () => {
    const slot = { start: inMinutes(1000), end: inMinutes(1060) }
    const uid = await add(first, slot)
    await desks[owner].wait({ store: store(), resource: 'krios1', ...slot, title: '' }, undefined)
    await desks[second].cancel({ store: store(), uid, scope: 'one', reason: '' }, undefined)
    await desks[second].add({ store: store(), as: owner, wish: wish(slot), skip: false }, undefined)
    const range = { store: store(), from: inMinutes(0), to: inMinutes(2000), resources: [] }
    const { waiters, bookings, problems } = await desks[owner].calendar(range, undefined)
    expect([waiters, problems]).toEqual([[], []])
    const own = bookings.find(one => one.owner === owner)
    await desks[owner].cancel({ store: store(), uid: own?.uid ?? '', scope: 'one', reason: '' }, undefined)
    expect(await seen(own?.uid ?? '')).toMatchObject({ status: 'cancelled', owner })
  })

  it('tells an administrator whose the rules are, who alone can save them', async () => {
    const { file, version } = await desks[second].resources({ store: store() }, undefined)
    const save = desks[second].saveResources(
      { store: store(), file: { ...file, timeZone: 'Asia/Kolkata' }, version },
      undefined
    )
    await expect(save).rejects.toMatchObject({
      code: 'permission',
      message: expect.stringContaining(`resources.json`),
      hint: expect.stringContaining(`Ask ${maker} to save the change`)
    })
    expect((await desks[first].resources({ store: store() }, undefined)).file.timeZone).toBe(file.timeZone)
  })

  it('does not follow who writes a change that he may not make, and names him', async () => {
    const uid = await add(owner, { start: inMinutes(1000), end: inMinutes(1060), people: [] })
    const { text } = await desks[owner].export({ store: store(), resources: [], uid, mine: false }, undefined)
    const forged = text.replace('SEQUENCE:0', 'SEQUENCE:99')
    await files.writeSmall(join(site.root, `krios1/changes/${uid}@${maker}.ics`), Buffer.from(forged), { mode: 0o644 })
    const range = { store: store(), from: inMinutes(0), to: inMinutes(2000), resources: [] }
    const { bookings, problems } = await desks[first].calendar(range, undefined)
    expect(bookings).toMatchObject([{ sequence: 0 }])
    expect(problems).toMatchObject([{ file: `krios1/changes/${uid}@${maker}.ics`, error: { code: 'mismatch' } }])
    await approve(first, uid)
  })
})
