/** From how many datasets on a workstation of one's own is cheaper than the cloud. */
import type { BreakEven, PlanInputs, PlanStep } from '@contract/plan-steps'
import { goneWarnings, gpuWarnings, workstationOf, workstationUsdPerHour } from './machine-options'
import { cents, rounded, sum } from './money'
import type { StepsDocument } from './plan-data'

/** So many points, the first at no dataset, are enough for two straight lines and steps of one workstation more. */
const points = 13

/**
 * Over the steps of which time and cost are known of both: the workstation against the machines of the benchmark. Null
 * where there is no such step. Storage is in neither.
 */
export function breakEven(
  document: StepsDocument['workstation'],
  inputs: PlanInputs,
  steps: readonly PlanStep[]
): BreakEven | null {
  const both = steps.flatMap(({ step, workstation, benchmark }) =>
    workstation?.hours == null || benchmark?.usd == null
      ? []
      : [{ step, hours: workstation.hours, usd: benchmark.usd, workstation, benchmark }]
  )
  const left = steps.filter(({ step }) => !both.some(one => one.step === step)).map(({ label }) => label)
  const hours = sum(both.map(one => one.hours))
  const cloudUsd = sum(both.map(one => one.usd))
  if (hours <= 0) return null
  const { usd, years, use } = workstationOf(document, inputs)
  const perHour = workstationUsdPerHour(document, inputs)
  const capacity = Math.floor((years * 365 * 24 * use) / hours)
  const needed = cloudUsd > 0 ? Math.max(1, Math.ceil(usd / cloudUsd)) : Number.POSITIVE_INFINITY
  const datasets = needed <= capacity ? needed : null
  const most = Math.max(1, Math.min(capacity, datasets === null ? capacity : datasets * 2))
  const own = hours * perHour
  return {
    workstationUsd: usd,
    workstationUsdPerHour: rounded(perHour, 4),
    workstationUsdPerDataset: cents(own),
    cloudUsdPerDataset: cents(cloudUsd),
    ...{ datasets, capacity },
    cheaper: cents(own) === cents(cloudUsd) ? 'equal' : own < cloudUsd ? 'workstation' : 'cloud',
    points: pointsTo(most).map(count => ({
      datasets: count,
      workstationUsd: cents(usd),
      cloudUsd: cents(count * cloudUsd)
    })),
    note: noteOf(left, years, use),
    warnings: [
      ...gpuWarnings(
        document,
        both.map(({ workstation }) => workstation)
      ),
      ...goneWarnings(both.map(({ benchmark }) => benchmark))
    ]
  }
}

/** Whole numbers from 0 to `most`, evenly as far as that goes. */
function pointsTo(most: number): number[] {
  const even = Array.from({ length: points }, (_, index) => Math.round((most * index) / (points - 1)))
  return [...new Set(even)]
}

function noteOf(left: readonly string[], years: number, use: number): string {
  const busy = `The workstation computes ${rounded(use * 100, 1)} % of the hours of ${rounded(years, 2)} years.`
  const rest = 'Power, room and people are not in it, storage is in neither.'
  return left.length === 0 ? `${busy} ${rest}` : `${busy} ${rest} Left out, as one side is unknown: ${left.join(', ')}.`
}
