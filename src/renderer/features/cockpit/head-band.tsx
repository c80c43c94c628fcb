/** The top of the room: what runs, both clocks, how long it still goes on, and its display. */
import type { Session } from '@contract/sessions'
import { labelOf } from '@domain/bookings/booking'
import { phaseOf } from '@domain/sessions/phase'
import type { ReactNode } from 'react'
import { Button, IconButton } from '../../ui/button'
import { classNames } from '../../ui/class-names'
import { formatClock, formatDayTime, formatTime, zoneName } from '../../ui/format'
import { urgency } from '../../ui/frame/session-clock'
import { Progress } from '../../ui/progress'
import { StateMark } from '../../ui/state-mark'
import { Tag } from '../../ui/tag'
import { useNow } from '../../ui/use-now'
import { visibleLines, visibleName } from '../../ui/visible-name'
import styles from './cockpit.module.css'

export interface HeadProps {
  readonly session: Session
  readonly visible: boolean
  readonly onOpenDisplay: () => void
  readonly wall: boolean
  readonly onWall: () => void
}

const weekdays = new Map<string | undefined, Intl.DateTimeFormat>()

/** `Tue 17 Nov`. */
function dayWords(at: number, zone: string | undefined): string {
  const known = weekdays.get(zone)
  const format =
    known ?? new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'short', day: 'numeric', month: 'short' })
  weekdays.set(zone, format)
  return format.format(at).replace(',', '')
}

function Clock({ label, at, zone }: { label: string; at: number; zone: string | undefined }): ReactNode {
  const [clock = '', ...name] = formatTime(at, zone, true).split(' ')
  return (
    <div className={styles.cell}>
      <div className='cap'>{label}</div>
      <div className='clock'>
        {clock.slice(0, 5)}
        <span className='faint'>{clock.slice(5)}</span>
      </div>
      <div className='cap'>
        {name.join(' ')}, {dayWords(at, zone)}
      </div>
    </div>
  )
}

/** `Europe/Stockholm` is a city; zones such as `UTC` are none. */
const cityOf = (zone: string | undefined): string => {
  const city = zone?.includes('/') ? zone.split('/').at(-1) : undefined
  return city === undefined ? '' : `, ${city.replaceAll('_', ' ')}`
}

function Countdown({ session, now }: { session: Session; now: number }): ReactNode {
  const { booking, timeZone, clockOffsetMs } = session
  const at = now + clockOffsetMs
  const [start, end] = [Date.parse(booking.start), Date.parse(booking.end)]
  const running = phaseOf(booking, at) === 'running'
  const left = (running ? end - at : start - at) / 1000
  const pressing = running ? urgency(left) : 'calm'
  return (
    <div className={classNames(styles.cell, styles.countdown)}>
      <div className='cap'>{running ? 'Session ends in' : 'Session begins in'}</div>
      <div role='timer' className={classNames('clock', styles.left, pressing !== 'calm' && pressing)}>
        {formatClock(Math.max(0, left))}
      </div>
      <Progress
        label='Part of the session that is over'
        parts={[{ share: (at - start) / (end - start), tone: pressing === 'calm' ? 'accent' : pressing }]}
      />
      <div className={classNames('cap', styles.ends)}>
        <span>{formatTime(start, timeZone).split(' ')[0]}</span>
        <span className='cut'>
          {formatDayTime(end, timeZone)}
          {zoneName(end, timeZone) !== zoneName(end) && ` · ${formatTime(end)}`}
        </span>
      </div>
    </div>
  )
}

function DisplayCell({ session, onOpenDisplay, wall, onWall }: HeadProps): ReactNode {
  const { display, resource } = session
  const refused = display.right === 'none' ? display.reason : undefined
  const words = refused ? 'no display' : display.right === 'control' ? 'you may control' : 'you may view'
  return (
    <div className={classNames(styles.cell, styles.display)}>
      <div className='row'>
        {resource.display ? (
          <Button kind='primary' size='large' icon='displays' disabledReason={refused} onClick={onOpenDisplay}>
            Open display
          </Button>
        ) : (
          <span className='faint sm'>No display is named for it</span>
        )}
        <IconButton
          icon={wall ? 'close' : 'expand'}
          size='large'
          label={wall ? 'Leave wall display' : 'Wall display'}
          onClick={onWall}
        />
      </div>
      {resource.display && (
        <div className={classNames('cap row', styles.ready)}>
          <StateMark state={refused ? 'cancelled' : 'running'} label='' />
          {resource.display.kind.toUpperCase()}, {words}
        </div>
      )}
    </div>
  )
}

export function HeadBand(props: HeadProps): ReactNode {
  const { session, visible } = props
  const { booking, resource, timeZone, clockOffsetMs } = session
  const now = useNow(visible)
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone
  return (
    <header className={styles.head}>
      <div className={classNames(styles.cell, styles.what)}>
        <div className='row'>
          <h1 className='title'>{visibleName(labelOf(resource))}</h1>
          {resource.description && (
            <span className={styles.tags}>
              <Tag>{visibleName(resource.description)}</Tag>
            </span>
          )}
        </div>
        <div className='cut dim'>{visibleName(booking.title || 'No title')}</div>
        {booking.note !== '' && (
          <div className='cut faint sm' title={visibleLines(booking.note)}>
            {visibleName(booking.note.split('\n')[0] ?? '')}
          </div>
        )}
      </div>
      <Clock label={`Facility${cityOf(timeZone)}`} at={now + clockOffsetMs} zone={timeZone} />
      <Clock label={`Here${cityOf(here)}`} at={now} zone={undefined} />
      <Countdown session={session} now={now} />
      <DisplayCell {...props} />
    </header>
  )
}
