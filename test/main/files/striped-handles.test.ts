/** A file read over two lanes, each of which opens it by its path. */
import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Lane, Lanes } from '../../../src/main/files/lanes'
import { createLocalFileSystem } from '../../../src/main/files/local-file-system'
import { openStripedRead } from '../../../src/main/files/striped-handles'

let root: string
let path: string
beforeEach(async () => {
  root = await fs.mkdtemp(join(tmpdir(), 'striped-'))
  path = join(root, 'movie')
  await fs.writeFile(path, randomBytes(100_000))
})
afterEach(() => fs.rm(root, { recursive: true, force: true, maxRetries: 5 }))

/** Every read goes to the next of two lanes. */
function twoLanes(): Lanes {
  const gate = { pieceBytes: 50_000, run: (_bytes: number, work: () => Promise<unknown>) => work() }
  const lane = () => ({
    files: createLocalFileSystem(root),
    connection: { connected: true },
    gates: { up: gate, down: gate },
    ...{ load: 0, leaving: false, handles: 0 }
  })
  // What a striped file uses of a lane.
  const all = [lane(), lane()] as unknown as [Lane, Lane]
  let turn = 0
  const lanes = {
    first: all[0],
    pick: () => all[0],
    use: (_lane: Lane, _bytes: number, work: () => Promise<unknown>) => work(),
    anywhere: (_bytes: number, work: (lane: Lane) => Promise<unknown>) => work(all[turn++ % 2 === 0 ? 0 : 1]),
    count: () => undefined,
    released: (one: Lane) => void one.handles--
  }
  // The same for the lanes.
  return lanes as unknown as Lanes
}

it('is the same on both', async () => {
  const handle = await openStripedRead(twoLanes(), path, undefined)
  const [one, other] = [await handle.read(0, 100), await handle.read(0, 100)]
  expect(Buffer.from(one).equals(other)).toBe(true)
  await handle.close()
})

it('is refused when another has its name by the time the second lane opens it: no mixture of the two', async () => {
  const handle = await openStripedRead(twoLanes(), path, undefined)
  await handle.read(0, 100)
  await fs.writeFile(join(root, 'next'), randomBytes(100_000))
  await fs.rename(join(root, 'next'), path)
  await expect(handle.read(100, 100)).rejects.toMatchObject({ code: 'changed-at-source' })
  await handle.close()
})
