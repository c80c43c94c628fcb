/** Columns of the documents' own tables: what they print, beside what their own numbers give. */
import type { ComparedQueue, ComparedStep, ComparedStorage, Difference } from '@contract/plan-compare'
import type { ReactNode } from 'react'
import type { Column } from '../../ui/data-table/columns'
import { formatClock, formatCount, unknown } from '../../ui/format'
import { visibleName } from '../../ui/visible-name'
import { citedWords, dollars, hourlyPrice, hoursFigure, type Sources } from './plan-words'

const dash = <span className='faint'>—</span>

/** The printed figure and the calculated one; one of them where they are equal. */
function Both({ printed, computed }: { printed: string; computed: string }): ReactNode {
  if (printed === computed) return printed
  return (
    <span title={`Printed ${printed}; its own numbers give ${computed}`}>
      {printed} <span className='warn'>≠ {computed}</span>
    </span>
  )
}

/** A figure of a difference in its unit. */
export function differenceFigure(unit: Difference['unit'], value: number): string {
  // An hour of a workstation is told with the parts of a cent in which it differs.
  if (unit === 'usd') return Math.abs(value) < 10 ? hourlyPrice(value) : dollars(value)
  const figure = value.toLocaleString('en-US', { maximumFractionDigits: 2 })
  return unit === 'percent' ? `${figure} %` : `${figure} ${unit === 'hours' ? 'h' : 'days'}`
}

/** Where the document and its own numbers differ. */
export function differenceColumns(sources: Sources): readonly Column<Difference>[] {
  return [
    {
      ...{ id: 'what', head: 'Where they differ', minWidth: 280 },
      cell: ({ what, cited }) => <span title={citedWords(cited, sources)}>{visibleName(what)}</span>
    },
    {
      ...{ id: 'printed', head: 'Printed', width: 104, numeric: true },
      cell: ({ unit, printed }) => differenceFigure(unit, printed)
    },
    {
      ...{ id: 'computed', head: 'Calculated', width: 104, numeric: true },
      cell: ({ unit, computed }) => differenceFigure(unit, computed)
    },
    {
      ...{ id: 'why', head: 'Why', minWidth: 220, className: 'dim' },
      cell: ({ why }) => (why === '' ? 'not told by the document' : <span title={why}>{why}</span>)
    }
  ]
}

const hours = (
  id: string,
  head: string,
  width: number,
  drop: number | undefined,
  of: (row: ComparedStep) => number | null
): Column<ComparedStep> => ({
  ...{ id, head, width, numeric: true, ...(drop !== undefined && { drop }) },
  cell: row => (of(row) === null ? dash : hoursFigure(of(row)))
})

/** The table of the steps as it is printed. */
export function comparedStepColumns(sources: Sources): readonly Column<ComparedStep>[] {
  return [
    {
      ...{ id: 'step', head: 'Step', minWidth: 150 },
      cell: ({ step, cited }) => <span title={citedWords(cited, sources)}>{visibleName(step)}</span>
    },
    hours('local', 'Workstation, h', 112, undefined, row => row.workstationHours),
    hours('aws', 'AWS, h', 76, undefined, row => row.awsHours),
    hours('data', 'moving data', 96, 3, row => row.dataHours),
    hours('job', 'the job', 76, 3, row => row.jobHours),
    {
      ...{ id: 'type', head: 'Machines', width: 132 },
      cell: ({ type, vms }) => (type === null ? dash : `${vms === null ? '' : `${vms} × `}${visibleName(type)}`)
    },
    {
      ...{ id: 'price', head: '$/h', width: 76, numeric: true, drop: 2 },
      cell: ({ usdPerHour }) => (usdPerHour === null ? dash : hourlyPrice(usdPerHour))
    },
    {
      ...{ id: 'usd', head: 'Cost', name: 'Cost, printed and calculated', width: 168, numeric: true },
      cell: ({ usdPrinted, usdComputed, note }) =>
        usdPrinted === null && usdComputed === null ? (
          <span className='faint' title={note}>
            {unknown}
          </span>
        ) : (
          <Both printed={dollars(usdPrinted ?? usdComputed)} computed={dollars(usdComputed ?? usdPrinted)} />
        )
    },
    {
      ...{ id: 'days', head: 'Day', name: 'Working day, workstation and AWS', width: 72, numeric: true, drop: 1 },
      cell: ({ workstationDay, awsDay }) => `${workstationDay ?? '—'} / ${awsDay ?? '—'}`
    }
  ]
}

/** The table of the queues. Percent of the time on FSx for Lustre. */
export function queueColumns(sources: Sources): readonly Column<ComparedQueue>[] {
  const seconds = (value: number): string => `${formatCount(value)} s`
  const money = (
    id: string,
    head: string,
    drop: number,
    of: (row: ComparedQueue) => number
  ): Column<ComparedQueue> => ({
    ...{ id, head, width: 112, numeric: true, drop, value: of },
    cell: row => dollars(of(row))
  })
  return [
    {
      ...{ id: 'type', head: 'Machine', minWidth: 120 },
      cell: ({ type, cited }) => <span title={citedWords(cited, sources)}>{visibleName(type)}</span>
    },
    {
      ...{ id: 'weka', head: 'On WEKA', width: 96, numeric: true },
      cell: row => <span title={formatClock(row.wekaSeconds)}>{seconds(row.wekaSeconds)}</span>
    },
    {
      ...{ id: 'fsx', head: 'On FSx', width: 96, numeric: true },
      cell: row => <span title={formatClock(row.fsxSeconds)}>{seconds(row.fsxSeconds)}</span>
    },
    {
      ...{ id: 'advantage', head: 'WEKA is faster by', width: 136, numeric: true },
      cell: row => (
        <Both
          printed={`${row.advantagePrinted} %`}
          computed={
            Math.round(row.advantageComputed) === row.advantagePrinted
              ? `${row.advantagePrinted} %`
              : `${row.advantageComputed} %`
          }
        />
      )
    },
    { ...{ id: 'price', head: '$/h', width: 84, numeric: true }, cell: row => hourlyPrice(row.usdPerHour) },
    money('wekaUsd', 'A queue, WEKA', 4, row => row.wekaUsd),
    money('fsxUsd', 'A queue, FSx', 4, row => row.fsxUsd),
    money('wekaReserved', 'reserved, WEKA', 1, row => row.wekaUsdReserved),
    money('fsxReserved', 'reserved, FSx', 1, row => row.fsxUsdReserved)
  ]
}

/** The table of the storage beside the queues. */
export function storageColumns(sources: Sources): readonly Column<ComparedStorage>[] {
  const percent = (value: number | null): string => (value === null ? '—' : `${value} %`)
  const parts = ({ parts: list }: ComparedStorage): string =>
    list.map(({ what, usdPerMonthPrinted }) => `${what} ${dollars(usdPerMonthPrinted)}`).join(', ')
  return [
    {
      ...{ id: 'configuration', head: 'Storage', minWidth: 220 },
      cell: ({ configuration, cited }) => <span title={citedWords(cited, sources)}>{visibleName(configuration)}</span>
    },
    { ...{ id: 'size', head: 'Size', width: 76, numeric: true }, cell: ({ terabytes }) => `${terabytes} TB` },
    {
      ...{ id: 'month', head: 'A month', width: 196, numeric: true },
      cell: row => <Both printed={dollars(row.usdPerMonthPrinted)} computed={dollars(row.usdPerMonthComputed)} />
    },
    {
      ...{ id: 'advantage', head: 'Less than FSx', width: 124, numeric: true },
      cell: ({ advantagePrinted, advantageComputed }) =>
        advantagePrinted === null ? (
          dash
        ) : (
          <Both
            printed={percent(advantagePrinted)}
            computed={
              advantageComputed === null || Math.round(advantageComputed) === advantagePrinted
                ? percent(advantagePrinted)
                : percent(advantageComputed)
            }
          />
        )
    },
    {
      ...{ id: 'parts', head: 'Made of', minWidth: 200, drop: 1, className: 'dim' },
      cell: row => <span title={parts(row)}>{parts(row)}</span>
    }
  ]
}
