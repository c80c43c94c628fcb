import { formatDuration, formatRate } from '../../../ui/format'
import type { RateSample } from './rate-history'
import styles from './rate-plot.module.css'
import { areaPath, linePath, type PlotBox, rateScale } from './rate-scale'

const shortest = 60

/** Seconds that the plot spans: the whole memory, or from the first movement on, in whole minutes. */
function spanOf(samples: readonly RateSample[], nowMs: number): number {
  const seconds = (nowMs - (samples[0]?.at ?? nowMs)) / 1000
  return Math.max(shortest, Math.ceil(seconds / 60) * 60)
}

/** What the plot shows, in one sentence. */
export function rateSentence(samples: readonly RateSample[]): string {
  const moving = samples.filter(({ rate }) => rate > 0)
  if (moving.length === 0) return 'Nothing moved in the last minutes.'
  const mean = moving.reduce((sum, { rate }) => sum + rate, 0) / moving.length
  const highest = Math.max(...moving.map(({ rate }) => rate))
  return `Rate now ${formatRate(samples.at(-1)?.rate)}, ${formatRate(mean)} in the mean and ${formatRate(highest)} at most.`
}

/** The rate of the last minutes, with its figure now, axes and the sentence for those who do not see it. */
export function RatePlot(props: {
  title: string
  samples: readonly RateSample[]
  /** Milliseconds since 1970; the right edge. */
  now: number
  /** CSS pixels. */
  width: number
  height: number
  /** Limit in force, bytes per second. */
  limit?: number | null
}) {
  const { title, samples, now, width, height, limit = null } = props
  const { unit, marks, highest } = rateScale(Math.max(0, ...samples.map(({ rate }) => rate)))
  const box: PlotBox = {
    left: 36,
    top: 6,
    width: width - 44,
    height: height - 28,
    nowMs: now,
    seconds: spanOf(samples, now),
    highest
  }
  const y = (rate: number): number => box.top + box.height * (1 - rate / highest)
  return (
    <figure className={styles.plot} style={{ width }}>
      <figcaption className={styles.caption}>
        <b>{title}</b>
        <span className='faint'>{unit}</span>
        <b className={styles.figure}>{formatRate(samples.at(-1)?.rate ?? 0)}</b>
      </figcaption>
      <svg width={width} height={height} role='img' aria-label={`${title}. ${rateSentence(samples)}`}>
        {marks.map(({ rate, figure }) => (
          <g key={figure}>
            <line
              className={rate === 0 ? styles.axis : styles.grid}
              x1={box.left}
              x2={width - 8}
              y1={y(rate)}
              y2={y(rate)}
            />
            <text className={styles.mark} x={box.left - 6} y={y(rate) + 4} textAnchor='end'>
              {figure}
            </text>
          </g>
        ))}
        <path className={styles.area} d={areaPath(samples, box)} />
        <path className={styles.line} d={linePath(samples, box)} />
        {limit !== null && limit <= highest && (
          <g>
            <line className={styles.limit} x1={box.left} x2={width - 8} y1={y(limit)} y2={y(limit)} />
            <text className={styles.limitName} x={width - 10} y={y(limit) - 3} textAnchor='end'>
              limit
            </text>
          </g>
        )}
        <text className={styles.mark} x={box.left} y={height - 6}>
          {`${formatDuration(box.seconds)} ago`}
        </text>
        <text className={styles.mark} x={width - 8} y={height - 6} textAnchor='end'>
          now
        </text>
      </svg>
    </figure>
  )
}

/** The same as a line without axes, for the one line above the list. */
export function RateSpark({ samples, now }: { samples: readonly RateSample[]; now: number }) {
  const highest = Math.max(1, ...samples.map(({ rate }) => rate))
  const box: PlotBox = { left: 0, top: 2, width: 96, height: 16, nowMs: now, seconds: spanOf(samples, now), highest }
  return (
    <svg width={96} height={20} className={styles.spark} role='img' aria-label={rateSentence(samples)}>
      <path className={styles.area} d={areaPath(samples, box)} />
      <path className={styles.line} d={linePath(samples, box)} />
    </svg>
  )
}
