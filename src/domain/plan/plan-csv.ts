/** The planner's tables for other programs: RFC 4180, CRLF after each line, numbers with a point and no unit. */
import type { SavedPlan } from '@contract/plan'
import type { Comparison } from '@contract/plan-compare'
import type { StoragePlan, TransferPlan } from '@contract/plan-data'
import type { Cited } from '@contract/plan-sources'
import type { MachineOption, PlanSteps, StepMachines } from '@contract/plan-steps'
import { csvField } from '../jobs/csv'

type Cell = string | number | null
type Columns<Row> = readonly (readonly [name: string, cell: (row: Row) => Cell])[]

const line = (cells: readonly Cell[]): string => `${cells.map(csvField).join(',')}\r\n`

function table<Row>(columns: Columns<Row>, rows: readonly Row[]): string {
  const head = line(columns.map(([name]) => name))
  return head + rows.map(row => line(columns.map(([, cell]) => cell(row)))).join('')
}

const places = (cited: readonly Cited[]): string => cited.map(({ source, where }) => `${source}: ${where}`).join('; ')

export function comparisonCsv(comparison: Comparison): string {
  if (comparison.source === 'cianfrocco-2017')
    return table(
      [
        ['step', row => row.step],
        ['id', row => row.id],
        ['workstationHours', row => row.workstationHours],
        ['awsHours', row => row.awsHours],
        ['dataHours', row => row.dataHours],
        ['jobHours', row => row.jobHours],
        ['billed', row => row.billed],
        ['vms', row => row.vms],
        ['type', row => row.type],
        ['usdPerHour', row => row.usdPerHour],
        ['usdPrinted', row => row.usdPrinted],
        ['usdComputed', row => row.usdComputed],
        ['source', row => places([row.cited])]
      ],
      comparison.steps
    )
  return table(
    [
      ['type', row => row.type],
      ['wekaSeconds', row => row.wekaSeconds],
      ['fsxSeconds', row => row.fsxSeconds],
      ['advantagePercentPrinted', row => row.advantagePrinted],
      ['advantagePercentComputed', row => row.advantageComputed],
      ['usdPerHour', row => row.usdPerHour],
      ['wekaUsd', row => row.wekaUsd],
      ['fsxUsd', row => row.fsxUsd],
      ['usdPerHourReserved', row => row.usdPerHourReserved],
      ['wekaUsdReserved', row => row.wekaUsdReserved],
      ['fsxUsdReserved', row => row.fsxUsdReserved],
      ['source', row => places([row.cited])]
    ],
    comparison.queues
  )
}

const optionColumns: Columns<{ step: string; option: MachineOption }> = [
  ['step', ({ step }) => step],
  ['machine', ({ option }) => option.machine],
  ['place', ({ option }) => option.place],
  ['storage', ({ option }) => option.storage],
  ['vms', ({ option }) => option.vms],
  ['gpu', ({ option }) => option.gpus?.model ?? null],
  ['gpus', ({ option }) => option.gpus?.count ?? null],
  ['basis', ({ option }) => option.basis],
  ['offered', ({ option }) => (option.offered ? 'yes' : 'no')],
  ['hours', ({ option }) => option.hours],
  ['billedHours', ({ option }) => option.billedHours],
  ['usdPerHour', ({ option }) => option.usdPerHour],
  ['usd', ({ option }) => option.usd],
  ['spotUsdPerHour', ({ option }) => option.spot?.usdPerHour ?? null],
  ['spotUsd', ({ option }) => option.spot?.usd ?? null],
  ['priceDate', ({ option }) => option.priceDate],
  ['pareto', ({ option }) => (option.pareto ? 'yes' : 'no')],
  ['timeRank', ({ option }) => option.timeRank],
  ['costRank', ({ option }) => option.costRank],
  ['bothRank', ({ option }) => option.bothRank],
  ['note', ({ option }) => option.note],
  ['source', ({ option }) => places(option.cited)]
]

export const machinesCsv = ({ label, machines }: StepMachines): string =>
  table(
    optionColumns,
    machines.map(option => ({ step: label, option }))
  )

/** One line a step: the workstation, the benchmark's machine, and the chosen one. */
export const stepsCsv = ({ steps }: PlanSteps): string =>
  table(
    [
      ['step', row => row.label],
      ['scale', row => row.scale.factor],
      ['workstationHours', row => row.workstation?.hours ?? null],
      ['workstationUsd', row => row.workstation?.usd ?? null],
      ['benchmarkMachine', row => row.benchmark?.machine ?? null],
      ['benchmarkVms', row => row.benchmark?.vms ?? null],
      ['benchmarkHours', row => row.benchmark?.hours ?? null],
      ['benchmarkUsd', row => row.benchmark?.usd ?? null],
      ['chosenMachine', row => row.run?.machine ?? null],
      ['chosenSpot', row => (row.run === null ? null : row.run.spot ? 'yes' : 'no')],
      ['chosenVms', row => row.run?.vms ?? null],
      ['chosenHours', row => row.run?.hours ?? null],
      ['chosenUsd', row => row.run?.usd ?? null]
    ],
    steps
  )

export const planCsv = ({ runs }: SavedPlan): string =>
  table(
    [
      ['step', row => row.step],
      ['machine', row => row.machine],
      ['type', row => row.type],
      ['spot', row => (row.spot ? 'yes' : 'no')],
      ['vms', row => row.vms],
      ['hours', row => row.hours],
      ['usd', row => row.usd]
    ],
    runs
  )

export const storageCsv = ({ tiers }: StoragePlan): string =>
  table(
    [
      ['tier', row => row.label],
      ['kind', row => row.kind],
      ['place', row => row.place],
      ['usdPerGbMonthLow', row => row.usdPerGbMonth.low],
      ['usdPerGbMonthHigh', row => row.usdPerGbMonth.high],
      ['hotBytes', row => row.hot.bytes],
      ['hotUsdPerMonthLow', row => row.hot.usdPerMonth.low],
      ['hotUsdPerMonthHigh', row => row.hot.usdPerMonth.high],
      ['archiveBytes', row => row.archive.bytes],
      ['archiveUsdPerMonthLow', row => row.archive.usdPerMonth.low],
      ['archiveUsdPerMonthHigh', row => row.archive.usdPerMonth.high],
      ['archiveUsdPerYearLow', row => row.archive.usdPerYear.low],
      ['archiveUsdPerYearHigh', row => row.archive.usdPerYear.high],
      ['date', row => row.date],
      ['source', row => places([row.cited])]
    ],
    tiers
  )

/** The user's link first, then those of the documents. */
export const transferCsv = ({ inputs, daysPerDayOfData, documents }: TransferPlan): string =>
  table(
    [
      ['link', row => row.label],
      ['bytesPerDay', row => row.bytesPerDay],
      ['bytesPerSecond', row => row.bytesPerSecond],
      ['daysPerDayOfData', row => row.daysPerDayOfData],
      ['daysPrinted', row => row.daysPrinted],
      ['source', row => places(row.cited ? [row.cited] : [])]
    ],
    [
      {
        ...{ label: 'yours', bytesPerDay: inputs.bytesPerDay, bytesPerSecond: inputs.bytesPerSecond },
        ...{ daysPerDayOfData, daysPrinted: null, cited: null }
      },
      ...documents
    ]
  )
