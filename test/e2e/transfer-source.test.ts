/** Sources that change under the copy, disks that run full, permissions that go. */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { appendFile, chmod, mkdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { facility, scratch, status } from '../facility/facility'
import { errorOf, json, type Outcome } from './command-rig'
import { createFaultRig, expectSame, type FaultRig, giveAway, mebibyte, partFiles, transfers, until } from './fault-rig'

const size = 8 * mebibyte
const kibibyte = 1024
/** Bytes per second until something happens to a copy, and of what comes after it. */
const speed = { before: 4 * mebibyte, after: 200 * mebibyte }
let rig: FaultRig

beforeAll(async () => {
  rig = await createFaultRig('facility', speed.before)
})
beforeEach(() => rig.link.speed(speed.before))
afterAll(() => rig.end())

interface Ends {
  /** Folders of this computer; the far one is named to the command with its site. */
  readonly from: string
  readonly to: string
  words(source: string, target: string): string[]
}

async function ends(way: 'up' | 'down'): Promise<Ends> {
  const far = await scratch()
  const near = join(rig.folder, `near-${randomBytes(4).toString('hex')}`)
  await mkdir(near)
  return way === 'up'
    ? { from: near, to: far, words: (source, target) => ['put', source, `lab:${target}`] }
    : { from: far, to: near, words: (source, target) => ['get', `lab:${source}`, target] }
}

/** Does `fault` when so many bytes of the copy have passed the link. */
async function copyThrough(words: string[], way: 'up' | 'down', bytes: number, fault: () => Promise<unknown>) {
  const before = rig.link.bytes[way]
  const copying = rig.farscope(['--json', ...words])
  expect(await until(60_000, () => rig.link.bytes[way] - before > bytes)).toBe(true)
  await fault()
  rig.link.speed(speed.after)
  return copying
}

/** The copy failed with this code, and nothing that is not the whole file shows under its name. */
function expectRefused(outcome: Outcome, code: string, target: string): void {
  expect({ status: outcome.status, result: json(outcome) }).toMatchObject({
    status: 1,
    result: { files: 0, failed: [{ code }] }
  })
  expect(errorOf(outcome).code).toBe(code)
  expect(existsSync(target)).toBe(false)
}

describeFacility('a source', 'ssh', () => {
  describe.each(['up', 'down'] as const)('%s', way => {
    it.each([
      ['grows', (path: string) => appendFile(path, randomBytes(100))],
      ['shrinks', (path: string) => truncate(path, size / 2)],
      ['is written into', (path: string) => writeFile(path, randomBytes(10), { flag: 'r+' })]
    ])('that %s while it is copied is not taken for copied', async (_, change) => {
      const { from, to, words } = await ends(way)
      const source = join(from, 'movie.tiff')
      await writeFile(source, randomBytes(size))
      if (way === 'down') giveAway(source)
      const outcome = await copyThrough(words(source, join(to, 'copy')), way, size / 3, () => change(source))
      expectRefused(outcome, 'changed-at-source', join(to, 'copy'))
      expect(await partFiles(to)).toEqual([])
      expect(await rig.json(words(source, join(to, 'copy')))).toMatchObject({ files: 1, failed: [] })
      expectSame(source, join(to, 'copy'))
    })

    it('that is replaced by another while it is copied arrives as one of the two, never as a mixture', async () => {
      const { from, to, words } = await ends(way)
      const source = join(from, 'movie.tiff')
      const versions = [randomBytes(size), randomBytes(size)]
      await writeFile(source, versions[0] ?? '')
      await writeFile(join(from, 'next'), versions[1] ?? '')
      if (way === 'down') giveAway(from)
      const target = join(to, 'copy')
      await copyThrough(words(source, target), way, size / 3, () => rename(join(from, 'next'), source))
      const arrived = existsSync(target) ? await readFile(target) : undefined
      expect(arrived === undefined || versions.some(version => version.equals(arrived))).toBe(true)
    })
  })
})

describeFacility('a disk that runs full while a file is copied', 'ssh', () => {
  it.each(['up', 'down'] as const)('%s is named, and the copy goes on when there is room', async way => {
    if (!status().fullDisk) return
    const { from, words } = await ends(way)
    const full = join(facility.fullDisk, `faults-${process.pid}-${way}`)
    const filler = join(facility.fullDisk, `filler-${process.pid}`)
    await mkdir(full)
    giveAway(full)
    try {
      const source = join(from, 'movie.tiff')
      await writeFile(source, randomBytes(700 * kibibyte))
      if (way === 'down') giveAway(source)
      rig.link.speed(300 * kibibyte)
      const copy = words(source, join(full, 'copy'))
      const outcome = await copyThrough(copy, way, 250 * kibibyte, () => writeFile(filler, randomBytes(350 * kibibyte)))
      expectRefused(outcome, 'disk-full', join(full, 'copy'))
      await rm(filler)
      expect(await rig.json([...copy, '--resume'])).toMatchObject({ files: 1, failed: [] })
      expectSame(source, join(full, 'copy'))
      expect(await partFiles(full)).toEqual([])
    } finally {
      await rm(filler, { force: true })
      await rm(full, { recursive: true, force: true, maxRetries: 5 })
    }
  })
})

describeFacility('permission lost half-way', 'ssh', () => {
  const files = 40

  it('leaves whole what arrived, names what did not, and the rest follows when it is back', async () => {
    const { from, to, words } = await ends('up')
    await mkdir(join(from, 'session'))
    for (let index = 0; index < files; index++)
      await writeFile(join(from, 'session', `movie-${index}`), randomBytes(256 * kibibyte))
    const target = join(to, 'session')
    const copy = words(join(from, 'session'), target)
    const outcome = await copyThrough(copy, 'up', 4 * mebibyte, () => chmod(target, 0o555))
    expect([outcome.status, errorOf(outcome).code]).toEqual([6, 'partial'])
    const { files: arrived, failed } = json(outcome) as { files: number; failed: { code: string; path: string }[] }
    expect(arrived).toBeGreaterThan(0)
    expect(arrived + failed.length).toBe(files)
    expect(new Set(failed.map(({ code }) => code))).toEqual(new Set(['permission']))
    for (const { path } of failed) expect(existsSync(join(target, path.split('/').at(-1) ?? ''))).toBe(false)
    await chmod(target, 0o755)
    const [last] = (await transfers(rig)).slice(-1)
    // The part files that it could not remove are its own: the same transfer goes on with them.
    await rig.json(['transfer', 'retry', last?.id ?? ''])
    expect((await transfers(rig)).at(-1)).toMatchObject({ id: last?.id, doneFiles: files, failedCount: 0 })
    expectSame(join(from, 'session'), target)
    expect(await partFiles(to)).toEqual([])
  })

  it('at the source names the files that could not be read', async () => {
    const { from, to, words } = await ends('down')
    await mkdir(join(from, 'session'))
    for (let index = 0; index < files; index++)
      await writeFile(join(from, 'session', `movie-${index}`), randomBytes(256 * kibibyte))
    giveAway(from)
    const source = join(from, 'session')
    const lock = async (): Promise<void> => {
      for (let index = 0; index < files; index++) await chmod(join(source, `movie-${index}`), 0o000)
    }
    const outcome = await copyThrough(words(source, join(to, 'session')), 'down', 2 * mebibyte, lock)
    expect([outcome.status, errorOf(outcome).code]).toEqual([6, 'partial'])
    const { files: arrived, failed } = json(outcome) as { files: number; failed: { code: string }[] }
    expect(arrived + failed.length).toBe(files)
    // One that was open when it lost its permission may be read to its end, and then looks changed.
    for (const { code } of failed) expect(['permission', 'changed-at-source']).toContain(code)
    expect(await partFiles(to)).toEqual([])
  })
})
