/** Columns of the table of steps: the workstation, the machine of the benchmark, and the one that is chosen. */
import type { ComparedStep } from '@contract/plan-compare'
import type { MachineOption, PlanStep } from '@contract/plan-steps'
import type { ReactNode } from 'react'
import type { Column } from '../../ui/data-table/columns'
import { unknown } from '../../ui/format'
import { visibleName } from '../../ui/visible-name'
import { citedWords, columnDollars, dollars, hourlyPrice, hoursFigure, type Sources } from './plan-words'

/** A step, and how the document prints it. */
export interface StepRow {
  readonly step: PlanStep
  readonly printed: ComparedStep | undefined
}

const quiet = <span className='faint'>{unknown}</span>

/** `5 × x1.32xlarge`. */
export function machineWords(option: MachineOption | null): string {
  if (option === null) return unknown
  const name = visibleName(option.machine)
  return option.vms > 1 ? `${option.vms} × ${name}` : name
}

/** Where a figure is from, for the pointer: the same as the line below the table says. */
function sourceTitle(option: MachineOption | null, sources: Sources): string | undefined {
  return option === null ? undefined : option.cited.map(cited => citedWords(cited, sources)).join('; ')
}

type Side = 'workstation' | 'benchmark' | 'chosen'

function figure(
  sources: Sources,
  head: { id: string; head: string; name: string; width: number; drop?: number },
  side: Side,
  value: (option: MachineOption) => number | null,
  words: (value: number | null) => string
): Column<StepRow> {
  const of = (row: StepRow): number | null => (row.step[side] === null ? null : value(row.step[side]))
  return {
    ...{ ...head, numeric: true, sortFirst: 'descending' },
    value: row => of(row) ?? undefined,
    cell: row => (of(row) === null ? quiet : <span title={sourceTitle(row.step[side], sources)}>{words(of(row))}</span>)
  }
}

/** Whether the document's own figure is another one than its numbers give. */
export function differs({ printed }: StepRow): boolean {
  const { usdPrinted, usdComputed } = printed ?? { usdPrinted: null, usdComputed: null }
  return usdPrinted !== null && usdComputed !== null && Math.abs(usdPrinted - usdComputed) >= 0.005
}

function PrintedCell({ row }: { row: StepRow }): ReactNode {
  const { printed } = row
  if (printed === undefined || printed.usdPrinted === null) return <span className='faint'>—</span>
  if (!differs(row)) return dollars(printed.usdPrinted)
  return (
    <span title={`Printed ${dollars(printed.usdPrinted)}; its own numbers give ${dollars(printed.usdComputed)}`}>
      {dollars(printed.usdPrinted)} <span className='warn'>≠ {dollars(printed.usdComputed)}</span>
    </span>
  )
}

function ScaleCell({ row: { step } }: { row: StepRow }): ReactNode {
  const { by, factor, assumes } = step.scale
  if (factor === 1) return <span className='faint'>as measured</span>
  const times = Number(factor.toPrecision(3)).toLocaleString('en-US')
  return (
    <span title={assumes}>
      × {times} <span className='faint'>by {by}</span>
    </span>
  )
}

/** The columns; keep them the same between renders. */
export function stepColumns(sources: Sources): readonly Column<StepRow>[] {
  return [
    {
      ...{ id: 'step', head: 'Step', minWidth: 150 },
      cell: ({ step }) => <span title={step.software}>{visibleName(step.label)}</span>
    },
    { ...{ id: 'scale', head: 'Scaled', width: 150, drop: 1 }, cell: row => <ScaleCell row={row} /> },
    figure(
      sources,
      { id: 'local', head: 'Workstation, h', name: 'Hours on the workstation', width: 104 },
      ...(['workstation', ({ hours }: MachineOption) => hours, hoursFigure] as const)
    ),
    figure(
      sources,
      { id: 'benchmarkHours', head: 'Benchmark, h', name: 'Hours on the cloud machine of the benchmark', width: 96 },
      ...(['benchmark', ({ hours }: MachineOption) => hours, hoursFigure] as const)
    ),
    figure(
      sources,
      { id: 'benchmarkUsd', head: 'its cost', name: 'Cost on the cloud machine of the benchmark', width: 92 },
      ...(['benchmark', ({ usd }: MachineOption) => usd, columnDollars] as const)
    ),
    {
      ...{ id: 'printed', head: 'Printed', name: 'Cost as the document prints it', width: 156, drop: 3, numeric: true },
      cell: row => <PrintedCell row={row} />
    },
    {
      ...{ id: 'machine', head: 'Chosen machine', width: 130 },
      cell: ({ step }) =>
        step.chosen === null ? quiet : <span title={step.chosen.note}>{machineWords(step.chosen)}</span>
    },
    figure(
      sources,
      { id: 'hours', head: 'Hours', name: 'Hours on the chosen machine', width: 70 },
      ...(['chosen', ({ hours }: MachineOption) => hours, hoursFigure] as const)
    ),
    figure(
      sources,
      { id: 'price', head: '$/h', name: 'Price of an hour of one chosen machine', width: 76, drop: 2 },
      ...(['chosen', ({ usdPerHour }: MachineOption) => usdPerHour, hourlyPrice] as const)
    ),
    figure(
      sources,
      { id: 'usd', head: 'Cost', name: 'Cost on the chosen machine', width: 100 },
      ...(['chosen', ({ usd }: MachineOption) => usd, columnDollars] as const)
    )
  ]
}
