/** How far a read of many files has come. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { StoreReading } from '../../../src/contract/bookings'
import { bookingFile } from '../../../src/domain/bookings/ics'
import { formatResources } from '../../../src/domain/bookings/resources-file'
import type { FileSystem } from '../../../src/domain/files/file-system'
import { createLocalFileSystem } from '../../../src/main/files/local-file-system'
import { booking } from '../../domain/bookings/booking-fixture'
import { createFolderRig, type FolderRig, resources } from './folder-rig'

let rig: FolderRig
beforeEach(async () => {
  rig = await createFolderRig()
})
afterEach(() => rig.end())

/** A store with so many bookings, as another program would have left it. */
async function fill(count: number): Promise<void> {
  for (const name of ['krios1', 'locks']) await mkdir(join(rig.root, name), { recursive: true })
  await writeFile(join(rig.root, 'resources.json'), formatResources(resources))
  for (let at = 0; at < count; at += 1)
    await writeFile(join(rig.root, `krios1/b${at}.ics`), bookingFile(booking({ uid: `b${at}` })))
}

/** What is told until a read of the whole store is over; its second half waits until something was told of the first. */
async function toldWhileReading(count: number): Promise<StoreReading[]> {
  const files = createLocalFileSystem(rig.scratch)
  let asked = 0
  let begin = (): void => undefined
  const half = new Promise<void>(resolve => {
    begin = resolve
  })
  const slow: FileSystem = {
    ...files,
    async readSmall(path, most, signal) {
      asked += 1
      if (asked > count / 2 && path.endsWith('.ics')) await half
      return files.readSmall(path, most, signal)
    }
  }
  const { folder } = rig.client({ local: slow })
  const told: StoreReading[] = []
  const end = new AbortController()
  const following = (async () => {
    for await (const reading of folder.reading(end.signal)) {
      told.push(reading)
      if (reading !== null) begin()
    }
  })()
  // Of few nothing is told.
  if (count < 500) begin()
  await folder.read(undefined)
  await expect.poll(() => told.at(-1)).toBeNull()
  end.abort()
  await following
  return told
}

it('is told while it goes on, and that it is over', async () => {
  await fill(700)
  const told = await toldWhileReading(700)
  const [before, ...rest] = told
  expect([before, rest.at(-1)]).toEqual([null, null])
  const numbers = rest.slice(0, -1).map(reading => [reading?.read ?? 0, reading?.of])
  expect(numbers.length).toBeGreaterThan(0)
  expect(new Set(numbers.map(([, of]) => of))).toEqual(new Set([700]))
  expect(numbers.map(([read]) => read)).toEqual(numbers.map(([read]) => read).sort((a = 0, b = 0) => a - b))
})

it('is not worth a word for a few files', async () => {
  await fill(20)
  expect(new Set(await toldWhileReading(20))).toEqual(new Set([null]))
})
