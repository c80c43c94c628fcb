import type { Spend } from '@contract/cloud-spend'
import { type ReactNode, useMemo } from 'react'
import { countOf } from '../../../ui/format'
import { Plot } from '../../../ui/plot/plot'
import type { PlotData } from '../../../ui/plot/plot-data'

const dayMs = 86_400_000
const format = new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short', timeZone: 'UTC' })

const timeOf = ({ day }: Pick<Spend['days'][number], 'day'>): number => Date.parse(`${day}T00:00:00Z`)

/** Bars of each day, of UTC as the bill has them. */
export function spendPlot(days: Spend['days']): PlotData {
  const unknownWords = new Map(
    days.flatMap(one => (one.unknown > 0 ? [[timeOf(one), `, ${one.unknown} of unknown price`]] : []))
  )
  return {
    axis: {
      ...{ kind: 'time', label: 'day, UTC', step: dayMs, zone: 'UTC' },
      values: days.map(timeOf),
      mark: at => format.format(at),
      words: at => `${format.format(at)}${unknownWords.get(at) ?? ''}`
    },
    ...{ unit: '$', digits: 2, from: 0 },
    series: [
      { label: 'cost', kind: 'bars', values: days.map(({ usd }) => usd) },
      ...(days.some(({ makeBelieveUsd }) => makeBelieveUsd !== 0)
        ? [
            {
              label: 'demo, make-believe',
              kind: 'line' as const,
              values: days.map(({ makeBelieveUsd }) => makeBelieveUsd)
            }
          ]
        : []),
      // A bar of what is known, or none, looks like all there was.
      ...(unknownWords.size > 0
        ? [
            {
              label: 'more than this, of unknown price',
              kind: 'outliers' as const,
              values: days.map(({ usd, unknown }) => (unknown > 0 ? (usd ?? 0) : null))
            }
          ]
        : [])
    ]
  }
}

/** Days that are still to come have no bar: that they cost nothing is not known. `at`: when it was added up. */
export const pastDays = ({ days, at }: Pick<Spend, 'days' | 'at'>): Spend['days'] =>
  days.filter(({ day }) => day <= at.slice(0, 10))

export function SpendPlot({ spend }: { spend: Spend }): ReactNode {
  const days = useMemo(() => pastDays(spend), [spend])
  const data = useMemo(() => spendPlot(days), [days])
  if (days.length === 0) return null
  return <Plot title='Cost a day' fact={`estimate, ${countOf(days.length, 'day')} of UTC`} data={data} height={128} />
}
