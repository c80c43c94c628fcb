import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import type { JobProgress } from '@contract/job-progress'
import type { JobResources } from '@contract/job-templates'
import { isFinished } from '@domain/jobs/states'
import { decode } from 'fast-png'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createReadClassImages } from '../../../src/main/jobs/class-images'
import { createJobs } from '../../../src/main/jobs/jobs'
import { createReadProgress } from '../../../src/main/jobs/progress'
import { createJobTemplates } from '../../../src/main/jobs/templates'
import { type Platform, silentLog, systemClock } from '../../../src/main/platform'
import type { Connection } from '../../../src/main/ssh/types'
import { describeFacility } from '../../facility/describe-facility'
import { cancelJobs, facility, scratch } from '../../facility/facility'
import { createRig, type Rig, targetAt } from '../ssh/rig'
import { drift, frames, moviesStar, syntheticMovie } from './synthetic-movie'
import { anglesStar, box, kinds, particleStack, particlesStar, referenceMap } from './synthetic-particles'

const run = promisify(execFile)
// The facility's nodes are this computer, so what is installed here is installed there.
const missing = async (program: string): Promise<boolean> =>
  run('bash', ['-lc', `command -v ${program}`]).then(
    () => false,
    () => true
  )

let rig: Rig
const connect = (): Promise<Connection> => rig.connections.acquire(targetAt(facility.ports.facility))
const folder = resolve(import.meta.dirname, '../../../resources/job-templates')
// The slice uses no more of the platform than this.
const platform = { clock: systemClock, log: silentLog } as unknown as Platform
const site = 'here'
/** A busy machine needs long for what takes some seconds by itself. */
const relionMs = 400_000
const resources: Partial<JobResources> = { partition: 'cpu', cpus: 1, memory: '1G', time: '10' }

async function put(path: string, bytes: Uint8Array | string): Promise<void> {
  const connection = await connect()
  const script = 'mkdir -p -- "$(dirname -- "$1")" && cat >"$1"'
  expect((await connection.run(script, { args: [path], stdin: Buffer.from(bytes) })).code).toBe(0)
}

describeFacility('a RELION job on a real SLURM', 'slurm', () => {
  beforeAll(async () => {
    rig = await createRig()
  })
  const sent: string[] = []
  afterAll(async () => {
    await cancelJobs(sent)
    await rig.close()
  })
  const access = { connection: connect }
  const jobs = createJobs({ platform, access })
  const templates = createJobTemplates(access, () => folder)
  const progress = createReadProgress(access, jobs)
  const classImages = createReadClassImages(access, progress)

  async function submit(
    template: string,
    values: Record<string, string>,
    workDir: string,
    launcher: 'srun' | 'mpirun' = 'srun'
  ): Promise<string> {
    const tasks = launcher === 'srun' ? 1 : 3
    const { script } = await templates.render({
      ...{ template, values, resources: { ...resources, tasks }, modules: [], launcher }
    })
    const { id } = await jobs.submit({ site, script, workDir, options: [] }, undefined)
    sent.push(id)
    return id
  }

  /** Looks until the job has ended: what was seen on the way, each look once its folder was there. */
  async function follow(id: string, enough: (found: JobProgress) => boolean = () => false): Promise<JobProgress[]> {
    const seen: JobProgress[] = []
    const giveUp = Date.now() + relionMs
    while (Date.now() < giveUp) {
      const { state } = await jobs.show(site, id, undefined)
      const found = await progress(site, id, undefined).catch(() => null)
      if (found) seen.push(found)
      if (found && enough(found)) return seen
      if (isFinished(state)) {
        expect(state).toBe('COMPLETED')
        return seen
      }
      await new Promise(wait => setTimeout(wait, 150))
    }
    throw new Error(`Job ${id} has not ended.`)
  }

  it('from the Class2D template shows its iterations and its classes as pictures', {
    timeout: relionMs + 60_000
  }, async context => {
    if (await missing('relion_refine')) context.skip('relion is not installed')
    const project = await scratch()
    await put(`${project}/parts.mrcs`, particleStack(3))
    await put(`${project}/parts.star`, particlesStar('parts.mrcs'))
    const values = {
      ...{ input: 'parts.star', output: 'Class2D/job003', classes: '2', iterations: '6', diameter: '120', ctf: 'no' },
      ...{ psi_step: '12', offset_range: '3', pool: '30' }
    }
    const id = await submit('relion-class2d', values, project)
    const seen = await follow(id)
    const last = seen.at(-1)
    expect(last).toMatchObject({
      program: 'RELION',
      kind: 'Class2D',
      ended: 'succeeded',
      iterations: 6,
      expectedEnd: null
    })
    expect(last?.series.map(({ iteration }) => iteration)).toEqual([0, 1, 2, 3, 4, 5, 6])
    for (const { iteration, resolutionAngstrom, classes, changed } of last?.series.slice(1) ?? []) {
      expect(resolutionAngstrom, `iteration ${iteration}`).toBeGreaterThan(7.9)
      expect(classes).toBeGreaterThanOrEqual(1)
      expect(changed).toBeGreaterThanOrEqual(0)
      expect(changed).toBeLessThanOrEqual(1)
    }
    // It was seen at work, and its series only ever grew.
    const lengths = seen.map(({ series }) => series.length)
    expect(lengths).toEqual([...lengths].sort((a, b) => a - b))

    const images = await classImages(site, id, 50, undefined)
    expect(images).toMatchObject({ model: 'run_it006_model.star', iteration: 6, width: box, height: box, total: 2 })
    const shares = images.images.map(({ share }) => share ?? Number.NaN)
    expect(shares[0]).toBeGreaterThanOrEqual(shares[1] ?? 1)
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 3)
    for (const { png } of images.images) {
      const { width, height, channels, depth, data } = decode(Buffer.from(png, 'base64'))
      expect({ width, height, channels, depth }).toEqual({ width: box, height: box, channels: 1, depth: 8 })
      // A particle is bright in the middle and the mask is even at the corners.
      expect(Math.max(...data) - Math.min(...data)).toBe(255)
    }
    const [one] = (await classImages(site, id, 1, undefined)).images
    expect(one).toEqual(images.images[0])
    expect(kinds[0]).toBeGreaterThan(kinds[1])

    // A stack that says it holds more than it does is refused, not read.
    const stack = `${project}/Class2D/job003/run_it006_classes.mrcs`
    const connection = await connect()
    await connection.run('truncate -s 3000 -- "$1"', { args: [stack] })
    await expect(classImages(site, id, 50, undefined)).rejects.toMatchObject({
      ...{ code: 'corrupt', message: expect.stringContaining('run_it006_classes.mrcs') }
    })
  })

  it('from the MotionCorr template shows the motion of each movie in ångström, also before it has ended', {
    timeout: relionMs + 60_000
  }, async context => {
    if (await missing('relion_run_motioncorr')) context.skip('relion is not installed')
    const project = await scratch()
    const movies = Array.from({ length: 12 }, (_, at) => `Movies/m${at + 1}.mrc`)
    for (const [at, movie] of movies.entries()) await put(`${project}/${movie}`, syntheticMovie(at + 1))
    // A pixel of 1.5 Å: pixels and ångström cannot be mistaken for each other.
    await put(`${project}/movies.star`, moviesStar(movies).replace('opticsGroup1 1 1.0', 'opticsGroup1 1 1.5'))
    const id = await submit('relion-motioncorr', { input: 'movies.star', output: 'MotionCorr/job002' }, project)
    const seen = await follow(id)
    const way = (frames - 1) * Math.hypot(drift.x, drift.y) * 1.5
    for (const { micrographs } of seen) {
      expect(micrographs?.total).toBe(12)
      expect(micrographs?.done).toBeLessThanOrEqual(12)
      for (const { name, totalMotion } of micrographs?.newest ?? []) {
        expect(name).toMatch(/^MotionCorr\/job002\/Movies\/m\d+\.mrc$/)
        expect(Math.abs((totalMotion ?? 0) - way), `${name}: ${totalMotion} of ${way}`).toBeLessThan(0.1 * way)
      }
    }
    const last = seen.at(-1)
    expect(last).toMatchObject({ kind: 'MotionCorr', ended: 'succeeded', micrographs: { done: 12 } })
    expect(last?.micrographs?.newest).toHaveLength(12)
    // What stands there while it works: files of the movies that are done, and neither table nor marker.
    const script = `cd -- "$1" && rm RELION_JOB_EXIT_SUCCESS corrected_micrographs.star Movies/m[6-9].star Movies/m1?.star
      for at in 1 2 3 4 5; do touch -d "2026-01-01 00:00:0$at" Movies/m$at.star; done; : >Movies/m6.star`
    const output = `${project}/MotionCorr/job002`
    expect((await (await connect()).run(script, { args: [output] })).code).toBe(0)
    // A service that has not seen the job before.
    const atWork = await createReadProgress(access, jobs)(site, id, undefined)
    expect(atWork).toMatchObject({ ended: null, micrographs: { total: 12, done: 5 } })
    expect(atWork.expectedEnd).not.toBeNull()
    const table = new Map(last?.micrographs?.newest.map(one => [one.name, one]))
    expect(atWork.micrographs?.newest.map(({ name }) => name.replace(/.*\//, ''))).toEqual(
      [1, 2, 3, 4, 5].map(at => `m${at}.mrc`)
    )
    for (const one of atWork.micrographs?.newest ?? [])
      for (const part of ['totalMotion', 'earlyMotion', 'lateMotion'] as const)
        expect(one[part], `${one.name} ${part}`).toBeCloseTo(table.get(one.name)?.[part] ?? Number.NaN, 2)
    await expect(classImages(site, id, 5, undefined)).rejects.toMatchObject({ code: 'not-found' })
  })

  async function projections(): Promise<string> {
    const project = await scratch()
    await put(`${project}/map.mrc`, referenceMap())
    await put(`${project}/angles.star`, anglesStar(120))
    const script =
      'cd -- "$1" && relion_project --i map.mrc --o parts --ang angles.star --angpix 4 --add_noise --white_noise 0.5'
    const made = await (await connect()).run(script, { args: [project] })
    expect(made.code, made.stderr.toString()).toBe(0)
    return project
  }

  const volume = {
    ...{ input: 'parts.star', reference: 'map.mrc', diameter: '100', ctf: 'no', sampling: '15', pool: '30' },
    ...{ offset_range: '3' }
  }

  it('from the Class3D template shows its maps by their central section', {
    timeout: relionMs + 60_000
  }, async context => {
    if (await missing('relion_refine')) context.skip('relion is not installed')
    const project = await projections()
    const own = { output: 'Class3D/job004', classes: '2', iterations: '2' }
    const id = await submit('relion-class3d', { ...volume, ...own }, project)
    const last = (await follow(id)).at(-1)
    expect(last).toMatchObject({ kind: 'Class3D', ended: 'succeeded', iteration: 2 })
    const images = await classImages(site, id, 10, undefined)
    expect(images).toMatchObject({ width: box, height: box, total: 2, model: 'run_it002_model.star' })
  })

  it('from the Refine3D template shows its resolution and the map of a half set', {
    timeout: relionMs + 60_000
  }, async context => {
    if (await missing('relion_refine_mpi')) context.skip('relion is not installed')
    const project = await projections()
    const values = { ...volume, output: 'Refine3D/job005', sampling: '30', local_sampling: '15' }
    const id = await submit('relion-refine3d', values, project, 'mpirun')
    // It decides by itself when it has converged, so a few iterations must do.
    const last = (await follow(id, ({ series }) => series.length > 3)).at(-1)
    expect(last).toMatchObject({ kind: 'Refine3D', iterations: null, model: expect.stringContaining('half1') })
    expect(last?.series.slice(0, 3).map(({ iteration, classes }) => [iteration, classes])).toEqual(
      [0, 1, 2].map(at => [at, 1])
    )
    expect(last?.resolutionAngstrom).toBeLessThan(100)
    expect(await classImages(site, id, 10, undefined)).toMatchObject({ width: box, height: box, total: 1 })
    await jobs.cancel(site, [id], undefined)
  })
})
