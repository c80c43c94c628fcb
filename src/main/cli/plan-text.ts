/** The planner's answers as tables for people. What is unknown is called so. */
import type { SavedPlan } from '@contract/plan'
import type { Comparison, Difference, QueuesComparison, StepsComparison } from '@contract/plan-compare'
import type { StartPlan, StoragePlan, TransferPlan } from '@contract/plan-data'
import type { PlanSource, PriceTable } from '@contract/plan-sources'
import type { MachineOption, PlanSteps, PlanSum, StepMachines } from '@contract/plan-steps'
import { decimalSize } from '@domain/plan/transfer-plan'
import { type Column, fields, safeText, table } from './text'

const unknown = 'unknown'
const usd = (value: number | null): string => (value === null ? unknown : `$${value.toFixed(2)}`)
const hours = (value: number | null): string => (value === null ? unknown : value.toFixed(2))
const plain = (value: number | string | null): string => (value === null ? '-' : String(value))
const range = ({ low, high }: { low: number; high: number }): string =>
  low === high ? usd(low) : `${usd(low)}-${high.toFixed(2)}`
const lines = (texts: readonly string[]): string => texts.map(text => `${safeText(text)}\n`).join('')

export function comparisonText(comparison: Comparison): string {
  return comparison.source === 'cianfrocco-2017' ? stepsComparisonText(comparison) : queuesComparisonText(comparison)
}

function stepsComparisonText({ steps, totals, printed, differences }: StepsComparison): string {
  const rows = table(steps, [
    { title: 'STEP', cell: row => row.step },
    { title: 'LOCAL H', right: true, cell: row => (row.workstationHours === null ? '-' : hours(row.workstationHours)) },
    { title: 'AWS H', right: true, cell: row => (row.awsHours === null ? '-' : hours(row.awsHours)) },
    { title: 'DATA H', right: true, cell: row => (row.dataHours === null ? '-' : hours(row.dataHours)) },
    { title: 'JOB H', right: true, cell: row => (row.jobHours === null ? '-' : hours(row.jobHours)) },
    { title: 'VMS', right: true, cell: row => plain(row.vms) },
    { title: 'TYPE', cell: row => plain(row.type) },
    { title: '$/H', right: true, cell: row => usd(row.usdPerHour) },
    { title: 'PRINTED', right: true, cell: row => (row.usdPrinted === null ? '-' : usd(row.usdPrinted)) },
    { title: 'COMPUTED', right: true, cell: row => (row.usdComputed === null ? '-' : usd(row.usdComputed)) }
  ])
  const sums = [
    ['Workstation, hours', printed.workstationHours, totals.workstationHours],
    ['AWS, hours', printed.awsHours, totals.awsHours],
    ['Workstation, dollars', printed.workstationUsd, totals.workstationUsd],
    ['AWS computing, dollars', printed.computeUsd, totals.computeUsd],
    ['S3 storage, dollars', printed.storageUsd, totals.storageUsd],
    ['AWS in all, dollars', printed.totalUsd, totals.totalUsd]
  ] as const
  const totalRows = table(sums, [
    { title: 'TOTAL', cell: ([what]) => what },
    { title: 'PRINTED', right: true, cell: row => row[1].toFixed(2) },
    { title: 'COMPUTED', right: true, cell: row => row[2].toFixed(2) }
  ])
  return [rows, totalRows, differencesText(differences)].join('\n')
}

function queuesComparisonText({ queues, storage, differences }: QueuesComparison): string {
  const rows = table(queues, [
    { title: 'TYPE', cell: row => row.type },
    { title: 'WEKA S', right: true, cell: row => String(row.wekaSeconds) },
    { title: 'FSX S', right: true, cell: row => String(row.fsxSeconds) },
    { title: 'LESS, PRINTED', right: true, cell: row => `${row.advantagePrinted} %` },
    { title: 'COMPUTED', right: true, cell: row => `${row.advantageComputed.toFixed(1)} %` },
    { title: '$/H', right: true, cell: row => `$${row.usdPerHour.toFixed(3)}` },
    { title: 'WEKA', right: true, cell: row => usd(row.wekaUsd) },
    { title: 'FSX', right: true, cell: row => usd(row.fsxUsd) }
  ])
  const months = table(storage, [
    { title: 'STORAGE', cell: row => row.configuration },
    { title: 'MONTH, PRINTED', right: true, cell: row => usd(row.usdPerMonthPrinted) },
    { title: 'COMPUTED', right: true, cell: row => usd(row.usdPerMonthComputed) }
  ])
  return [rows, months, differencesText(differences)].join('\n')
}

function differencesText(differences: readonly Difference[]): string {
  return table(differences, [
    { title: 'DIFFERS', cell: row => row.what },
    { title: 'PRINTED', right: true, cell: row => plain(row.printed) },
    { title: 'COMPUTED', right: true, cell: row => plain(row.computed) },
    { title: 'WHY', cell: row => row.why }
  ])
}

const sumText = ({ hours: all, usd: cost, workingDays, unknown: open }: PlanSum): string =>
  `${hours(all)} h, ${usd(cost)}, ${workingDays} working days${open.length > 0 ? `; unknown: ${open.join(', ')}` : ''}`

export function stepsText({ steps, totals, breakEven, pricing, priceDate, dataset, warnings }: PlanSteps): string {
  const rows = table(steps, [
    { title: 'STEP', cell: row => row.label },
    { title: 'X', right: true, cell: row => row.scale.factor.toFixed(2) },
    { title: 'LOCAL H', right: true, cell: row => hours(row.workstation?.hours ?? null) },
    { title: 'LOCAL', right: true, cell: row => usd(row.workstation?.usd ?? null) },
    { title: 'CLOUD', cell: row => (row.benchmark ? machineName(row.benchmark) : '-') },
    { title: 'CLOUD H', right: true, cell: row => hours(row.benchmark?.hours ?? null) },
    { title: 'COST', right: true, cell: row => usd(row.benchmark?.usd ?? null) },
    { title: 'CHOSEN', cell: row => (row.run ? `${row.run.machine}${row.run.spot ? ', spot' : ''}` : '-') }
  ])
  const sums = fields([
    ['workstation', sumText(totals.workstation)],
    ['cloud', sumText(totals.benchmark)],
    ['chosen', sumText(totals.chosen)],
    ['working days', 'by the planner’s rule: steps begin in a working day of 8 h'],
    ['prices', `${pricing}, ${priceDate ?? unknown}`],
    ['benchmark', benchmarkText(dataset)],
    ['break-even', breakEven && breakEvenText(breakEven)]
  ])
  return [rows, sums, ...(warnings.length > 0 ? [lines(warnings)] : [])].join('\n')
}

function benchmarkText({ movies, particles, boxSize, unconfirmed }: PlanSteps['dataset']): string {
  const mark = (why: string | undefined): string => (why === undefined ? '' : ', unconfirmed')
  const counts = [
    `${movies ?? unknown} movies${mark(unconfirmed.movies)}`,
    `${particles ?? unknown} particles${mark(unconfirmed.particles)}`,
    `box ${boxSize ?? unknown}`
  ]
  return counts.join('; ')
}

const breakEvenText = ({ datasets, workstationUsd }: NonNullable<PlanSteps['breakEven']>): string =>
  datasets === null
    ? `a workstation of ${usd(workstationUsd)} is worn out before it pays`
    : `a workstation of ${usd(workstationUsd)} pays after ${datasets} such datasets`

const machineName = ({ vms, machine }: MachineOption): string => (vms > 1 ? `${vms} x ${machine}` : machine)

export function machinesText({ label, scale, machines, warnings }: StepMachines): string {
  const columns: readonly Column<MachineOption>[] = [
    { title: '', cell: row => (row.pareto ? '*' : ' ') },
    { title: 'MACHINE', cell: machineName },
    { title: 'GPUS', cell: row => (row.gpus ? `${row.gpus.count} x ${row.gpus.model}` : '-') },
    { title: 'STORAGE', cell: row => row.storage || '-' },
    { title: 'BASIS', cell: row => (row.offered ? row.basis : `${row.basis}, gone`) },
    { title: 'HOURS', right: true, cell: row => hours(row.hours) },
    { title: '$/H', right: true, cell: row => usd(row.usdPerHour) },
    { title: 'COST', right: true, cell: row => usd(row.usd) },
    { title: 'SPOT', right: true, cell: row => usd(row.spot?.usd ?? null) },
    { title: 'TIME', right: true, cell: row => plain(row.timeRank) },
    { title: 'COST', right: true, cell: row => plain(row.costRank) },
    { title: 'BOTH', right: true, cell: row => plain(row.bothRank) }
  ]
  // How it was measured; of an estimate each row would have words of its own, which --json has.
  const measured = machines.filter(({ basis }) => basis === 'measured' || basis === 'scaled')
  const notes = [...new Set(measured.map(({ note }) => note))].filter(note => note !== '')
  return `${label}, x ${scale.factor.toFixed(2)}. ${scale.assumes}\n\n${table(machines, columns)}\n${lines([...notes, ...warnings])}`
}

export function storageText({ inputs, hotBytes, archiveBytes, tiers, pairs }: StoragePlan): string {
  const head = `${decimalSize(inputs.bytesPerDay)} a day, ${inputs.daysPerMonth} days a month: ${decimalSize(hotBytes)} hot for ${inputs.hotDays} days, then ${decimalSize(archiveBytes)} in the archive of ${inputs.archiveYears} years.\n`
  const rows = table(tiers, [
    { title: 'TIER', cell: row => row.label },
    { title: 'KIND', cell: row => row.kind },
    { title: 'HOT, MONTH', right: true, cell: row => range(row.hot.usdPerMonth) },
    { title: 'ARCHIVE, MONTH', right: true, cell: row => range(row.archive.usdPerMonth) },
    { title: 'ARCHIVE, YEAR', right: true, cell: row => range(row.archive.usdPerYear) },
    { title: 'PRINTED', cell: row => row.printed },
    { title: 'OF', cell: row => row.date }
  ])
  const labels = new Map(tiers.map(({ id, label }) => [id, label]))
  const cheapest = table(pairs.slice(0, 5), [
    { title: 'HOT', cell: row => labels.get(row.hot) ?? row.hot },
    { title: 'ARCHIVE', cell: row => (row.archive === null ? '-' : (labels.get(row.archive) ?? row.archive)) },
    { title: 'MONTH', right: true, cell: row => range(row.usdPerMonth) },
    { title: 'YEAR', right: true, cell: row => range(row.usdPerYear) }
  ])
  return [head, rows, cheapest].join('\n')
}

export function transferText({ verdict, backlogBytes, backlogDays, inputs, documents }: TransferPlan): string {
  const days = `${inputs.days} ${inputs.days === 1 ? 'day' : 'days'}`
  const backlog =
    backlogBytes > 0
      ? `After ${days} ${decimalSize(backlogBytes)} are left, ${backlogDays.toFixed(1)} days of sending.\n`
      : ''
  const rows = table(documents, [
    { title: 'DOCUMENTS', cell: row => row.label },
    { title: 'A DAY', right: true, cell: row => decimalSize(row.bytesPerDay) },
    { title: 'RATE', right: true, cell: row => `${decimalSize(row.bytesPerSecond)}/s` },
    { title: 'DAYS A DAY', right: true, cell: row => row.daysPerDayOfData.toFixed(2) },
    { title: 'PRINTED', right: true, cell: row => plain(row.daysPrinted) }
  ])
  return `${verdict}\n${backlog}\n${rows}`
}

export function startText({ here, cloud, verdict }: StartPlan): string {
  const rows = table(
    [here, cloud],
    [
      { title: 'WHERE', cell: row => row.label },
      { title: 'START', cell: row => row.start ?? unknown },
      { title: 'END', cell: row => row.end ?? unknown },
      { title: 'HOURS', right: true, cell: row => hours(row.hours) },
      { title: 'COST', right: true, cell: row => usd(row.usd) },
      { title: 'NOTE', cell: row => row.note }
    ]
  )
  return `${rows}\n${safeText(verdict)}\n`
}

export function pricesText({ machines, date, region }: PriceTable): string {
  const price = (value: number | null): string => (value === null ? unknown : `$${value.toFixed(4)}`)
  const rows = table(machines, [
    { title: 'TYPE', cell: row => row.type },
    { title: 'GPUS', cell: row => (row.gpus ? `${row.gpus.count} x ${row.gpus.model}` : '-') },
    { title: 'VCPUS', right: true, cell: row => plain(row.vcpus) },
    { title: 'MEMORY GIB', right: true, cell: row => plain(row.memoryGib) },
    { title: 'ON DEMAND', right: true, cell: row => price(row.onDemand) },
    { title: 'SPOT', right: true, cell: row => price(row.spot) },
    { title: 'RESERVED', right: true, cell: row => price(row.reserved) },
    { title: 'THERE', cell: row => (row.offered ? 'yes' : 'no longer') }
  ])
  return `Dollars an hour in ${region}, of ${date}.\n\n${rows}`
}

export const sourcesText = (sources: readonly PlanSource[]): string =>
  sources
    .map(({ id, title, authors, published, url, about }) =>
      fields([
        ['source', id],
        ['title', title],
        ['authors', authors ?? unknown],
        ['published', published ?? unknown],
        ['address', url ?? unknown],
        ['about', about]
      ])
    )
    .join('\n')

export function savedPlansText(plans: readonly SavedPlan[]): string {
  if (plans.length === 0) return 'No plans are kept; farscope plan save NAME keeps one.\n'
  return table(plans, [
    { title: 'NAME', cell: row => row.name },
    { title: 'STEPS', right: true, cell: row => String(row.runs.length) },
    { title: 'HOURS', right: true, cell: row => hours(row.hours) },
    { title: 'COST', right: true, cell: row => usd(row.usd) },
    { title: 'PRICES OF', cell: row => row.priceDate ?? unknown },
    { title: 'CHANGED', cell: row => row.changedAt }
  ])
}

export function savedPlanText(plan: SavedPlan): string {
  const rows = table(plan.runs, [
    { title: 'STEP', cell: row => row.step },
    { title: 'MACHINE', cell: row => (row.vms > 1 ? `${row.vms} x ${row.machine}` : row.machine) },
    { title: 'PAID', cell: row => (row.type === null ? 'own' : row.spot ? 'spot' : 'as planned') },
    { title: 'HOURS', right: true, cell: row => hours(row.hours) },
    { title: 'COST', right: true, cell: row => usd(row.usd) }
  ])
  const head = fields([
    ['plan', plan.name],
    ['id', plan.id],
    ['changed', plan.changedAt],
    ['prices of', plan.priceDate ?? unknown],
    ['in all', `${hours(plan.hours)} h, ${usd(plan.usd)}`]
  ])
  return `${head}\n${rows}`
}
