import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { readMrcHeader } from '@domain/mrc/header'
import { greyPicture } from '@domain/mrc/section'
import { joined } from '@domain/quality/joined'
import { ctfFindings, motionFindings } from '@domain/quality/tables'
import { sessionFolders } from '@domain/sessions/session-folder'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { demoBookings } from '../../src/demo/calendar/bookings'
import { demoResources } from '../../src/demo/calendar/facility'
import { exposureNumber, exposureOf } from '../../src/demo/microscope/exposure'
import { type Microscope, startMicroscope } from '../../src/demo/microscope/microscope'
import { micrographFile, spectrumFile } from '../../src/demo/microscope/pictures'
import { ctfTable, motionTable } from '../../src/demo/microscope/results'
import type { Controller } from '../../src/demo/slurm/controller'

const zone = 'Europe/Stockholm'
const at = Date.UTC(2026, 10, 17, 8, 12)
const exposures = Array.from({ length: 120 }, (_none, number) => exposureOf(number, at + number * 15_000, zone))

describe('an exposure of the demo', () => {
  it('is the same each time, and has the name that EPU would give it', () => {
    expect(exposureOf(5, at, zone)).toEqual(exposureOf(5, at, zone))
    expect(exposureOf(5, at, zone).path).toMatch(/^GridSquare_\d+\/Data\/FoilHole_8130035_Data_\d+_1_20261117_091200$/)
    expect(exposureNumber('FoilHole_8130035_Data_8123500_1_20261117_091200_fractions.mrc')).toBe(5)
    expect(exposureNumber('FoilHole_8130036_Data_8123500_1_20261117_091200_fractions.mrc')).toBeNull()
    expect(exposureNumber('notes.txt')).toBeNull()
  })

  it('is as good as real ones are: most, not all', () => {
    const good = exposures.filter(one => one.ctfResolutionAngstrom < 5 && one.driftAngstrom < 8)
    expect(good.length).toBeGreaterThan(100)
    expect(good.length).toBeLessThan(exposures.length)
  })
})

describe('what pre-processing tells of them', () => {
  it('is read back by the readers of RELION tables, each with its time', () => {
    const all = joined([...motionFindings(motionTable(exposures)), ...ctfFindings(ctfTable(exposures))], zone)
    expect(all).toHaveLength(exposures.length)
    const [first, second] = all
    expect(first?.at).toBe(new Date(at).toISOString())
    expect(first?.driftAngstrom).toBeCloseTo(exposures[0]?.driftAngstrom ?? 0, 3)
    expect(second?.ctfResolutionAngstrom).toBeCloseTo(exposures[1]?.ctfResolutionAngstrom ?? 0, 3)
    expect(first?.spectrum).toMatch(/^CtfFind\/job003\/.*\.ctf$/)
  })

  it('has pictures that are read as MRC, with more than one shade', () => {
    const [one] = exposures
    if (!one) throw new Error('none')
    for (const file of [micrographFile(one), spectrumFile(one)]) {
      const header = readMrcHeader(file.subarray(0, 1024), file.length, 'x.mrc')
      const { pixels } = greyPicture(file.subarray(header.offset), header, 128)
      expect(new Set(pixels).size).toBeGreaterThan(100)
    }
  })
})

describe('the microscope', () => {
  let home = ''
  let microscope: Microscope | undefined
  const lines: string[] = []
  // Jobs of the queue are tested with the whole facility.
  const controller = {
    takeId: () => 1,
    priorityOf: () => 0,
    nodes: [],
    adopt: () => undefined
  } as unknown as Controller
  const start = (most: number, earlier: number): void => {
    const log = (line: string): unknown => lines.push(line)
    microscope = startMicroscope({ home, user: 'ada', controller, log, moviesPerHour: 360_000, most, earlier })
  }
  function moviesFolder(): string {
    const { resources, timeZone } = demoResources('ada', Date.now())
    const booking = demoBookings('ada', Date.now()).find(({ uid }) => uid.startsWith('gaba-a@'))
    const setup = resources[0]?.session
    if (!booking || !setup) throw new Error('no session')
    return sessionFolders(setup, booking, timeZone, home).movies ?? ''
  }
  const movies = (): string[] =>
    readdirSync(moviesFolder(), { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('_fractions.mrc'))
  const until = (count: number): Promise<void> =>
    expect
      .poll(() => movies().length, { timeout: 30_000 })
      .toBeGreaterThanOrEqual(count)
      .then(() => undefined)

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'farscope-microscope-'))
    lines.length = 0
  })
  afterEach(async () => {
    await microscope?.close()
    rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  })

  it('waits for the folder of its session, then collects until the grid is done', async () => {
    start(6, 3)
    mkdirSync(moviesFolder(), { recursive: true })
    await until(6)
    await microscope?.close()
    expect(movies()).toHaveLength(6)
    expect(lines).toEqual([])
    const [first = ''] = movies().sort()
    const file = join(moviesFolder(), first)
    const header = readMrcHeader(readFileSync(file).subarray(0, 1024), statSync(file).size, file)
    expect(header).toMatchObject({ columns: 192, rows: 192, sections: 6, mode: 1 })
    expect(readFileSync(file.replace('_fractions.mrc', '.xml'), 'utf8')).toContain('<AccelerationVoltage>300000')
  })

  it('goes on where it was when it is started again', async () => {
    mkdirSync(moviesFolder(), { recursive: true })
    start(3, 3)
    await until(3)
    await microscope?.close()
    const before = movies().sort()
    start(5, 3)
    await until(5)
    await microscope?.close()
    expect(movies().sort().slice(0, 3)).toEqual(before)
    expect(movies()).toHaveLength(5)
  })

  it('empties the sessions of other days that it has filled, and leaves the others', async () => {
    const sessions = dirname(dirname(moviesFolder()))
    for (const [name, mark] of [
      ['filled', true],
      ['own', false]
    ] as const) {
      for (const folder of ['movies', 'relion']) mkdirSync(join(sessions, name, folder), { recursive: true })
      writeFileSync(join(sessions, name, 'movies', 'x.mrc'), '')
      if (mark) writeFileSync(join(sessions, name, 'relion', '.farscope-demo'), '')
    }
    mkdirSync(moviesFolder(), { recursive: true })
    start(1, 1)
    await until(1)
    await microscope?.close()
    expect(readdirSync(join(sessions, 'filled'))).toEqual([])
    expect(readdirSync(join(sessions, 'own', 'movies'))).toEqual(['x.mrc'])
  })
})
