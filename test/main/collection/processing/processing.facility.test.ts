import { Failure } from '@domain/failure'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { describeFacility } from '../../../facility/describe-facility'
import { createProcessingRig, type ProcessingRig, site } from './processing-rig'

let rig: ProcessingRig
beforeEach(async () => {
  rig = await createProcessingRig()
})
afterEach(() => rig.end())

const limits = { timeout: 240_000, interval: 500 }
const eventually = (check: () => void | Promise<void>): Promise<void> => vi.waitFor(check, limits)
/** A line of the work's own for each file that a task worked on. */
const note = 'printf "%s\\n" "$FARSCOPE_NAME" >>did'
const worked = async (): Promise<string[]> =>
  (await rig.run(`sort -- "${rig.workDir}/did" 2>/dev/null`)).split('\n').filter(line => line !== '')
const arraysOf = async (): Promise<string[]> =>
  [...new Set((await rig.run('sacct -n -P -X -S now-1hours -o JobID,JobName')).split('\n'))]
    .filter(line => /\|run7-[0-9a-f]{12}$/.test(line))
    .map(line => line.replace(/_.*\|/, '|'))
const mine = async (batch: string): Promise<string[]> => [
  ...new Set((await arraysOf()).filter(line => line.endsWith(`-${batch}`)))
]

describeFacility('pre-processing on a real SLURM', 'slurm', () => {
  it('works on each file once, the newest first, in arrays of so many', { timeout: 300_000 }, async () => {
    const names = Array.from({ length: 7 }, (_, at) => `sub dir/it's ${at}.mrc`)
    rig.found(...names, 'sub dir/0.xml')
    await rig.add(note, { batch: 3, queued: 3 })
    await eventually(() => expect(rig.rule().state).toBe('idle'))
    expect(rig.rule().counts).toEqual({ waiting: 0, pending: 0, running: 0, done: 7, failed: 0 })
    expect(await worked()).toEqual(Array.from({ length: 7 }, (_, at) => `it's ${at}`))
    const { files } = rig.processing.files('run7', { offset: 0, limit: 10 })
    const arrays = files.map(({ job }) => Number(job?.split('_')[0]))
    expect(files.map(({ path }) => path)).toEqual([...names].reverse())
    expect(arrays, 'newer files in earlier arrays').toEqual([...arrays].sort((a, b) => a - b))
    expect(new Set(arrays).size).toBe(3)
    // What comes later goes by itself.
    rig.found('later.mrc')
    await eventually(() => expect(rig.rule().counts.done).toBe(8))
  })

  it('tries a failed file again as often as it is told, then says why it failed', { timeout: 300_000 }, async () => {
    rig.found('line\nbreak.mrc', 'good.mrc', 'bad.mrc', 'second.mrc')
    const once = 'case $FARSCOPE_NAME in bad) exit 3;; second) [ -e tried ] || { touch tried; exit 4; };; esac'
    await rig.add(`${note}; ${once}`, { batch: 3, queued: 3, retries: 1 })
    await eventually(() => expect(rig.rule().state).toBe('idle'))
    expect(rig.rule().counts).toMatchObject({ done: 2, failed: 2 })
    expect(await worked()).toEqual(['bad', 'bad', 'good', 'second', 'second'])
    const { files } = rig.processing.files('run7', { states: ['failed'], offset: 0, limit: 10 })
    const refused = { path: 'line\nbreak.mrc', tries: 0, error: expect.stringContaining('line break') }
    expect(files).toMatchObject([{ path: 'bad.mrc', tries: 2, error: 'It ended with status 3.' }, refused])
    rig.processing.retry('run7')
    await eventually(() => expect(rig.rule().state).toBe('idle'))
    expect(rig.rule().counts).toMatchObject({ done: 2, failed: 2 })
    const again = rig.processing.files('run7', { states: ['failed'], offset: 0, limit: 10 }).files
    expect(again, 'a name that no list can hold is refused again').toMatchObject([{ path: 'bad.mrc' }, refused])
  })

  it('submits no array twice when the engine is killed before sbatch has answered', { timeout: 300_000 }, async () => {
    let lost = ''
    rig.arrays = real => ({
      async submitOnce(array, asking) {
        await real.submitOnce(array, asking)
        lost = array.folder
        // The answer never comes to this engine.
        return new Promise(() => undefined)
      }
    })
    rig.restart()
    rig.found('a.mrc', 'b.mrc')
    await rig.add(note, { batch: 2, queued: 2 })
    await eventually(() => expect(lost).not.toBe(''))
    expect(rig.files()).toEqual({ 'a.mrc': 'submitted', 'b.mrc': 'submitted' })
    rig.arrays = () => ({})
    rig.restart()
    await eventually(() => expect(rig.rule().state).toBe('idle'))
    expect(await worked()).toEqual(['a', 'b'])
    // Accounting by time is a second or two late.
    await eventually(async () => expect(await mine(lost.replace(/.*\//, ''))).toHaveLength(1))
  })

  it('finds an array by its name where not even its id was written down', { timeout: 300_000 }, async () => {
    let folder = ''
    let first = ''
    rig.arrays = real => ({
      async submitOnce(array, asking) {
        if (folder === '') {
          const id = await real.submitOnce(
            { ...array, script: array.script.replace('\n', '\n#SBATCH --hold\n') },
            asking
          )
          await rig.run(`rm -- "${array.workDir}/${array.folder}/job"`)
          folder = array.folder
          first = id
          throw new Failure('unreachable', `The answer with ${id} was lost.`)
        }
        return real.submitOnce(array, asking)
      }
    })
    rig.restart()
    rig.found('a.mrc')
    await rig.add(note, { batch: 1, queued: 1 })
    await eventually(() => expect(rig.rule().batches[0]?.job).toMatch(/^\d+$/))
    expect(rig.rule().batches[0]?.job).toBe(first)
    await rig.jobs.act(site, [first], { kind: 'release' }, undefined)
    await eventually(() => expect(rig.rule().state).toBe('idle'))
    expect(await worked()).toEqual(['a'])
    await eventually(async () => expect(await mine(folder.replace(/.*\//, ''))).toHaveLength(1))
  })

  it('tells what the scheduler refuses in its own words, and goes on when it no longer does', {
    timeout: 300_000
  }, async () => {
    let partition = 'nowhere'
    rig.arrays = real => ({
      submitOnce: (array, asking) =>
        real.submitOnce(
          {
            ...array,
            folder: `${array.folder}-${partition}`,
            script: array.script.replace('\n', `\n#SBATCH -p ${partition}\n`)
          },
          asking
        )
    })
    rig.restart()
    rig.found('a.mrc')
    await rig.add(note, { batch: 1 })
    await eventually(() =>
      expect(rig.rule()).toMatchObject({
        state: 'trouble',
        error: { message: expect.stringContaining('invalid partition') }
      })
    )
    expect(rig.files()).toEqual({ 'a.mrc': 'submitted' })
    partition = 'cpu'
    await eventually(() => expect(rig.rule().batches[0]?.job).toMatch(/^\d+$/))
  })

  it('goes on as it was changed: what was refused is submitted, what is done is not done again', {
    timeout: 300_000
  }, async () => {
    rig.found('a.mrc')
    const { request } = await rig.add(note, { batch: 1 })
    await eventually(() => expect(rig.rule().counts.done).toBe(1))
    const { resources } = request
    const wrong = { ...request, values: { command: 'echo "new $FARSCOPE_NAME" >>did' } }
    await rig.processing.change({
      name: 'run7',
      request: { ...wrong, resources: { ...resources, partition: 'nowhere' } }
    })
    rig.found('b.mrc')
    await eventually(() => expect(rig.rule().state).toBe('trouble'))
    const mended = { ...wrong, resources: { ...resources, partition: 'cpu' } }
    await rig.processing.change({ name: 'run7', request: mended, pace: { atOnce: 7 } })
    rig.restart()
    expect(rig.rule()).toMatchObject({ request: mended, atOnce: 7, batch: 1 })
    await eventually(() => expect(rig.rule().counts).toMatchObject({ waiting: 0, done: 2 }))
    expect(await worked()).toEqual(['a', 'new b'])
    await expect(rig.processing.change({ name: 'run7', pace: { batch: 500 } })).rejects.toMatchObject({ code: 'usage' })
    expect(rig.rule()).toMatchObject({ batch: 1 })
  })

  it('submits nothing while it is paused, and what was cancelled is not tried again by itself', {
    timeout: 300_000
  }, async () => {
    rig.found('a.mrc')
    await rig.add('[ -e go ] || sleep 300; echo "$FARSCOPE_FILE"', { batch: 1, retries: 3 })
    await eventually(() => expect(rig.rule().counts.running).toBe(1))
    rig.processing.pause('run7')
    rig.found('b.mrc')
    await rig.jobs.cancel(site, [rig.rule().batches[0]?.job ?? ''], undefined)
    await eventually(() => expect(rig.files()).toEqual({ 'a.mrc': 'failed', 'b.mrc': 'waiting' }))
    expect(rig.rule()).toMatchObject({ state: 'paused', counts: { waiting: 1, failed: 1 } })
    await rig.run(`touch -- "${rig.workDir}/go"`)
    rig.processing.resume('run7')
    await eventually(() => expect(rig.files()).toEqual({ 'a.mrc': 'failed', 'b.mrc': 'done' }))
  })

  it('asks the login node by the poll that all share, and else only when there is something to do', {
    timeout: 300_000
  }, async () => {
    rig.found('a.mrc', 'b.mrc', 'c.mrc')
    await rig.add(`${note}; sleep 5`, { batch: 3 })
    await eventually(() => expect(rig.rule().state).toBe('idle'))
    const sent = rig.execs.filter(text => text.includes('sbatch --parsable'))
    const ends = rig.execs.filter(text => text.includes('grep -H'))
    expect(sent).toHaveLength(1)
    // One for an array that is gone; while its last words are missing, one in five seconds.
    expect(ends.length).toBeLessThan(10)
    const before = rig.execs.length
    rig.found('readme.txt')
    await new Promise(resolve => setTimeout(resolve, 3000))
    expect(rig.execs.length - before, 'nothing to do').toBeLessThan(2)
  })
})
