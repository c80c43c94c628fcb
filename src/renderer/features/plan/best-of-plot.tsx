import { type KeyboardEvent, type ReactNode, useId, useMemo, useRef, useState } from 'react'
import { classNames } from '../../ui/class-names'
import { useElementWidth } from '../../ui/data-table/use-element-width'
import { formatDollars } from '../../ui/format'
import styles from './best-of-plot.module.css'
import { formatHours } from './plan-words'
import {
  frontierPath,
  type PlotFrame,
  type PlotPoint,
  type PlotScale,
  placeLabels,
  plotScale,
  pointAfterKey
} from './plot-scale'

export interface BestOfPlotProps {
  readonly points: readonly PlotPoint[]
  /** Key of the row that is chosen in the table beside it. */
  readonly chosen: string | undefined
  readonly onChoose: (key: string) => void
  /** What a round and what a square point stands for; without it all are round and nothing is said. */
  readonly kinds?: readonly [round: string, square: string] | undefined
  /** Why ways are missing here that the table has. */
  readonly missing?: string | undefined
}

/** Spare room goes to the plot: a wide window is high, too. CSS pixels. */
const heights = { usual: 240, wide: 400, wideFrom: 1400 } as const

/** `g5.24xlarge: 3 h 02 min, $24.67, best at its price`. */
export function pointSentence({ label, hours, dollars, best }: PlotPoint): string {
  return `${label}: ${formatHours(hours)}, ${formatDollars(dollars)}, ${best ? 'best at its price' : 'beaten'}`
}

/**
 * Cost against time: what is best at its price lies on the stair, what is beaten above it. One stop of the Tab key;
 * arrows go from point to point and choose. The table beside it holds the same ways and the same choice.
 */
export function BestOfPlot({ points, chosen, onChoose, kinds, missing }: BestOfPlotProps): ReactNode {
  const box = useRef<HTMLDivElement>(null)
  const width = useElementWidth(box) ?? 640
  const height = width > heights.wideFrom ? heights.wide : heights.usual
  const id = useId()
  const [hovered, setHovered] = useState<string>()
  const scale = useMemo(
    () => plotScale(points, { width, height, left: 58, right: 20, top: 12, bottom: 38 } satisfies PlotFrame),
    [points, width, height]
  )
  const named = hovered ?? chosen
  const current = points.find(({ key }) => key === chosen)
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = pointAfterKey(points, chosen, event.key)
    if (next === undefined) return
    event.preventDefault()
    onChoose(next)
  }
  return (
    <figure className={styles.plot}>
      <figcaption className={styles.head}>
        <b>Cost against time</b>
        <span className='faint'>{missing}</span>
        <Legend kinds={kinds} />
      </figcaption>
      <div
        ref={box}
        role='listbox'
        aria-label='Cost against time'
        aria-activedescendant={current === undefined ? undefined : id}
        tabIndex={0}
        className={styles.canvas}
        style={{ height }}
        onKeyDown={onKeyDown}
      >
        <Canvas {...{ points, scale, chosen, named, onChoose }} onHover={setHovered} />
        {current && (
          // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and names it as active
          <span id={id} role='option' aria-selected='true' className='spoken'>
            {pointSentence(current)}
          </span>
        )}
      </div>
    </figure>
  )
}

function Canvas(props: {
  points: readonly PlotPoint[]
  scale: PlotScale
  chosen: string | undefined
  /** Whose label comes first: the one under the pointer, else the chosen one. */
  named: string | undefined
  onChoose: (key: string) => void
  onHover: (key: string | undefined) => void
}): ReactNode {
  const { points, scale, chosen, named, onChoose, onHover } = props
  const labels = useMemo(() => placeLabels(points, scale, named), [points, scale, named])
  return (
    <svg width={scale.frame.width} height={scale.frame.height} aria-hidden='true'>
      <Axes scale={scale} />
      <path className={styles.front} d={frontierPath(points, scale)} />
      {points.map(point => (
        <Point key={point.key} {...{ point, scale, onChoose, onHover }} chosen={point.key === chosen} />
      ))}
      {labels.map(({ key, x, y, end }) => (
        <text
          key={key}
          className={classNames(styles.label, key === named && styles.named)}
          x={x}
          y={y}
          textAnchor={end ? 'end' : 'start'}
        >
          {points.find(point => point.key === key)?.label}
        </text>
      ))}
    </svg>
  )
}

function Legend({ kinds }: Pick<BestOfPlotProps, 'kinds'>): ReactNode {
  return (
    <span className={styles.legend} aria-hidden='true'>
      <Key shape={<circle className={styles.best} cx='6' cy='6' r='4.5' />} words='best at its price' />
      <Key
        shape={<circle className={styles.beaten} cx='6' cy='6' r='4' />}
        words={`beaten${kinds ? `, ${kinds[0]}` : ''}`}
      />
      {kinds && <Key shape={<rect className={styles.beaten} x='2' y='2' width='8' height='8' />} words={kinds[1]} />}
    </span>
  )
}

function Key({ shape, words }: { shape: ReactNode; words: string }): ReactNode {
  return (
    <span className={styles.key}>
      <svg width={12} height={12} aria-hidden='true'>
        {shape}
      </svg>
      {words}
    </span>
  )
}

function Axes({ scale: { frame, x, y, hourMarks, dollarMarks } }: { scale: PlotScale }): ReactNode {
  const floor = frame.height - frame.bottom
  return (
    <g>
      {dollarMarks.map(dollars => (
        <g key={dollars}>
          <line
            className={dollars === 0 ? styles.axis : styles.grid}
            x1={frame.left}
            x2={frame.width - frame.right}
            y1={y(dollars)}
            y2={y(dollars)}
          />
          <text className={styles.mark} x={frame.left - 8} y={y(dollars) + 4} textAnchor='end'>
            ${dollars.toLocaleString('en-US')}
          </text>
        </g>
      ))}
      <line className={styles.axis} x1={frame.left} x2={frame.left} y1={frame.top} y2={floor} />
      {hourMarks.map(hours => (
        <text key={hours} className={styles.mark} x={x(hours)} y={floor + 16} textAnchor='middle'>
          {hours.toLocaleString('en-US')} h
        </text>
      ))}
      <text className={styles.mark} x={frame.width - frame.right} y={floor + 32} textAnchor='end'>
        time of the step
      </text>
    </g>
  )
}

function Point(props: {
  point: PlotPoint
  scale: PlotScale
  chosen: boolean
  onChoose: (key: string) => void
  onHover: (key: string | undefined) => void
}): ReactNode {
  const { point, scale, chosen, onChoose, onHover } = props
  const [x, y] = [scale.x(point.hours), scale.y(point.dollars)]
  const look = point.best ? styles.best : styles.beaten
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: for the pointer; the list around it takes the keys
    <g
      className={styles.point}
      onClick={() => onChoose(point.key)}
      onPointerEnter={() => onHover(point.key)}
      onPointerLeave={() => onHover(undefined)}
    >
      <title>{pointSentence(point)}</title>
      <circle className={styles.reach} cx={x} cy={y} r={12} />
      {chosen && <circle className={styles.ring} cx={x} cy={y} r={9} />}
      {point.square ? (
        <rect className={look} x={x - 4.5} y={y - 4.5} width={9} height={9} />
      ) : (
        <circle className={look} cx={x} cy={y} r={point.best ? 5 : 4} />
      )}
    </g>
  )
}
