import { endsFormat, parseEnds, pastJob, vanished } from '@domain/jobs/history'
import { jobRecord } from '@domain/jobs/job-record'
import { sacctDelimiter } from '@domain/jobs/sacct'
import { isoWeek, weekNumber, weekStart } from '@domain/jobs/weeks'
import { describe, expect, it } from 'vitest'

const mark = 'k3y'

/** One line of sacct: the named fields of the job's part, and those of the efficiency's part. */
function row(job: Readonly<Record<string, string>>, use: Readonly<Record<string, string>> = {}): string {
  const names = endsFormat.split(',')
  const second = names.lastIndexOf('JobID')
  return names.map((name, at) => (at < second ? job[name] : (use[name] ?? job[name])) ?? '').join(sacctDelimiter(mark))
}

// Made up after sacct(1), not recorded: a job that ran out of memory, and its batch step.
const outOfMemory = {
  ...{ JobID: '712', State: 'OUT_OF_MEMORY', User: 'cryo', Partition: 'gpu', NNodes: '1', AllocCPUS: '4' },
  ...{ ReqMem: '4G', Submit: '1763700000', Start: '1763700010', End: '1763700110', ElapsedRaw: '100' },
  ...{ ExitCode: '0:125', NodeList: 'gpu01', WorkDir: '/data', JobName: 'class2d\nof, "spike"' }
}
const text = [
  row(outOfMemory, { TotalCPU: '03:20', AllocCPUS: '4', ElapsedRaw: '100' }),
  row({ ...outOfMemory, JobID: '712.batch', JobName: 'batch' }, { TotalCPU: '03:20', MaxRSS: '4190000K' }),
  row({ ...outOfMemory, JobID: '713', State: 'NODE_FAIL', JobName: 'x' }),
  row({ ...outOfMemory, JobID: '713', State: 'COMPLETED', Submit: '1763700200', JobName: 'x' }),
  row({ ...outOfMemory, JobID: '713.extern', JobName: 'extern' })
].join('\n')

describe('the end of jobs in accounting', () => {
  it('is read with what the steps used; names may hold line breaks', () => {
    const [first] = parseEnds(`${text}\n`, mark)
    expect(first?.record).toMatchObject({
      id: '712',
      state: 'OUT_OF_MEMORY',
      signal: 125,
      name: 'class2d\nof, "spike"'
    })
    expect(first?.use).toMatchObject({ cpuSecondsUsed: 200, cpuSecondsGiven: 400, cpu: 0.5 })
    expect(first?.use?.memory).toBeCloseTo(0.999, 2)
  })

  it('is told of each life of a requeued job', () => {
    const lives = parseEnds(text, mark).slice(1)
    expect(lives.map(({ record }) => [record.id, record.state])).toEqual([
      ['713', 'NODE_FAIL'],
      ['713', 'COMPLETED']
    ])
    expect(lives[0]?.record.submitTime).not.toBe(lives[1]?.record.submitTime)
  })

  it('keeps what only the queue knew', () => {
    const [first] = parseEnds(text, mark)
    const before = jobRecord({ id: '712', stateRaw: 'RUNNING', reason: 'Resources', stdout: '/data/out', priority: 5 })
    const past = first && pastJob(first, { site: 'krios', source: 'accounting', template: 'relion-class2d', before })
    expect(past).toMatchObject({ stdout: '/data/out', priority: 5, state: 'OUT_OF_MEMORY', reason: null })
    expect(past).toMatchObject({ cpuEfficiency: 0.5, memoryBytes: 4 * 2 ** 30, template: 'relion-class2d' })
  })

  it('is not invented for what vanished', () => {
    const running = jobRecord({ id: '1', stateRaw: 'RUNNING', endTime: '2026-11-20T10:00:00.000Z' })
    expect(vanished(running)).toMatchObject({ state: 'UNKNOWN', endTime: null, exitCode: null })
    expect(vanished(running).reasonText).toMatch(/RUNNING when it was seen last/)
  })
})

describe('weeks', () => {
  it.each([
    ['2026-11-16T00:00:00Z', '2026-W47'],
    ['2026-11-22T23:59:59Z', '2026-W47'],
    ['2026-11-23T00:00:00Z', '2026-W48'],
    ['2027-01-03T12:00:00Z', '2026-W53'],
    ['2024-12-30T00:00:00Z', '2025-W01'],
    ['2021-01-01T00:00:00Z', '2020-W53']
  ])('%s is in %s (ISO 8601)', (instant, week) => {
    expect(isoWeek(weekNumber(Date.parse(instant)))).toBe(week)
  })

  it('begin on Mondays', () => {
    expect(new Date(weekStart(weekNumber(Date.parse('2026-11-20T12:00:00Z')))).toISOString()).toBe(
      '2026-11-16T00:00:00.000Z'
    )
  })
})
