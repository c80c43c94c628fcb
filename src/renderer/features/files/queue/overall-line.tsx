import type { OverallProgress } from '@domain/transfers/overall-progress'
import { countOf, formatBytes, formatCount, formatPercent, formatRate, formatTime } from '../../../ui/format'
import { Progress } from '../../../ui/progress'
import type { RateSample } from './rate-history'
import { RateSpark } from './rate-plot'
import { spanWords } from './transfer-words'
import styles from './transfers-list.module.css'

/** From this many seconds on the time of the end is said too. */
const longWait = 120

/** How long all takes: `3 min left, done 20:18 CET`, or why nobody can say. `now` in milliseconds. */
export function overallLeft(all: OverallProgress, now: number): string {
  if (all.moving === 0) return all.held > 0 ? 'held' : all.waiting > 0 ? 'waiting' : 'paused'
  if (all.scanning) return 'still counting'
  const { secondsLeft } = all
  if (secondsLeft === null) return 'time left unknown'
  const end = secondsLeft >= longWait ? `, done ${formatTime(now + secondsLeft * 1000)}` : ''
  return `${spanWords(secondsLeft)} left${end}`
}

/** All that has not ended as one bar with its figures. */
export function OverallLine(props: { all: OverallProgress; samples: readonly RateSample[]; now: number }) {
  const { all, samples, now } = props
  const more = all.scanning ? ' or more' : ''
  return (
    <div className={styles.overall}>
      <Progress label='All transfers' parts={all.share} thick className={styles.overallBar} />
      <b className={styles.figure}>{formatPercent(all.share)}</b>
      <span className={styles.fact}>{`${formatBytes(all.doneBytes)} of ${formatBytes(all.totalBytes)}${more}`}</span>
      <span className={styles.fact}>{`${formatCount(all.doneFiles)} of ${countOf(all.totalFiles, 'file')}`}</span>
      {all.moving > 0 && <b className={styles.figure}>{formatRate(all.rate)}</b>}
      <span className={styles.fact}>{overallLeft(all, now)}</span>
      <RateSpark samples={samples} now={now} />
    </div>
  )
}
