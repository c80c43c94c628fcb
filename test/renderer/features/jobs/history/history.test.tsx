import type { PastJob } from '@contract/jobs-history'
import { renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { withoutAccounting } from '../../../../../src/renderer/features/jobs/history/accounting-note'
import {
  exportName,
  type HistoryChoices,
  historyQuery,
  isNarrowed
} from '../../../../../src/renderer/features/jobs/history/history-choices'
import {
  historyColumns,
  pastRows,
  resultWords
} from '../../../../../src/renderer/features/jobs/history/history-columns'
import { pastFacts } from '../../../../../src/renderer/features/jobs/history/history-drawer'
import { HistoryView, type HistoryViewProps } from '../../../../../src/renderer/features/jobs/history/history-page'
import { mostJobs, readHistory } from '../../../../../src/renderer/features/jobs/history/use-history'
import { weekPlots, weeksWorked, weekWords } from '../../../../../src/renderer/features/jobs/history/week-plots'
import { pastJob, weeks } from './history-fixture'

const choices: HistoryChoices = { site: null, text: '', end: 'any', from: '', to: '' }

describe('what the engine is asked for', () => {
  it('is everything, unless something was chosen', () => {
    expect(historyQuery(choices)).toEqual({ sites: [], text: '', states: [] })
    expect(isNarrowed({ ...choices, site: 'north' })).toBe(false)
    expect(isNarrowed({ ...choices, text: 'refine' })).toBe(true)
  })

  it('holds the whole of the last day', () => {
    const query = historyQuery({ ...choices, site: 'north', from: '2026-11-16', to: '2026-11-17', end: 'failed' })
    expect(query.sites).toEqual(['north'])
    expect(query.states).toContain('OUT_OF_MEMORY')
    expect(query.from).toBe(new Date(2026, 10, 16).toISOString())
    expect(query.to).toBe(new Date(2026, 10, 18).toISOString())
  })

  it('leaves out days that are none', () => {
    expect(historyQuery({ ...choices, from: '17.11.', to: '' })).not.toHaveProperty('from')
  })

  it('gives the export a name that every system takes', () => {
    expect(exportName('north/light', new Date(2026, 10, 7))).toBe('farscope-jobs-north-light-2026-11-07.csv')
    expect(exportName(null, new Date(2026, 10, 7))).toBe('farscope-jobs-2026-11-07.csv')
  })
})

describe('reading past jobs', () => {
  const one = pastJob()
  const answering = (total: number, asked: number[]) => async (input: { limit?: number; offset?: number }) => {
    const { limit = 0, offset = 0 } = input
    asked.push(limit)
    const jobs = Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, at) => ({
      ...one,
      id: String(offset + at)
    }))
    return { total, jobs }
  }
  const read = async (total: number) => {
    const asked: number[] = []
    let last: { jobs: readonly PastJob[]; total: number } = { jobs: [], total: -1 }
    await readHistory(answering(total, asked), historyQuery(choices), new AbortController().signal, answer => {
      last = answer
    })
    return { asked, last }
  }

  it('shows the newest at once and fetches the rest in larger pieces', async () => {
    const { asked, last } = await read(5300)
    expect(asked).toEqual([200, 5000, 5000])
    expect(new Set(last.jobs.map(({ id }) => id)).size).toBe(5300)
  })

  it('asks once for a short list, and for none', async () => {
    expect((await read(12)).asked).toHaveLength(1)
    expect((await read(0)).last).toEqual({ jobs: [], total: 0 })
  })

  it('stops where a list would be too long', async () => {
    expect((await read(80_000)).last.jobs).toHaveLength(mostJobs)
  })
})

describe('plots by week', () => {
  it('begin with the first job, and keep weeks without work', () => {
    expect(weeksWorked(weeks([0, 0, 0, 3, 0, 2, 1, 0])).map(({ finished }) => finished)).toEqual([3, 0, 2, 1, 0])
    expect(weeksWorked(weeks([0, 0, 0, 0, 0, 5])).map(({ finished }) => finished)).toEqual([0, 0, 0, 5])
    expect(weeksWorked(weeks([0, 0]))).toEqual([])
  })

  it('show counts, hours and per cent; a week without a figure is a gap', () => {
    const plots = weekPlots(weeks([3, 0]))
    expect(plots.jobs.series.map(({ values }) => values)).toEqual([
      [3, 0],
      [0, 0]
    ])
    expect(plots.hours.series[0]).toMatchObject({ label: 'GPU hours', values: [6, 0] })
    expect(plots.use.series[0]?.values).toEqual([50, null])
  })

  it('show CPU hours where no GPU was given', () => {
    expect(weekPlots(weeks([3], { gpuHours: 0 })).hours.series[0]).toMatchObject({ label: 'CPU hours', values: [30] })
  })

  it('name a week by its number and its Monday', () => {
    expect(weekWords(Date.parse('2026-09-07T00:00:00Z'), weeks([1, 1]))).toBe('week 37, from 07 Sept')
  })
})

describe('a past job', () => {
  it('is told apart from another one with its number', () => {
    const [one, other] = pastRows([pastJob(), pastJob({ submitTime: '2025-01-01T00:00:00Z' })], new Map())
    expect(one?.key).not.toBe(other?.key)
  })

  it('says how it ended, or that nobody knows', () => {
    expect(resultWords(pastJob({ state: 'OUT_OF_MEMORY' }))).toEqual({ text: 'Out of memory at 64.0 GiB', bad: true })
    expect(resultWords(pastJob({ state: 'UNKNOWN' })).text).toMatch(/unknown/)
  })

  it('says what it used of what it was given, and where that is known from', () => {
    const values = (known: Partial<PastJob>) =>
      Object.fromEntries(
        pastFacts({ key: '', job: pastJob(known), siteLabel: 'North' }, 0).map(({ name, value }) => [name, value])
      )
    expect(values({}).CPU).toBe('8:00:00 of 16:00:00 CPU time, 50 %')
    expect(values({}).Memory).toBe('16.0 GiB of 64.0 GiB, 25 %')
    expect(values({ cpuSecondsUsed: null, memoryBytesUsed: null })).toMatchObject({ CPU: 'unknown', Memory: 'unknown' })
    expect(values({ source: 'seen' })['Known from']).toMatch(/watched/)
  })

  it('has its site in a column only beside those of others', () => {
    expect(historyColumns(true).map(({ id }) => id)).toContain('site')
    expect(historyColumns(false).map(({ id }) => id)).not.toContain('site')
  })
})

describe('the history page', () => {
  const view = (known: Partial<HistoryViewProps>) => {
    const props: HistoryViewProps = {
      ...{ past: { jobs: [], total: 0, failure: null }, weeks: null, sites: [], choices, accountingOff: null },
      onShowAll: () => {},
      ...known
    }
    return renderToString(<HistoryView {...props} />).replaceAll('<!-- -->', '')
  }

  it('says what would stand in an empty list, and whether accounting is off', () => {
    expect(view({})).toContain('stay after SLURM forgot them')
    expect(view({ accountingOff: 'sacct is not installed.' })).toContain('Accounting is off here (sacct is not')
    expect(view({ choices: { ...choices, text: 'x' } })).toContain('No past job matches.')
  })

  it('says which sites keep no books', () => {
    const jobs = [pastJob({ source: 'seen' }), pastJob({ site: 'south' })]
    expect(withoutAccounting(jobs)).toEqual(['north'])
    expect(view({ past: { jobs, total: 2, failure: null } })).toContain('Accounting is off on north.')
  })

  it('keeps what was read beside a failure', () => {
    const failure = { code: 'unreachable', message: 'The engine does not answer.', hint: '' } as const
    const html = view({ past: { jobs: [pastJob()], total: 1, failure } })
    expect(html).toContain('The engine does not answer.')
    expect(html).toContain('as they were read last')
  })
})
