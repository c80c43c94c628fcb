/** The calendar's calls on a real folder of this computer, by two programs that know nothing of one another. */
import { readdir } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import type { StoreInfo } from '@contract/bookings'
import type { ResourcesFile } from '@contract/resources'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Failure } from '../../../src/domain/failure'
import { type Bookings, createBookings } from '../../../src/main/bookings/bookings'
import { createOfferedStores } from '../../../src/main/bookings/offered-stores'
import { silentLog, systemClock } from '../../../src/main/platform'
import { createFolderRig, type FolderRig, resources } from './folder-rig'

let rig: FolderRig
const me = userInfo().username
const slot = { start: '2099-11-21T08:00:00Z', end: '2099-11-21T16:00:00Z' }
const wish = { resource: 'krios1', ...slot, title: '', note: '', account: '' }

beforeEach(async () => {
  rig = await createFolderRig()
})
afterEach(() => rig.end())

let count = 0
function program(): { bookings: Bookings; store: { site: null; folder: string } } {
  const client = rig.client({ user: me })
  const store = { site: null, folder: rig.root }
  const bookings = createBookings({
    ...{ openFolder: client.folders.of, stores: async (): Promise<StoreInfo[]> => [], log: silentLog },
    ...{ clock: systemClock, ids: () => `p${++count}`, likelyUser: async () => me }
  })
  return { bookings, store }
}

it('one of two that book a slot at once gets it, with all that is linked to it', async () => {
  const linked: ResourcesFile = {
    ...resources,
    resources: resources.resources.map(one => (one.name === 'krios1' ? { ...one, linked: ['glacios'] } : one))
  }
  await rig.client({ user: me }).folder.init(linked, undefined)
  const tries = [program(), program(), program()].flatMap(({ bookings, store }) =>
    Array.from({ length: 3 }, () => bookings.add({ store, wish, skip: false }, undefined))
  )
  const ends = await Promise.allSettled(tries)
  expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  const codes = ends.flatMap(end => (end.status === 'rejected' ? [Failure.from(end.reason).code] : []))
  expect(new Set(codes)).toEqual(new Set(['conflict']))
  const files = async (name: string): Promise<number> =>
    (await readdir(join(rig.root, name))).filter(file => file.endsWith('.ics')).length
  expect([await files('krios1'), await files('glacios')]).toEqual([1, 1])
  expect(await readdir(join(rig.root, 'locks'))).toEqual([])
})

it('logs of all who tried stand in the store', async () => {
  await rig.client({ user: me }).folder.init(resources, undefined)
  const [first, second] = [program(), program()]
  await first.bookings.add({ store: first.store, wish, skip: false }, undefined)
  await second.bookings.add({ store: second.store, wish, skip: false }, undefined).catch(() => undefined)
  const log = await first.bookings.log({ store: first.store, acts: [], limit: 10 }, undefined)
  expect(log.map(({ act, granted, rule, user }) => [act, granted, rule, user])).toEqual([
    ['add', false, 'conflict', me],
    ['add', true, null, me]
  ])
})

it('who wants to know hears of what others changed, by whomever it was read, and of nothing else', async () => {
  const { folder } = rig.client({ user: me })
  await folder.init(resources, undefined)
  await folder.read(undefined)
  const heard: string[] = []
  const stop = folder.onChanged(() => heard.push('found'), { found: true })
  folder.onChanged(() => heard.push('own'))
  const other = program()
  await other.bookings.add({ store: other.store, wish, skip: false }, undefined)
  expect(heard).toEqual([])
  for (let looks = 0; looks < 3; looks++) await folder.read(undefined)
  expect(heard).toEqual(['found'])
  stop()
  const { bookings } = await folder.read(undefined)
  await folder.transact(() => ({ changes: { bookings }, result: null }), undefined)
  expect(heard).toEqual(['found', 'own'])
})

it('this computer has a store of its own, beside those of the sites that name one', async () => {
  const client = rig.client({ user: me })
  const offered = createOfferedStores({
    platform: { dataFolder: rig.scratch, user: me },
    openFolder: client.folders.of,
    sites: async () => [
      {
        ...{ version: 1, name: 'north', label: 'Northlight', demo: false, bookings: '/srv/calendar' },
        hosts: [
          {
            ...{ name: 'main', host: 'login.example.org', user: 'mlindq' },
            ...{ identityFiles: [], jumps: [], roles: [], hostKeys: [] }
          }
        ]
      },
      { ...{ version: 1, name: 'none', demo: false, hosts: [] } }
    ]
  })
  const own = { site: null, folder: join(rig.scratch, 'bookings') }
  expect(await offered.list()).toEqual([
    { store: { site: 'north', folder: '/srv/calendar' }, label: 'Northlight', exists: null },
    { store: own, label: 'This computer', exists: false }
  ])
  await client.folders.of(own).init(resources, undefined)
  expect((await offered.list())[1]?.exists).toBe(true)
  expect(await offered.likelyUser({ site: 'north', folder: '/srv/calendar' })).toBe('mlindq')
  expect(await offered.likelyUser(own)).toBe(me)
})
