/** The whole engine beside the demo facility, whose microscope collects into the folder of the running session. */
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Cockpit, CockpitLook } from '@contract/cockpit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDemoFacility } from '../../../src/demo/demo-facility'
import type { FarscopeClient } from '../../../src/main/client-type'
import { createEngine, type Engine } from '../../../src/main/engine'
import { testPlatform } from '../test-platform'

const earlier = 24
const most = 26

let folder = ''
let engine: Engine
let client: FarscopeClient
const limit = (): AbortSignal => AbortSignal.timeout(60_000)

async function running(): Promise<Cockpit | undefined> {
  const all = await client.cockpit.now({}, { signal: limit() })
  return all.find(({ phase }) => phase === 'running')
}

/** The first that has what is waited for. */
async function eventually(wanted: (cockpit: Cockpit) => boolean): Promise<Cockpit> {
  const end = performance.now() + 110_000
  for (;;) {
    const found = await running()
    if (found && wanted(found)) return found
    if (performance.now() > end) throw new Error(`Not in 110 s; last: ${JSON.stringify(found?.look)}`)
    await new Promise(resolve => setTimeout(resolve, 200))
  }
}

const moviesOf = ({ look }: Cockpit): number => look?.collected?.movies ?? 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farscope-cockpit-'))
  const platform = {
    ...testPlatform(folder),
    startDemo: (place: string) =>
      startDemoFacility({ folder: place, microscope: { moviesPerHour: 3600, most, earlier } })
  }
  await mkdir(platform.dataFolder, { mode: 0o700 })
  engine = await createEngine(platform)
  client = engine.client('test')
  await client.app.startDemo(undefined, { signal: limit() })
}, 90_000)
afterAll(async () => {
  await engine.close()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

describe('the cockpit beside a microscope that collects', { timeout: 150_000 }, () => {
  it('counts its movies, and tells how many come', async () => {
    const { look } = await eventually(cockpit => moviesOf(cockpit) >= earlier && cockpit.look?.errors.quality === null)
    expect(look?.errors).toEqual({ collected: null, quality: null })
    expect(look?.collected?.last?.path).toMatch(/\/movies\/GridSquare_\d+\/Data\/FoilHole_.*_fractions\.mrc$/)
    const size = (await stat(look?.collected?.last?.path ?? '')).size
    expect(look?.collected?.bytes).toBe((look?.collected?.movies ?? 0) * size)
  })

  it('goes on counting, each movie once, until the grid is done', async () => {
    const done = await eventually(cockpit => moviesOf(cockpit) >= most)
    expect(moviesOf(done)).toBe(most)
    const movies = (await readdir(done.movies?.path ?? '', { recursive: true })).filter(name => name.endsWith('.mrc'))
    expect(movies).toHaveLength(most)
    const sidecars = (await readdir(done.movies?.path ?? '', { recursive: true })).filter(name => name.endsWith('.xml'))
    expect(sidecars).toHaveLength(most)
  })

  it('tells what is free where the movies go', async () => {
    const { look } = await eventually(cockpit => moviesOf(cockpit) >= most)
    expect(look?.storage).toMatchObject([{ site: 'demo', holds: 'movies', error: null }])
    expect(look?.storage[0]?.freeBytes).toBeGreaterThan(0)
  })

  it("tells drift and CTF of each from RELION's tables, by time, and counts those beyond a limit", async () => {
    const { look } = await eventually(({ look: one }) => (one?.quality?.micrographs ?? 0) >= most)
    const quality = look?.quality
    const times = quality?.shown.map(({ at }) => Date.parse(at ?? '')) ?? []
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect(quality?.medians.ctfResolutionAngstrom).toBeGreaterThan(2.5)
    expect(quality?.medians.ctfResolutionAngstrom).toBeLessThan(5)
    expect(quality?.medians.driftAngstrom).toBeGreaterThan(1)
    // Of the first 26 one is in thick ice and one does not settle.
    expect(quality?.beyond).toEqual({ ctfResolutionAngstrom: 1, driftAngstrom: 1, astigmatismAngstrom: 0 })
  })

  it('shows the newest micrograph and its power spectrum, with the size of a pixel', async () => {
    const { look, store, booking } = await eventually(({ look: one }) => one?.quality?.newest?.spectrum === true)
    const name = look?.quality?.newest?.micrograph.name ?? ''
    const one = { store, uid: booking.uid, name }
    const micrograph = await client.cockpit.picture({ ...one, of: 'micrograph' }, { signal: limit() })
    expect(micrograph).toMatchObject({ name, width: 512, height: 512 })
    expect(micrograph.pixelAngstrom).toBeCloseTo((4096 * 0.73) / 512, 3)
    expect(Buffer.from(micrograph.png, 'base64').subarray(1, 4).toString()).toBe('PNG')
    const spectrum = await client.cockpit.picture({ ...one, of: 'spectrum' }, { signal: limit() })
    expect(spectrum).toMatchObject({ width: 256, height: 256 })
    await expect(client.cockpit.picture({ ...one, name: 'none', of: 'spectrum' })).rejects.toMatchObject({
      data: { code: 'not-found' }
    })
  })

  it('has the jobs that run in its folders', async () => {
    const { jobs, jobsError } = await eventually(cockpit => cockpit.jobs.length >= 2)
    expect(jobsError).toBeNull()
    expect(jobs.map(({ name }) => name).sort()).toEqual(['ctffind_live', 'motioncor_live'])
  })

  it('is followed: a look at once, and the next one foretold', async () => {
    const cockpit = await running()
    if (!cockpit) throw new Error('no session')
    const over = new AbortController()
    const looks: CockpitLook[] = []
    const one = { store: cockpit.store, uid: cockpit.booking.uid }
    for await (const look of await client.cockpit.watch(one, { signal: over.signal })) {
      looks.push(look)
      break
    }
    over.abort()
    expect(Date.parse(looks[0]?.nextAt ?? '')).toBeGreaterThan(Date.parse(looks[0]?.asOf ?? ''))
  })

  it('says why movies cannot be counted, and keeps what was known', async () => {
    const before = await eventually(cockpit => moviesOf(cockpit) >= most)
    const movies = before.movies?.path ?? ''
    await rm(movies, { recursive: true })
    await writeFile(movies, 'no folder')
    const { look } = await eventually(({ look: one }) => one?.errors.collected !== null)
    expect(look?.errors.collected).toMatchObject({ code: 'not-found' })
    expect(look?.collected?.movies).toBe(most)
    await rm(movies)
    await mkdir(join(dirname(movies), 'movies'))
  })
})
