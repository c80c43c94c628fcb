import { classNames } from '../class-names'
import { formatClock } from '../format'
import { Progress } from '../progress'
import styles from './session-clock.module.css'

/** How pressing the end of a session is: `warn` in the last hour, `bad` in the last ten minutes. Seconds in. */
export function urgency(secondsLeft: number): 'calm' | 'warn' | 'bad' {
  if (secondsLeft <= 600) return 'bad'
  return secondsLeft <= 3600 ? 'warn' : 'calm'
}

const words = { calm: 'left', warn: 'left, last hour', bad: 'left, last minutes' }

/**
 * The running session in the top bar: instrument, end, and the countdown, which stands in one place everywhere.
 * @param secondsLeft until the end of the session
 * @param share part of the session that is over, of 1
 */
export function SessionClock(props: { instrument: string; until: string; secondsLeft: number; share: number }) {
  const { instrument, until, secondsLeft, share } = props
  const pressing = urgency(secondsLeft)
  return (
    <>
      <span className='cut'>
        <b className={styles.name}>{instrument}</b> · until {until}
      </span>
      <Progress
        label='Part of the session that is over'
        parts={[{ share, tone: pressing === 'calm' ? 'accent' : pressing }]}
        className={styles.bar}
      />
      <span role='timer' className={classNames(styles.clock, pressing !== 'calm' && styles[pressing])}>
        {formatClock(secondsLeft)}
      </span>
      <span className={pressing === 'calm' ? undefined : styles[pressing]}>{words[pressing]}</span>
    </>
  )
}
