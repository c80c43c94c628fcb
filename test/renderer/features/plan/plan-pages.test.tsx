import type { ComparedStep, StepsComparison } from '@contract/plan-compare'
import type { StoragePlan, TransferPlan } from '@contract/plan-data'
import type { BreakEven } from '@contract/plan-steps'
import type { ReactNode } from 'react'
import { renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import {
  BreakEvenView,
  breakEvenFacts,
  breakEvenPlot,
  breakEvenWords
} from '../../../../src/renderer/features/plan/break-even-page'
import { comparedStepColumns } from '../../../../src/renderer/features/plan/compare-columns'
import { claimRows, totalRows } from '../../../../src/renderer/features/plan/compare-page'
import { Unconfirmed } from '../../../../src/renderer/features/plan/inputs-panel'
import { verdictWords } from '../../../../src/renderer/features/plan/machines-columns'
import { MachinesView, plotPoints } from '../../../../src/renderer/features/plan/machines-page'
import {
  citedWords,
  columnDollars,
  dollarRange,
  formatDays,
  formatDecimalBytes,
  formatHours,
  hourlyPrice,
  hoursFigure
} from '../../../../src/renderer/features/plan/plan-words'
import { jobOptions, StartView } from '../../../../src/renderer/features/plan/queue-page'
import { differs, machineWords, stepColumns } from '../../../../src/renderer/features/plan/steps-columns'
import { StepsPage, withoutWords } from '../../../../src/renderer/features/plan/steps-page'
import { tierColumns } from '../../../../src/renderer/features/plan/storage-page'
import { TransferView, transferFacts } from '../../../../src/renderer/features/plan/transfer-page'
import { cited, option, planSteps, printedTotals, sources, step } from './plan-fixture'

const text = (node: ReactNode): string => renderToString(node).replace(/<!-- -->|<[^>]*>/g, '')
const nothing = { failure: null, again: () => undefined }

describe('figures', () => {
  it('say unknown, never nothing', () => {
    expect([formatHours(null), hoursFigure(null), hourlyPrice(null)]).toEqual(['unknown', 'unknown', 'unknown'])
  })

  it('are as the documents print them', () => {
    expect(hoursFigure(13.26)).toBe('13.26')
    expect(hoursFigure(0.11)).toBe('0.11')
    expect(hourlyPrice(1.624)).toBe('$1.624')
    expect(dollarRange({ low: 55, high: 110 })).toBe('$55.00 to $110.00')
    expect(dollarRange({ low: 55, high: 55 })).toBe('$55.00')
    expect(formatDecimalBytes(2e12)).toBe('2 TB')
    expect(formatDecimalBytes(476e9)).toBe('476 GB')
    expect(formatDecimalBytes(999.9e9)).toBe('1 TB')
    expect(formatDays(4.63)).toBe('4.6 days')
    expect(formatDays(1)).toBe('1 day')
    expect(formatDays(0.0185)).toBe('26 min')
    expect(columnDollars(48_115.5)).toBe('$48,116')
    expect(columnDollars(688.15)).toBe('$688.15')
  })

  it('name their document and the place in it', () => {
    expect(citedWords(cited, sources)).toBe('Software tools to deploy jobs in the cloud (2017): the last table')
    expect(citedWords({ source: 'weka-2023', where: 'Table 2' }, sources)).toBe('weka-2023: Table 2')
  })
})

describe('the steps', () => {
  const compared = (change: Partial<ComparedStep> = {}): ComparedStep => ({
    ...{ step: '3D classification', id: 'class3d', workstationHours: 7, awsHours: 6.17, dataHours: 0.17, jobHours: 6 },
    ...{ vms: 1, type: 'p2.8xlarge', usdPerHour: 7.2, usdPrinted: 44.42, usdComputed: 44.42, billed: 'total' },
    ...{ workstationDay: 8, awsDay: 4, note: '', cited },
    ...change
  })

  it('show printed and calculated figures where they differ, and only there', () => {
    const other = { step: step(), printed: compared({ usdComputed: 44.43 }) }
    expect(differs(other)).toBe(true)
    const cell = stepColumns(sources).find(({ id }) => id === 'printed')
    expect(text(cell?.cell(other))).toBe('$44.42 ≠ $44.43')
    const same = { step: step(), printed: compared() }
    expect(differs(same)).toBe(false)
    expect(text(cell?.cell(same))).toBe('$44.42')
  })

  it('say unknown where no machine was measured or its price is unknown', () => {
    const columns = stepColumns(sources)
    const row = { step: step({ chosen: null, workstation: null }), printed: undefined }
    const cells = Object.fromEntries(columns.map(({ id, cell }) => [id, text(cell(row))]))
    expect(cells).toMatchObject({ local: 'unknown', machine: 'unknown', usd: 'unknown', printed: '—' })
    const unpriced = { step: step({ chosen: option({ usd: null }) }), printed: undefined }
    expect(text(columns.find(({ id }) => id === 'usd')?.cell(unpriced))).toBe('unknown')
  })

  it('name several machines by their number', () => {
    expect(machineWords(option({ vms: 5, machine: 'x1.32xlarge' }))).toBe('5 × x1.32xlarge')
  })

  it('have sums that name what they leave out, and sources in sight', () => {
    const page = text(
      <StepsPage
        {...nothing}
        steps={planSteps()}
        printed={null}
        sources={sources}
        onMachines={() => undefined}
        onRun={() => undefined}
      />
    )
    expect(page).toContain('10 h of work, 2 working days')
    expect(page).toContain('Prices of 2025-05-28')
    expect(page).toContain('Source Software tools to deploy jobs in the cloud (2017): the last table')
    expect(withoutWords(['rosetta', 'class3d'], [step()])).toBe('without rosetta, 3D classification: unknown')
  })

  it('say what of the benchmark is unconfirmed', () => {
    const { dataset } = planSteps()
    expect(text(<Unconfirmed benchmark={dataset} />)).toBe('')
    const unsure = { ...dataset, unconfirmed: { movies: 'not compared', particles: 'a stand-in' } }
    expect(text(<Unconfirmed benchmark={unsure} />)).toContain('movies and particles: unconfirmed')
  })

  it('say so while they are calculated', () => {
    const page = (
      <StepsPage
        {...nothing}
        steps={null}
        printed={null}
        sources={sources}
        onMachines={() => undefined}
        onRun={() => undefined}
      />
    )
    expect(text(page)).toContain('Calculating the steps.')
  })
})

describe('the machines', () => {
  const view = { step: 'class3d', rank: 'both', unmeasured: false } as const
  const given = {
    ...{ view, sources, byHand: false, planned: { inPlan: true, option: undefined }, ...nothing },
    ...{ onView: () => undefined, onChoose: () => undefined, onOwnRun: () => undefined, onRemove: () => undefined },
    onRun: () => undefined
  }

  it('are plotted only where time and price are known', () => {
    const { points, missing } = plotPoints([option(), option({ id: 'b', usd: null }), option({ id: 'c', hours: null })])
    expect(points.map(({ key }) => key)).toEqual(['p2.8xlarge'])
    expect(missing).toBe(2)
  })

  it('are told apart by their storage where there are two kinds', () => {
    const two = plotPoints([option({ storage: 'WEKA' }), option({ id: 'b', storage: 'FSx for Lustre' })])
    expect(two.kinds).toEqual(['WEKA', 'FSx for Lustre'])
    expect(two.points.map(({ square }) => square)).toEqual([false, true])
    expect(plotPoints([option()]).kinds).toBeUndefined()
  })

  it('have a verdict in words', () => {
    expect(verdictWords(option({ timeRank: 1, costRank: 1 })).text).toBe('fastest, cheapest')
    expect(verdictWords(option({ pareto: false }))).toEqual({ text: 'beaten', good: false })
    expect(verdictWords(option({ usd: null })).text).toBe('price unknown')
    expect(verdictWords(option({ hours: null, usd: null })).text).toBe('not measured')
  })

  it('say what to do where none has so many GPUs', () => {
    const page = text(<MachinesView {...given} machines={{ ...step(), machines: [] }} />)
    expect(page).toContain('Ask for fewer')
    expect(page).not.toContain('Cost against time')
  })

  it('are a plot and a table of the same, with the sources of the chosen row', () => {
    const page = text(<MachinesView {...given} machines={{ ...step(), machines: [option()] }} />)
    expect(page).toContain('Cost against time')
    expect(page).toContain('Choose it for the plan')
    expect(page).toContain('Twice the particles take twice the time.')
    expect(page).toContain('Source Software tools')
  })
})

describe('the choice of a machine', () => {
  const view = { step: 'class3d', rank: 'both', unmeasured: false } as const
  const heard = {
    onView: () => undefined,
    onChoose: () => undefined,
    onOwnRun: () => undefined,
    onRemove: () => undefined,
    onRun: () => undefined
  }
  const given = { view, sources, ...heard, ...nothing }
  const shown = (planned: { inPlan: boolean; option: string | undefined }, byHand: boolean): string =>
    renderToString(<MachinesView {...given} {...{ planned, byHand }} machines={{ ...step(), machines: [option()] }} />)

  it('is refused with a reason where the workflow has no such step, or the plan has the machine already', () => {
    expect(shown({ inPlan: false, option: undefined }, false)).toContain('This step is not in the workflow')
    expect(shown({ inPlan: true, option: 'p2.8xlarge' }, false)).toContain('it is the first by the ranking')
  })

  it('that somebody made can be left to the ranking again', () => {
    expect(shown({ inPlan: true, option: 'p2.8xlarge' }, true)).toContain('Leave the choice to the ranking')
  })
})

describe('transfer', () => {
  const plan: TransferPlan = {
    inputs: { bytesPerDay: 2e12, bytesPerSecond: 5e6, hoursPerDay: 24, days: 1 },
    ...{ hoursPerDayOfData: 111.1, daysPerDayOfData: 4.63, keepsUp: false, neededBytesPerSecond: 23.1e6 },
    ...{ shortBytesPerSecond: 18.1e6, backlogBytes: 1.57e12, backlogDays: 3.63 },
    ...{ verdict: '2 TB/day at 5 MB/s: 4.6 days per day of data.', documents: [] }
  }

  it('says by how much the link will not keep up', () => {
    const page = text(<TransferView {...nothing} plan={plan} noRate={false} sources={sources} />)
    expect(page).toContain('The link will not keep up.')
    expect(page).toContain('Too slow by18.1 MB/s')
    expect(page).toContain('1.57 TB, sent 3.6 days later')
  })

  it('says what is to spare where it keeps up', () => {
    const spare = { ...plan, keepsUp: true, shortBytesPerSecond: -10e6, backlogBytes: 0, backlogDays: 0 }
    const facts = transferFacts(spare)
    expect(facts).toContainEqual({
      name: 'One day of data takes',
      value: '4 d 15 h of the link: 4.6 days of the calendar'
    })
    const within = transferFacts({ ...spare, hoursPerDayOfData: 5.5556, daysPerDayOfData: 0.463 })
    expect(within).toContainEqual({ name: 'One day of data takes', value: '5 h 33 min of the link' })
    expect(facts).toContainEqual({ name: 'To spare', value: '10 MB/s' })
    expect(facts).toContainEqual({ name: 'Left when collecting ends', value: 'nothing' })
  })

  it('asks for the rate of the link where it is not known', () => {
    expect(text(<TransferView {...nothing} plan={null} noRate sources={sources} />)).toContain('Write the rate')
  })
})

describe('workstation or cloud', () => {
  const figures: BreakEven = {
    ...{ workstationUsd: 10_000, workstationUsdPerHour: 0.63, workstationUsdPerDataset: 72.45 },
    ...{ cloudUsdPerDataset: 688.15, datasets: 15, capacity: 137, cheaper: 'workstation', note: '' },
    warnings: ['EC2 no longer has p2.8xlarge.'],
    points: [
      { datasets: 0, workstationUsd: 10_000, cloudUsd: 0 },
      { datasets: 15, workstationUsd: 10_000, cloudUsd: 10_322 }
    ]
  }

  it('says from how many datasets on the workstation costs less', () => {
    expect(breakEvenWords(figures).what).toMatch(/^From 15 datasets/)
    expect(breakEvenWords({ ...figures, datasets: null })).toEqual({
      what: 'In its years the workstation does not pay for itself.',
      why: 'In its years, at its use, it does 137 datasets of this size.'
    })
  })

  it('draws both costs over the number of datasets', () => {
    expect(breakEvenPlot(figures).series.map(({ values }) => values)).toEqual([
      [0, 10_322],
      [10_000, 10_000]
    ])
    expect(breakEvenFacts(figures)).toContainEqual({ name: 'Cheaper for one', value: 'the workstation' })
  })

  it('says which machines are gone', () => {
    const page = text(<BreakEvenView steps={planSteps({ breakEven: figures })} sources={sources} />)
    expect(page).toContain('EC2 no longer has p2.8xlarge.')
  })

  it('says why where it cannot be told', () => {
    expect(text(<BreakEvenView steps={planSteps()} sources={sources} />)).toContain('is unknown')
  })
})

describe('storage', () => {
  it('shows both prices where the document gives two', () => {
    const range = { low: 55, high: 110 }
    const hot = { bytes: 1e12, usdPerMonth: range, usdPerYear: range }
    const tier: StoragePlan['tiers'][number] = {
      ...{ id: 'fsu', label: 'Archival storage', kind: 'archive', place: 'local', printed: '$55 to $110 per TB' },
      ...{
        usdPerGbMonth: { low: 0.0009, high: 0.0018 },
        date: '2017',
        note: '',
        redundant: false,
        cited,
        hot,
        archive: hot
      }
    }
    const cells = tierColumns(sources).map(({ cell }) => text(cell(tier)))
    expect(cells).toContain('$0.0009 to $0.0018')
    expect(cells).toContain('$55.00 to $110.00')
  })
})

describe('the documents', () => {
  it('have their totals as printed and as calculated', () => {
    const printed = {
      ...printedTotals,
      summary: { computeUsd: 688.17, awsHours: 55, workstationHours: 115 },
      ...{ workstationDays: 10, awsDays: 5, rosettaUsd: 43.6 }
    }
    const comparison = {
      ...{ source: 'cianfrocco-2017', steps: [], storageGbMonths: 30_000, differences: [], printed },
      totals: { ...printedTotals, workstationUsd: 72.26 }
    } satisfies Partial<StepsComparison>
    // The parts of a comparison that the totals do not read may be missing.
    const rows = totalRows(comparison as unknown as StepsComparison)
    expect(rows.find(({ name }) => name === 'AWS in all')?.computed).toBe('$1,378.15')
    expect(rows.find(({ name }) => name === 'Computing on the workstation')).toMatchObject({
      ...{ printed: '$72.45', computed: '$72.26' }
    })
  })

  it('say a factor as exactly as it is printed, rounded once', () => {
    const check = (printed: number, computed: number) => ({ what: 'times', printed, computed, cited })
    const rows = claimRows({ checks: [check(3.9, 3.9468), check(2.5, 2.6)] })
    expect(rows.map(({ computed }) => computed)).toEqual(['3.9', '2.6'])
  })

  it('leave a cost unknown that they do not tell', () => {
    const cost = comparedStepColumns(sources).find(({ id }) => id === 'usd')
    const row = { usdPrinted: null, usdComputed: null, note: '' }
    // The cell reads no more of the row.
    expect(text(cost?.cell(row as ComparedStep))).toBe('unknown')
  })
})

describe('queue or cloud', () => {
  it('offers the jobs that wait, and says where none does', () => {
    expect(jobOptions([]).map(({ label }) => label)).toEqual(['no job waits'])
  })

  it('says what to do before anything was asked', () => {
    expect(text(<StartView {...nothing} plan={null} asked={false} />)).toContain('Choose a job that waits')
  })
})
