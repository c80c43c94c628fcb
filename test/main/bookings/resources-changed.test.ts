/** The rules of a store are saved: by whom, and what becomes of the bookings of a resource that is taken out. */
import { mkdir, writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { bookingFile } from '../../../src/domain/bookings/ics'
import { formatResources } from '../../../src/domain/bookings/resources-file'
import { Failure } from '../../../src/domain/failure'
import type { FileSystem } from '../../../src/domain/files/file-system'
import { createLocalFileSystem } from '../../../src/main/files/local-file-system'
import { booking } from '../../domain/bookings/booking-fixture'
import { createFolderRig, type FolderRig, resources } from './folder-rig'

let rig: FolderRig
const me = userInfo().username

beforeEach(async () => {
  rig = await createFolderRig()
  await rig.client({ user: me }).folder.init(resources, undefined)
})
afterEach(() => rig.end())

it('a booking that was moved to a resource which is lent no more does not come back to the one before', async () => {
  const made = booking({ owner: me })
  const moved = { ...made, resource: 'retired', sequence: 1, title: 'moved by an administrator' }
  await writeFile(join(rig.root, 'krios1', 'b1@farscope.ics'), bookingFile(made))
  await mkdir(join(rig.root, 'retired', 'changes'), { recursive: true })
  await writeFile(join(rig.root, 'retired', 'changes', 'b1@farscope@boss.ics'), bookingFile(moved))
  await writeFile(join(rig.root, 'retired', 'own@farscope.ics'), bookingFile(booking({ uid: 'own@farscope' })))
  const names = async (data: string): Promise<[string, string][]> => {
    const client = rig.client({ user: me, data })
    const { bookings, problems } = await client.folder.read(undefined)
    expect(problems).toEqual([])
    await client.close()
    return bookings.map(({ resource, title }) => [resource, title])
  }
  // Seen by who was not there when it was lent, and again after a restart, when nothing is news.
  for (const _ of ['first', 'restarted']) expect(await names('fresh')).toEqual([['retired', moved.title]])
  // Lent again, all of it is there.
  const again = resources.resources.slice(0, 1).map(one => ({ ...one, name: 'retired' }))
  const file = { ...resources, resources: [...resources.resources, ...again] }
  await writeFile(join(rig.root, 'resources.json'), formatResources(file))
  expect((await names('fresh')).map(([resource]) => resource)).toEqual(['retired', 'retired'])
})

it('a folder of a resource that is lent no more is found also after a read that was broken off', async () => {
  const made = booking({ owner: me })
  const moved = { ...made, resource: 'retired', sequence: 1, title: 'moved by an administrator' }
  await writeFile(join(rig.root, 'krios1', 'b1@farscope.ics'), bookingFile(made))
  await mkdir(join(rig.root, 'retired', 'changes'), { recursive: true })
  await writeFile(join(rig.root, 'retired', 'changes', 'b1@farscope@boss.ics'), bookingFile(moved))
  const files = createLocalFileSystem(rig.scratch)
  let away = true
  const local: FileSystem = {
    ...files,
    readDirectory(path, signal) {
      if (away && path.endsWith('changes')) throw new Failure('unreachable', 'The link broke.')
      return files.readDirectory(path, signal)
    }
  }
  const { folder } = rig.client({ user: me, local })
  await expect(folder.read(undefined)).rejects.toMatchObject({ code: 'unreachable' })
  away = false
  const { bookings } = await folder.read(undefined)
  expect(bookings.map(({ resource, title }) => [resource, title])).toEqual([['retired', moved.title]])
})

it('saving them where their file is another’s is refused with his name and the way', async () => {
  const files = createLocalFileSystem(rig.scratch)
  const sticky: FileSystem = {
    ...files,
    async replace(from, to, signal) {
      if (to.endsWith('resources.json')) throw new Failure('permission', 'Operation not permitted.')
      return files.replace(from, to, signal)
    },
    ownerNames: async () => ({ owner: 'lund', group: 'cryo' })
  }
  const { folder } = rig.client({ user: 'boss', local: sticky })
  const save = folder.transact(() => ({ changes: { resources }, result: null }), undefined)
  await expect(save).rejects.toMatchObject({
    code: 'permission',
    message: expect.stringMatching(/^The rules were not saved: .*resources\.json .* is lund's\.$/),
    hint: expect.stringMatching(/Ask lund to save the change; .*: chown boss '\S+resources\.json'$/)
  })
})
