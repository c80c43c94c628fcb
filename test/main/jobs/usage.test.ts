import type { JobUsage, UsageSample } from '@contract/job-usage'
import type { Job } from '@contract/jobs'
import { Failure } from '@domain/failure'
import { unknownJob } from '@domain/jobs/job-record'
import { describe, expect, it } from 'vitest'
import type { Section, SlurmAsker } from '../../../src/main/jobs/slurm-asker'
import { createWatchUsage } from '../../../src/main/jobs/usage'
import type { JobSamples } from '../../../src/main/store/job-samples'

const running: Job = { ...unknownJob('7'), state: 'RUNNING', cpus: 2, elapsedSeconds: 100, memoryBytes: 1000 }

const samplesInMemory = (): JobSamples => {
  const all: UsageSample[] = []
  return { add: (_, sample) => void all.push(sample), of: () => [...all] }
}

/** A cluster whose job uses one CPU of two, on a clock that its waits move. */
function cluster(sections: (asked: number) => Record<string, Partial<Section>>) {
  let now = 1_000_000
  const askedAt: number[] = []
  const asker: SlurmAsker = {
    async ask() {
      askedAt.push(now)
      const answer = Object.entries(sections(askedAt.length)).map(
        ([name, section]) => [name, { stdout: '', stderr: '', code: 0, ...section }] as const
      )
      return { sections: new Map(answer), mark: '' }
    },
    answered: (_, section) => section ?? { stdout: '', stderr: '', code: 0 }
  }
  const timing = {
    now: () => new Date(now),
    sleep: async (milliseconds: number) => {
      now += milliseconds
      await new Promise(resolve => setImmediate(resolve))
    }
  }
  return { asker, timing, askedAt }
}

const use = (asked: number): Record<string, Partial<Section>> => ({
  queue: { stdout: '7 RUNNING\n' },
  use: { stdout: `7.batch|100K||00:0${asked}:00|1\n` }
})

async function collect(stream: AsyncGenerator<JobUsage>, most: number): Promise<JobUsage[]> {
  const seen: JobUsage[] = []
  for await (const usage of stream) if (seen.push(usage) === most) break
  return seen
}

describe('what a running job uses', () => {
  it('is asked once in 15 s for all who follow, and ends with the job', async () => {
    const { asker, timing, askedAt } = cluster(asked => (asked > 3 ? { queue: { stdout: '' } } : use(asked)))
    const usage = createWatchUsage(asker, async () => running, samplesInMemory(), timing)
    const all = await Promise.all([1, 2, 3].map(() => collect(usage.watch('here', '7', undefined), 100)))
    for (const seen of all) {
      expect(seen.at(-1)).toMatchObject({ live: false, message: '', cpusGiven: 2, memoryBytesGiven: 1000 })
      expect(seen.at(-1)?.samples).toHaveLength(3)
    }
    expect(askedAt).toHaveLength(4)
    for (const [at, time] of askedAt.entries())
      if (at > 0) expect(time - (askedAt[at - 1] ?? 0)).toBeGreaterThanOrEqual(15_000)
  })

  it('is asked no sooner by who comes back', async () => {
    const { asker, timing, askedAt } = cluster(use)
    const usage = createWatchUsage(asker, async () => running, samplesInMemory(), timing)
    await collect(usage.watch('here', '7', undefined), 2)
    const before = askedAt.length
    await collect(usage.watch('here', '7', undefined), 2)
    expect((askedAt[before] ?? Number.NaN) - (askedAt[before - 1] ?? 0)).toBeGreaterThanOrEqual(15_000)
  })

  it('is refused in words where the cluster gathers nothing or has no sstat', async () => {
    for (const section of [
      { code: 1, stderr: 'sstat: error: jobacct_gather is not enabled\n' },
      { code: 127, stderr: 'timeout: failed to run command sstat\n' }
    ]) {
      const { asker, timing } = cluster(() => ({ queue: { stdout: '7 RUNNING\n' }, use: section }))
      const usage = createWatchUsage(asker, async () => running, samplesInMemory(), timing)
      await expect(collect(usage.watch('here', '7', undefined), 5)).rejects.toMatchObject({ code: 'unsupported' })
    }
  })

  it('says in the words of sstat why nothing is measured', async () => {
    const denied = { code: 1, stderr: 'sstat: error: Access/permission denied\n' }
    const { asker, timing } = cluster(() => ({ queue: { stdout: '7 RUNNING\n' }, use: denied }))
    const usage = createWatchUsage(asker, async () => running, samplesInMemory(), timing)
    const seen = await collect(usage.watch('here', '7', undefined), 2)
    expect(seen[1]).toMatchObject({ live: true, message: expect.stringContaining('permission denied') })
  })

  it('of a job that waits is asked with one question at a time, which raises no prompt', async () => {
    const { asker, timing, askedAt } = cluster(() => ({ queue: { stdout: '7 PENDING\n' } }))
    let shown = 0
    const waiting = async (): Promise<Job> => {
      shown += 1
      return { ...running, state: 'PENDING', elapsedSeconds: null }
    }
    const usage = createWatchUsage(asker, waiting, samplesInMemory(), timing)
    await collect(usage.watch('here', '7', undefined), 4)
    expect(askedAt.length).toBeGreaterThanOrEqual(3)
    expect(shown, 'once when it was asked for').toBe(1)
  })

  it('of a job that has begun meanwhile is measured by what it was given then', async () => {
    const { asker, timing } = cluster(use)
    let shown = 0
    const show = async (): Promise<Job> => {
      shown += 1
      return shown === 1 ? { ...running, state: 'PENDING', cpus: null, elapsedSeconds: null } : running
    }
    const usage = createWatchUsage(asker, show, samplesInMemory(), timing)
    const seen = await collect(usage.watch('here', '7', undefined), 3)
    expect(seen.at(-1)?.samples.every(({ cpu }) => cpu !== null)).toBe(true)
  })

  it('goes on after the link was away, and reckons from when the job began', async () => {
    const { asker, timing } = cluster(asked => {
      if (asked < 3) throw new Failure('unreachable', 'The link is away.')
      if (asked < 21) throw new Failure('answer-needed', 'The login asks for a password.')
      return { ...use(1), use: { stdout: '7.batch|100K||00:06:40|1\n' } }
    })
    const usage = createWatchUsage(asker, async () => running, samplesInMemory(), timing)
    const seen = await collect(usage.watch('here', '7', undefined), 22)
    expect(seen[5]).toMatchObject({ live: true, message: 'The login asks for a password.' })
    // 400 CPU seconds of two CPUs, 100 s before the first question and 20 times 15 s after it.
    expect(seen.at(-1)?.samples.at(-1)?.cpu).toBeCloseTo(0.5, 1)
  })

  it('of a job that ended without anybody looking says so', async () => {
    const { asker, timing, askedAt } = cluster(use)
    const ended = async (): Promise<Job> => ({ ...running, state: 'COMPLETED' })
    const [only] = await collect(
      createWatchUsage(asker, ended, samplesInMemory(), timing).watch('here', '7', undefined),
      5
    )
    expect(only).toMatchObject({ live: false, samples: [], message: expect.stringContaining('Nobody looked') })
    expect(askedAt).toEqual([])
  })

  it('is asked no more when nobody follows', async () => {
    const { asker, timing, askedAt } = cluster(use)
    const usage = createWatchUsage(asker, async () => running, samplesInMemory(), timing)
    await collect(usage.watch('here', '7', undefined), 3)
    const asked = askedAt.length
    for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve))
    expect(askedAt.length - asked).toBeLessThanOrEqual(1)
  })
})
