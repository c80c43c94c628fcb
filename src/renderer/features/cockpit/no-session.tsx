/** The room while no session is under way: the next one, and what needs a person. */
import type { Session } from '@contract/sessions'
import { labelOf } from '@domain/bookings/booking'
import type { ReactNode } from 'react'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { formatDate, formatDayTime, formatDuration, zoneName } from '../../ui/format'
import { StateMark } from '../../ui/state-mark'
import { useNow } from '../../ui/use-now'
import { visibleLines, visibleName } from '../../ui/visible-name'
import type { Care } from './care-words'
import styles from './cockpit.module.css'
import type { LaterBooking } from './use-later-booking'

export interface NoSessionProps {
  /** Those that begin within a day. */
  readonly sessions: readonly Session[]
  /** The next one of one's own after a day, where it is known. */
  readonly later: LaterBooking | null
  readonly care: readonly Care[]
  readonly visible: boolean
  readonly onCare: (care: Care) => void
  readonly onShow: (booked: Pick<Session, 'store' | 'booking'>) => void
  readonly onCalendar: () => void
  /** What the cloud does now. */
  readonly cloud: ReactNode
}

function NextSession({ session, now, onShow }: { session: Session; now: number; onShow: () => void }): ReactNode {
  const { booking, timeZone, clockOffsetMs, before, resource } = session
  const [start, end] = [Date.parse(booking.start), Date.parse(booking.end)]
  return (
    <div className={styles.next}>
      <div className='grow'>
        <div className='cap'>Your next session begins in</div>
        <div className='clock'>{formatDuration(Math.max(0, start - now - clockOffsetMs) / 1000)}</div>
        <div className='cap'>
          {formatDayTime(start, timeZone)} at the facility, {formatDayTime(start)} here
        </div>
      </div>
      <div className='grow'>
        <div className='title'>{visibleName(labelOf(resource))}</div>
        <div className='dim'>{visibleName(booking.title || 'No title')}</div>
        <div className='cap'>
          {formatDuration((end - start) / 1000)}, until {formatDayTime(end, timeZone)}
        </div>
        {before?.handOver && (
          <p className={styles.said}>
            <b>Handed over</b> {visibleLines(before.handOver)}
          </p>
        )}
      </div>
      <Button onClick={onShow}>Show in the calendar</Button>
    </div>
  )
}

function laterWords({ label, booking, timeZone }: LaterBooking): string {
  const start = Date.parse(booking.start)
  const consent = booking.status === 'waiting' ? ', which waits for consent' : ''
  const title = booking.title === '' ? '' : `, ${visibleName(booking.title)}`
  return `Your next one: ${visibleName(label)}${title}, ${formatDate(start, Date.now(), timeZone)} ${zoneName(start, timeZone)}${consent}.`
}

export function NoSession(props: NoSessionProps): ReactNode {
  const { sessions, later, care, visible, onCare, onShow, onCalendar } = props
  const now = useNow(visible)
  const [next, ...others] = sessions
  return (
    <div className={styles.quiet}>
      <h1 className='title'>Now</h1>
      {next ? (
        <NextSession session={next} now={now} onShow={() => onShow(next)} />
      ) : (
        <EmptyState
          act={
            <Button onClick={() => (later ? onShow(later) : onCalendar())}>
              {later ? 'Show in the calendar' : 'Open the calendar'}
            </Button>
          }
        >
          No session of yours runs or begins within a day.{later && ` ${laterWords(later)}`}
        </EmptyState>
      )}
      {others.length > 0 && (
        <section aria-label='After it'>
          <h2 className={styles.quietHead}>After it</h2>
          <ul>
            {others.map(session => (
              <li key={session.booking.uid} className={styles.careRow}>
                <StateMark state='waiting' label='' />
                <span className='grow cut'>
                  {visibleName(labelOf(session.resource))}, {visibleName(session.booking.title)}
                </span>
                <span className='faint'>{formatDayTime(Date.parse(session.booking.start), session.timeZone)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {props.cloud}
      <section aria-label='Needs care'>
        <h2 className={styles.quietHead}>Needs care</h2>
        {care.length === 0 && (
          <p className={styles.careRow}>
            <StateMark state='done' label='' /> Nothing: no copy failed, no link is lost, nobody waits for you.
          </p>
        )}
        <ul>
          {care.map(one => (
            <li key={one.id} className={styles.careRow}>
              <StateMark state={one.state} />
              <span className='grow'>{one.text}</span>
              <Button size='small' onClick={() => onCare(one)}>
                Show
              </Button>
            </li>
          ))}
        </ul>
      </section>
    </div>
  )
}
