/** Waiting for a job, and what is told of one that was just submitted, while the controller is too busy to answer. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createJobs, type Jobs } from '../../../src/main/jobs/jobs'
import { type Platform, systemClock } from '../../../src/main/platform'
import type { Connection, RunOptions, RunResult } from '../../../src/main/ssh/types'

type Said = { readonly out?: string; readonly error?: string }

const busy: Said = { error: 'slurm_load_jobs error: Socket timed out on send/recv operation' }
const unknown: Said = { error: 'slurm_load_jobs error: Invalid job id specified' }
const record = (ids: string, state: string): Said => ({
  out: `JobId=${ids} JobName=one\n   UserId=cryo(1000) GroupId=cryo(1000)\n   JobState=${state} Reason=None ExitCode=0:0\n`
})

/** What the commands say, by the section they are in; of several answers the last stays. */
function jobsOf(answers: Readonly<Record<string, Said[]>>): Jobs {
  const run = async (script: string, { args = [] }: RunOptions = {}): Promise<RunResult> => {
    const [mark] = args
    const names = [...script.matchAll(/^section (\w+) \w/gm)].map(([, name = '']) => name)
    const sections = names.map(name => {
      const all = answers[name] ?? [{ error: 'no accounting' }]
      const { out = '', error } = (all.length > 1 ? all.shift() : all[0]) ?? {}
      const said = Buffer.from(`${error ?? ''}\n${error === undefined ? 0 : 1}`).toString('hex')
      return `\n\x1d${mark} begin ${name}\n${out}\n\x1d${mark} end ${said}\n`
    })
    return { stdout: Buffer.from(sections.join('')), stderr: Buffer.alloc(0), code: 0, signal: null }
  }
  // The slice calls nothing else of them here.
  const connection = { run } as unknown as Connection
  return createJobs({ platform: { clock: systemClock } as Platform, access: { connection: async () => connection } })
}

/** What comes of the work when all that it waits for is over. */
async function outcome<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined)
  await vi.advanceTimersByTimeAsync(120_000)
  return work
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const submission = { site: 'em', script: '#!/bin/sh\ntrue\n', options: [] }

it('waits for a job although the controller did not answer the first question', async () => {
  const jobs = jobsOf({ job: [busy, record('7', 'RUNNING'), record('7', 'COMPLETED')], queue: [{}] })
  expect(await outcome(jobs.wait('em', '7', undefined))).toMatchObject({ id: '7', state: 'COMPLETED' })
})

it('does not wait for a job that is not there', async () => {
  const jobs = jobsOf({ job: [unknown] })
  await expect(jobs.wait('em', '7', undefined)).rejects.toMatchObject({ code: 'not-found' })
})

it('tells of an array that was just submitted although the controller did not answer at once', async () => {
  const array = record('7 ArrayJobId=7 ArrayTaskId=0-3', 'PENDING')
  const jobs = jobsOf({ submit: [{ out: '7\n' }], job: [busy, busy, array] })
  expect(await outcome(jobs.submit(submission, undefined))).toMatchObject({ id: '7_[0-3]', arrayId: '7' })
})

it('gives the number of a job that was taken, even if nothing more is told of it', async () => {
  const jobs = jobsOf({ submit: [{ out: '7\n' }], job: [busy] })
  expect(await outcome(jobs.submit(submission, undefined))).toMatchObject({ id: '7', arrayId: null, state: 'PENDING' })
})
