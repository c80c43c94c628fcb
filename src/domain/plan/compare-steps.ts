/** The first document: workstation against AWS, step by step, as printed and as its own numbers give it. */
import type { ComparedStep, Difference, StepsComparison } from '@contract/plan-compare'
import { cents, ownUsdPerHour, rounded, runUsd, sum } from './money'
import type { BenchmarkStep, StepsDocument } from './plan-data'

/** Hours of each machine that the document bills. Null: it gives no time. */
export function billedHours({ billed, jobHours, awsHours }: BenchmarkStep): number | null {
  return billed === 'job' ? jobHours : awsHours
}

const usdOf = (step: BenchmarkStep, usdPerHour: number): number | null =>
  runUsd({ billedHours: billedHours(step), vms: step.vms, usdPerHour })

export function compareSteps(document: StepsDocument): StepsComparison {
  const steps = document.steps.map(compared)
  const totals = totalsOf(document)
  const { cited: _cited, storageUsdPerGbMonth, ...printed } = document.printed
  return {
    source: 'cianfrocco-2017',
    steps,
    totals,
    printed,
    storageGbMonths: rounded(printed.storageUsd / storageUsdPerGbMonth, 0),
    rosetta: rosettaOf(document),
    differences: [...document.steps.flatMap(step => stepDifference(document, step)), ...totalDifferences(document)]
  }
}

function rosettaOf({ steps, rosetta, printed }: StepsDocument): StepsComparison['rosetta'] {
  const step = steps.find(({ id }) => id === 'rosetta')
  const hours = step ? printed.rosettaUsd / (step.vms * step.usdPerHour) : null
  return { ...rosetta, usdPrinted: printed.rosettaUsd, hoursComputed: hours === null ? null : rounded(hours, 2) }
}

function compared(step: BenchmarkStep): ComparedStep {
  const { usesGpus: _gpus, scalesBy: _scales, software: _software, ...row } = step
  const usd = usdOf(step, step.usdPerHour)
  return { ...row, usdComputed: usd === null ? null : cents(usd) }
}

/** Of the unrounded numbers, in cents and hundredths of an hour. */
function totalsOf({ steps, workstation, printed }: StepsDocument): StepsComparison['totals'] {
  const total = (of: (step: BenchmarkStep) => number | null): number => sum(steps.map(step => of(step) ?? 0))
  const workstationHours = total(step => step.workstationHours)
  const compute = total(step => usdOf(step, step.usdPerHour))
  return {
    workstationHours: rounded(workstationHours, 2),
    awsHours: rounded(
      total(step => step.awsHours),
      2
    ),
    dataHours: rounded(
      total(step => step.dataHours),
      2
    ),
    jobHours: rounded(
      total(step => step.jobHours),
      2
    ),
    workstationUsd: cents(workstationHours * printed.workstationUsdPerHour),
    workstationUsdPerHour: rounded(ownUsdPerHour(workstation), 4),
    computeUsd: cents(compute),
    storageUsd: printed.storageUsd,
    totalUsd: cents(compute + printed.storageUsd)
  }
}

function stepDifference({ exactPrices }: StepsDocument, step: BenchmarkStep): Difference[] {
  const computed = usdOf(step, step.usdPerHour)
  if (computed === null || step.usdPrinted === null || cents(computed) === step.usdPrinted) return []
  const exact = exactPrices.prices[step.type]
  const fromExact = exact === undefined ? null : usdOf(step, exact)
  const why =
    exact !== undefined && fromExact !== null && cents(fromExact) === step.usdPrinted
      ? `The table rounds the price: at $${exact} an hour, as the tool of the document has it, it is exactly this.`
      : 'The document does not say.'
  return [
    {
      what: `${step.step} on AWS`,
      unit: 'usd',
      printed: step.usdPrinted,
      computed: cents(computed),
      why,
      cited: step.cited
    }
  ]
}

function totalDifferences(document: StepsDocument): Difference[] {
  const { printed, steps, workstation } = document
  const { cited } = printed
  const totals = totalsOf(document)
  const printedSteps = cents(sum(steps.map(step => step.usdPrinted ?? 0)))
  const rows: Difference[] = [
    {
      what: 'Computing on AWS',
      unit: 'usd',
      printed: printed.computeUsd,
      computed: totals.computeUsd,
      why: `The printed costs of the steps add up to $${printedSteps.toFixed(2)}; their prices are rounded in the table.`,
      cited
    },
    {
      what: 'Computing on AWS, in the summary',
      unit: 'usd',
      printed: printed.summary.computeUsd,
      computed: totals.computeUsd,
      why: `Another page of the document has $${printed.computeUsd.toFixed(2)}. It does not say why.`,
      cited
    },
    {
      what: 'Computing and storage on AWS',
      unit: 'usd',
      printed: printed.totalUsd,
      computed: totals.totalUsd,
      why: 'As for the computing that is in it.',
      cited
    },
    {
      what: 'Computing on the workstation',
      unit: 'usd',
      printed: printed.workstationUsd,
      computed: totals.workstationUsd,
      why: `The document takes ${printed.summary.workstationHours} hours instead of ${totals.workstationHours}.`,
      cited
    },
    {
      what: 'An hour of the workstation',
      unit: 'usd',
      printed: printed.workstationUsdPerHour,
      computed: totals.workstationUsdPerHour,
      why: `${workstation.note} The document cuts it to cents.`,
      cited: workstation.cited
    }
  ]
  const hours = (['awsHours', 'dataHours', 'jobHours', 'workstationHours'] as const).map(
    (key): Difference => ({
      what: hourNames[key],
      unit: 'hours',
      printed: printed[key],
      computed: totals[key],
      why: 'Rounded to a tenth of an hour.',
      cited
    })
  )
  return [...rows, ...hours, ...summaryHours(document), ...dayDifferences(document)].filter(
    row => row.printed !== row.computed
  )
}

/** The summary has the hours once more, without the tenths. */
function summaryHours(document: StepsDocument): Difference[] {
  const { cited, summary } = document.printed
  const totals = totalsOf(document)
  return (['awsHours', 'workstationHours'] as const).map(key => ({
    ...{ what: `${hourNames[key]}, in the summary`, unit: 'hours' as const, printed: summary[key] },
    ...{ computed: totals[key], why: 'Rounded to whole hours.', cited }
  }))
}

/** Elapsed working days: the column of the steps counts them, so its last figure is the total. */
function dayDifferences({ steps, printed }: StepsDocument): Difference[] {
  const { cited, workstationDays, awsDays } = printed
  const rows = [
    ['Working days on the workstation', workstationDays, steps.map(step => step.workstationDay)],
    ['Working days on AWS', awsDays, steps.map(step => step.awsDay)]
  ] as const
  return rows.map(([what, total, days]) => ({
    ...{ what, unit: 'days', printed: total, computed: Math.max(...days), cited },
    why: 'The last step stands at this day; the document does not say what the day after is for.'
  }))
}

const hourNames = {
  awsHours: 'All hours on AWS',
  dataHours: 'Hours of moving data',
  jobHours: 'Hours of jobs',
  workstationHours: 'All hours on the workstation'
} as const
