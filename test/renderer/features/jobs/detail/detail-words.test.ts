import type { JobProgress } from '@contract/job-progress'
import type { Explanation, JobEfficiency } from '@contract/jobs-insight'
import { describe, expect, it } from 'vitest'
import { classWords, gridFact } from '../../../../../src/renderer/features/jobs/detail/class-grid'
import { exitMeaning } from '../../../../../src/renderer/features/jobs/detail/exit-meaning'
import { gpuCells } from '../../../../../src/renderer/features/jobs/detail/gpu-table'
import {
  furtherAdvice,
  limitFacts,
  placeInQueue,
  queueFacts,
  stateWords,
  timeLeft,
  usedWords
} from '../../../../../src/renderer/features/jobs/detail/overview-facts'
import {
  endForecast,
  iterationPlots,
  median,
  micrographPlots,
  placeReached,
  shareDone
} from '../../../../../src/renderer/features/jobs/detail/progress-words'
import { shownLines } from '../../../../../src/renderer/features/jobs/detail/script-section'
import { barsOfUse, memoryPlot, sharePlot } from '../../../../../src/renderer/features/jobs/detail/use-figures'
import { noUseReason } from '../../../../../src/renderer/features/jobs/detail/use-section'
import { firstWidth } from '../../../../../src/renderer/ui/drawer-width'
import { array, job } from '../job-fixture'

const now = Date.parse('2026-11-17T12:00:00Z')
const zone = 'Europe/Stockholm'
const waitingJob = { state: 'PENDING', startTime: null, elapsedSeconds: 0, nodes: null }

const explained: Explanation = {
  ...{ state: 'PENDING', reason: 'Priority', reasonText: null, expectedStart: '2026-11-17T14:00:00Z', priority: 120 },
  ...{ ahead: 3, waiting: 41, timeLeftSeconds: null, dependencies: [], nodes: [], reservation: null, advice: [] },
  partition: {
    ...{ name: 'gpu', state: 'UP', maxTimeSeconds: 86_400, nodes: { total: 12, idle: 2 } },
    ...{ maxNodes: null, maxCpusPerNode: null, maxMemoryBytesPerNode: null, limits: [] }
  },
  share: { account: 'lindqvist', fairShare: 0.21 },
  allocations: [{ account: 'lindqvist', what: 'gres/gpu', limitMinutes: 60_000, usedMinutes: 57_000 }]
}

const used: JobEfficiency = {
  ...{ live: false, cpu: 0.38, cpuSecondsUsed: 40_000, cpuSecondsGiven: 100_000, memory: 0.1 },
  ...{ memoryBytesUsed: 2 ** 30, memoryBytesGiven: 10 * 2 ** 30, gpu: null, gpuMemoryBytes: null, time: 0.5 },
  ...{ steps: [], advice: [] }
}

const progress: JobProgress = {
  ...{ program: 'RELION', kind: 'Class2D', folder: '/proj/Class2D/job004', ended: null, iteration: 12, iterations: 25 },
  ...{ step: null, stepFraction: null, stepSecondsLeft: null, expectedEnd: '2026-11-17T15:07:00Z' },
  ...{ resolutionAngstrom: 8.9, model: 'run_it012_model.star', classes: [], series: [], micrographs: null }
}

describe('the overview of a job', () => {
  it('says why it waits, and how it ended with what the number means', () => {
    const waits = job({ ...waitingJob, reasonText: 'Jobs with a higher priority are ahead.' })
    expect(stateWords(waits, now, zone)).toMatchObject({
      state: 'Waiting',
      why: ['Jobs with a higher priority are ahead.']
    })
    const failed = stateWords(job({ state: 'FAILED', exitCode: 127 }), now, zone)
    expect(failed.bad).toBe(true)
    expect(failed.why).toEqual(['Exit 127.', expect.stringMatching(/not found/)])
    expect(stateWords(job({ state: 'COMPLETED', exitCode: 0 }), now).why).toEqual(['Exit 0.'])
    expect(stateWords(job({ state: 'CANCELLED', exitCode: 0 }), now)).toMatchObject({ state: 'Cancelled', why: [] })
    expect(stateWords(job({ state: 'OUT_OF_MEMORY' }), now).why[0]).toMatch(/^At 64\.0 GiB/)
  })

  it('explains signals, also those that a shell turned into a status', () => {
    expect(exitMeaning({ exitCode: 0, signal: 11 })).toMatch(/memory that is not its own/)
    expect(exitMeaning({ exitCode: 137, signal: 0 })).toMatch(/signal 9\. It was killed/)
    expect(exitMeaning({ exitCode: 3, signal: 0 })).toBeNull()
    expect(exitMeaning({ exitCode: null, signal: null })).toBeNull()
  })

  it('warns when the time limit is near, and tells no time left of a job that does not run', () => {
    expect(timeLeft(job({ elapsedSeconds: 3600, limitSeconds: 43_200 }))).toMatchObject({ near: false })
    expect(timeLeft(job({ elapsedSeconds: 42_900, limitSeconds: 43_200 }))).toMatchObject({
      near: true,
      words: '5 min left of 12:00:00'
    })
    expect(timeLeft(job({ state: 'COMPLETED' }))).toBeNull()
    expect(timeLeft(job({ limitSeconds: null }))).toBeNull()
  })

  it('tells its place in the queue and that a start is a guess', () => {
    expect(placeInQueue(explained)).toBe('3 of 41 waiting jobs in gpu have a higher priority')
    expect(placeInQueue({ ...explained, ahead: 0 })).toBe('None of the waiting jobs in gpu has a higher priority')
    expect(placeInQueue({ ...explained, ahead: null })).toBeNull()
    expect(queueFacts(explained, now, zone)[0]?.value).toBe('17 Nov 15:00 CET, in 2 h. A guess: later jobs can move it')
    expect(queueFacts({ ...explained, expectedStart: null }, now)[0]?.value).toMatch(/no guess/)
  })

  it('tells the bounds of partition and account, and warns when an allocation is nearly used', () => {
    const facts = limitFacts(explained)
    expect(facts.map(({ name }) => name)).toEqual(['Partition', 'Fair share', 'Allocation'])
    expect(facts[0]?.value).toBe('gpu: at most 1 d, 2 free of 12 nodes')
    expect(facts[1]?.value).toMatch(/start later/)
    expect(facts[2]).toMatchObject({ value: '50 GPU h left of 1,000 in lindqvist', tone: 'warn' })
    expect(limitFacts({ ...explained, partition: null, share: null, allocations: [] })).toEqual([])
  })

  it('tells what a job may have of its partition, and who alone may use it', () => {
    const limited = { maxNodes: 4, maxCpusPerNode: 16, maxMemoryBytesPerNode: 64 * 2 ** 30, limits: ['AllowQos=long'] }
    const { partition } = explained
    const facts = limitFacts({ ...explained, partition: partition && { ...partition, ...limited } })
    expect(facts.slice(1, 3)).toEqual([
      { name: 'A job', value: 'at most 4 nodes, 16 CPUs of each node, 64.0 GiB of each node' },
      { name: 'Who may', value: 'AllowQos=long' }
    ])
  })

  it('says that a node is being started for it, and for how long already', () => {
    const starts = stateWords(job({ state: 'CONFIGURING', elapsedSeconds: 65, nodes: 'gpu07' }), now, zone)
    expect(starts).toEqual({
      ...{ state: 'Starting', bad: false },
      why: ['Node starting for 1 min: gpu07. The job begins by itself when it is up.']
    })
  })

  it('gives no advice twice', () => {
    const waits = job({ ...waitingJob, reasonText: 'It waits.' })
    expect(furtherAdvice(waits, ['It waits.', 'Lower its time limit.'])).toEqual(['Lower its time limit.'])
  })
})

describe('the use of a job', () => {
  it('has a bar for each thing given, and says what is not told', () => {
    expect(barsOfUse(used, 0).map(({ name }) => name)).toEqual(['CPU', 'Memory', 'Time'])
    expect(barsOfUse(used, 4)[2]).toEqual({ name: 'GPU', share: null, words: 'not gathered by this cluster' })
    expect(barsOfUse({ ...used, cpuSecondsUsed: null }, 0)[0]?.words).toBe('unknown')
    expect(barsOfUse(used, 4, 0.33)[2]).toEqual({ name: 'GPU', share: 0.33, words: 'in the newest sample' })
    expect(barsOfUse({ ...used, gpu: 0.8 }, 4, 0.33)[2]?.share).toBe(0.8)
    expect(usedWords(used)).toBe('38 % of its CPU time; 1.0 GiB memory, 10 %')
    expect(usedWords({ ...used, cpu: null, memoryBytesUsed: null })).toBe('not told by accounting')
  })

  it('is drawn as shares of what was given, without a series of which nothing is known', () => {
    const samples = [10, 40].map(minute => ({
      ...{ at: `2026-11-17T12:${minute}:00Z`, cpu: 0.5, memoryBytes: 2 ** 30, gpu: null }
    }))
    const usage = { samples, cpusGiven: 4, memoryBytesGiven: 4 * 2 ** 30, live: true, message: '' }
    expect(sharePlot(usage)).toMatchObject({
      series: [
        { label: 'CPU', values: [50, 50] },
        { label: 'Memory, most so far', values: [25, 25] }
      ],
      to: 100
    })
    expect(memoryPlot(usage)).toBeNull()
    expect(memoryPlot({ ...usage, memoryBytesGiven: null })?.series[0]?.values).toEqual([1, 1])
    expect(sharePlot({ ...usage, samples: [] })).toBeNull()
  })

  it('is not asked of jobs that cannot have any', () => {
    expect(noUseReason(job(waitingJob))).toMatch(/has not started/)
    expect(noUseReason(job({ state: 'CANCELLED', startTime: null }))).toMatch(/never started/)
    expect(noUseReason(array('9', { running: 2 }))).toMatch(/Each task/)
    expect(noUseReason(job())).toBeNull()
  })

  it('gives the figures of a GPU, unknown ones as such', () => {
    const gpu = { index: 0, name: 'A100', utilization: 0.93, memoryUsedBytes: 2 ** 30, memoryTotalBytes: 4 * 2 ** 30 }
    expect(gpuCells({ ...gpu, temperatureCelsius: 61.4, powerWatts: null })).toEqual([
      ...['0 A100', '93 %', '1.0 GiB of 4.0 GiB', '61 °C', 'unknown']
    ])
  })
})

describe('the progress of a job', () => {
  it('is told as a place, a share and an end', () => {
    expect(placeReached(progress)).toBe('Iteration 12 of 25')
    expect(shareDone(progress)).toBe(0.48)
    expect(endForecast(progress, now, zone)).toBe('Done Tue 16:07 CET, in 3 h 07 min')
    expect(endForecast({ ...progress, ended: 'failed' }, now)).toBeNull()
    expect(shareDone({ ...progress, iterations: null })).toBeNull()
    const micrographs = { total: 2000, done: 640, newest: [] }
    expect(placeReached({ ...progress, iteration: null, micrographs })).toBe('640 of 2,000 micrographs done')
  })

  it('is drawn over iterations as far as something is known', () => {
    const series = [1, 2].map(iteration => ({
      iteration,
      resolutionAngstrom: 20 / iteration,
      classes: 1,
      changed: null
    }))
    expect(iterationPlots({ ...progress, series }).map(({ title }) => title)).toEqual(['Resolution'])
    expect(iterationPlots(progress)).toEqual([])
  })

  it('is drawn over micrographs with the median, numbered from the whole', () => {
    const one = { name: 'm', earlyMotion: null, lateMotion: null, defocusAngstrom: null, astigmatismAngstrom: null }
    const newest = [12, 16].map(totalMotion => ({ ...one, totalMotion, ctfResolutionAngstrom: null }))
    const plots = micrographPlots({ ...progress, micrographs: { total: null, done: 10, newest } })
    expect(plots).toHaveLength(1)
    expect(plots[0]).toMatchObject({ title: 'Motion', fact: 'median 14.0 Å', data: { axis: { values: [9, 10] } } })
    expect(plots[0]?.data.series).toEqual([{ label: 'Whole', kind: 'points', values: [12, 16] }])
    expect(median([3, null, 1, 2])).toBe(2)
    expect(median([null])).toBeNull()
  })

  it('names the classes by share and resolution', () => {
    const image = { number: 3, share: 0.24, resolutionAngstrom: 8.94, png: '' }
    expect(classWords(image)).toBe('24 %, 8.9 Å')
    expect(classWords({ ...image, share: null, resolutionAngstrom: 12.4 })).toBe('12 Å')
    const grid = { model: 'm', iteration: 12, width: 64, height: 64, images: [image], total: 200 }
    expect(gridFact(grid)).toBe('iteration 12, the 1 largest of 200')
  })
})

describe('a script', () => {
  it('of very many lines is drawn in part, and counted whole', () => {
    const text = `#!/bin/sh\n${'true\n'.repeat(30_000)}`
    const { shown, lines } = shownLines(text)
    expect(lines).toBe(30_001)
    expect(shown.split('\n')).toHaveLength(20_000)
    expect(shownLines('#!/bin/sh\ntrue\n')).toEqual({ shown: '#!/bin/sh\ntrue\n', lines: 2 })
  })
})

describe('the drawer', () => {
  it('leaves the table its room, and is wider in a wide window', () => {
    expect(firstWidth(1280)).toBe(480)
    expect(firstWidth(2560)).toBe(760)
  })
})
