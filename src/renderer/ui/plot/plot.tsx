import 'uplot/dist/uPlot.min.css'
import { memo, type ReactNode, type RefObject, useEffect, useId, useMemo, useRef, useState } from 'react'
import uPlot from 'uplot'
import { classNames } from '../class-names'
import { onColorsChange } from '../token-color'
import styles from './plot.module.css'
import { axisName, figure, lastKnown, mostRows, type PlotData, placeWords, tableRows } from './plot-data'
import { alignedData, plotLook, plotOptions } from './plot-options'

export interface PlotProps {
  /** Its name; the unit stands beside it. */
  title: string
  /** A fact at the right: where the figures are from. */
  fact?: ReactNode
  data: PlotData
  /** Of the canvas, in CSS pixels. */
  height?: number
  /** Stands after the unit, in the place of the line of figures: there is little room. */
  figure?: ReactNode
}

/**
 * Lines, points or bars over time or a count: name, unit and the figures under the pointer above, the plot, and a table of
 * the same figures for those who cannot see it. Follows its width and the theme.
 */
export function Plot({ title, fact, data, height = 132, figure: told }: PlotProps): ReactNode {
  const [at, setAt] = useState<number | null>(null)
  const name = useId()
  const box = useRef<HTMLDivElement>(null)
  useCanvas(box, data, height, setAt)
  const known = at !== null && at < data.axis.values.length ? at : null
  return (
    <figure className={styles.plot} aria-labelledby={name}>
      <figcaption className={styles.head}>
        <span id={name} className={styles.title}>
          {title}
          {data.unit !== '' && <span className={styles.unit}>, {data.unit}</span>}
          {told !== undefined && <span className={styles.unit}>, {told}</span>}
        </span>
        {fact !== undefined && <span className={classNames('faint cut', styles.fact)}>{fact}</span>}
      </figcaption>
      {told === undefined && <Legend data={data} at={known} />}
      <div ref={box} className={styles.canvas} style={{ height }} aria-hidden='true' />
      <PlotTable title={title} data={data} />
    </figure>
  )
}

/** What each series is, and its figure under the pointer, else its newest. */
function Legend({ data, at }: { data: PlotData; at: number | null }): ReactNode {
  const { axis, series } = data
  const place = at === null ? undefined : axis.values[at]
  return (
    <div className={styles.legend} aria-hidden='true'>
      {series.map(({ label, values, kind }, row) => (
        <span key={label} className={styles.key}>
          <i
            className={classNames(
              kind === 'points' || kind === 'cloud' || kind === 'outliers'
                ? styles.dot
                : kind === 'bars'
                  ? styles.bar
                  : styles.swatch,
              row === 1 && styles.second,
              row === 2 && styles.third
            )}
          />
          {label} <b>{figure(data, at === null ? lastKnown(values) : values[at])}</b>
        </span>
      ))}
      <span className={styles.place}>{place === undefined ? '' : placeWords(axis, place)}</span>
    </div>
  )
}

/** The figures for those who cannot see the plot. */
const PlotTable = memo(function PlotTable({ title, data }: { title: string; data: PlotData }): ReactNode {
  const rows = tableRows(data)
  const cut = data.axis.values.length > mostRows
  return (
    <div className='spoken'>
      <table aria-label={title}>
        <caption>{cut ? `${title}: the newest ${mostRows} of ${data.axis.values.length}` : title}</caption>
        <thead>
          <tr>
            <th scope='col'>{axisName(data.axis)}</th>
            {data.series.map(({ label }) => (
              <th key={label} scope='col'>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ place, cells }, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is known by its place on the axis
            <tr key={row}>
              <th scope='row'>{place}</th>
              {cells.map((cell, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a cell is known by its column
                <td key={column}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
})

/** What a canvas has to be made anew for; fresh figures alone are only drawn. */
function shapeOf({ axis, series, unit, from, to, limit }: PlotData): string {
  const drawn = series.map(({ label, kind }) => [label, kind])
  return JSON.stringify([axis.kind, axis.label, axis.zone, drawn, unit, from, to, limit])
}

/** Keeps the canvas in step with figures, width and theme. */
function useCanvas(
  box: RefObject<HTMLDivElement | null>,
  data: PlotData,
  height: number,
  onCursor: (at: number | null) => void
): void {
  const [theme, setTheme] = useState(0)
  const plot = useRef<uPlot | null>(null)
  const shape = useMemo(() => shapeOf(data), [data])
  const latest = useRef(data)
  latest.current = data
  useEffect(() => onColorsChange(() => setTheme(before => before + 1)), [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: made anew for another shape or theme, never for figures
  useEffect(() => {
    const { current } = box
    if (!current) return
    const size = { width: Math.max(1, current.clientWidth), height }
    const made = new uPlot(
      plotOptions(latest.current, plotLook(), size, onCursor),
      alignedData(latest.current),
      current
    )
    plot.current = made
    const watch = new ResizeObserver(([entry]) => {
      // A hidden room has no width; it keeps its size until it is seen again.
      const width = Math.round(entry?.contentRect.width ?? 0)
      if (width > 0 && width !== made.width) made.setSize({ width, height })
    })
    watch.observe(current)
    return () => {
      watch.disconnect()
      made.destroy()
      plot.current = null
    }
  }, [shape, theme, height])
  useEffect(() => plot.current?.setData(alignedData(data)), [data])
}
