/** The figures under the head: how fast movies come, how many there are, how long there is room for them. */
import type { CockpitLook, Collected, SessionBacklog, StoragePlace } from '@contract/cockpit'
import type { FailureData } from '@contract/errors'
import type { Session } from '@contract/sessions'
import type { Watch } from '@contract/watch'
import { sessionBacklogs } from '@domain/forecast/session-backlog'
import type { ReactNode } from 'react'
import { classNames } from '../../ui/class-names'
import { countOf, formatBytes, formatCount, unknown } from '../../ui/format'
import { MiddleEllipsis } from '../../ui/middle-ellipsis'
import { StateMark } from '../../ui/state-mark'
import { useNow } from '../../ui/use-now'
import { visibleName } from '../../ui/visible-name'
import styles from './cockpit.module.css'
import { backlogWords, fullWords, isBacklogBad, isByQuota, lastWords, paceWords, placeName } from './cockpit-words'

/** Movies of each five minutes as a small line; the last span is not over, so it is left out. */
export function sparkPath(recent: Collected['recent'], width: number, height: number): string {
  const counts = recent.slice(0, -1).map(({ movies }) => movies)
  if (counts.length < 2) return ''
  const most = Math.max(1, ...counts)
  const step = width / (counts.length - 1)
  const points = counts.map((count, at) => {
    const y = height - 2 - (count / most) * (height - 4)
    return `${(at * step).toFixed(1)} ${y.toFixed(1)}`
  })
  return `M${points.join('L')}`
}

function Spark({ recent }: Pick<Collected, 'recent'>): ReactNode {
  const path = sparkPath(recent, 72, 20)
  if (path === '') return null
  return (
    <svg width='72' height='20' viewBox='0 0 72 20' aria-hidden='true'>
      <path d={path} fill='none' stroke='var(--accent)' strokeWidth='1.4' strokeLinejoin='round' />
    </svg>
  )
}

/** What could not be read now, beside what was known before. */
export function Problem({ error }: { error: FailureData }): ReactNode {
  return (
    <div className={classNames('cap row', styles.problem)} title={`${error.message} ${error.hint}`}>
      <StateMark state='warning' />
      <span className='cut'>{visibleName(error.message)}</span>
    </div>
  )
}

function Movies(props: {
  collected: Collected | null
  error: FailureData | null
  /** The folder of the session is there, as far as is known. */
  made: boolean
  now: number
}) {
  const { collected, error, made, now } = props
  if (!collected)
    return (
      <div className={styles.cell}>
        <div className='cap'>Movies</div>
        <div className='big'>{unknown}</div>
        {error ? (
          <Problem error={error} />
        ) : (
          <div className='cap'>{made ? 'The folder is being counted' : 'The folder is not made yet'}</div>
        )}
      </div>
    )
  const { moviesPerHour, movies, expectedMovies } = collected
  return (
    <>
      <div className={styles.cell}>
        <div className='cap'>Movies per hour</div>
        <div className={styles.spread}>
          <span className='big'>{formatCount(moviesPerHour ?? undefined)}</span>
          <Spark recent={collected.recent} />
        </div>
        {error ? <Problem error={error} /> : <div className='cap'>{paceWords(collected)}</div>}
      </div>
      <div className={styles.cell}>
        <div className='cap'>Collected</div>
        <div className='big'>
          {formatCount(movies)}
          {expectedMovies !== null && <small>of about {formatCount(expectedMovies)}</small>}
        </div>
        <div className='cap'>{lastWords(collected, now)}</div>
      </div>
    </>
  )
}

function Room({ place, end, timeZone }: { place: StoragePlace; end: number; timeZone: string }): ReactNode {
  const { path, freeBytes, totalBytes, bytesPerHour, beforeEnd, error } = place
  const full = fullWords(place, end, timeZone)
  const byQuota = isByQuota(place)
  return (
    <div className={styles.cell}>
      <div className='cap row'>
        {beforeEnd && <StateMark state='warning' />}
        <span className={styles.at}>{byQuota ? 'Your quota leaves at' : 'Free at'}</span>
        <MiddleEllipsis name={path} />
      </div>
      <div className='big'>
        {formatBytes(freeBytes ?? undefined)}
        {byQuota ? <small>to write</small> : totalBytes !== null && <small>of {formatBytes(totalBytes)}</small>}
      </div>
      {error ? (
        <Problem error={error} />
      ) : (
        <div className={classNames('cap cut', beforeEnd === true && 'warn')}>
          {full ?? (bytesPerHour === null ? 'how fast it fills is not known yet' : 'does not run full')}
          {bytesPerHour !== null && bytesPerHour > 0 && ` · ${formatBytes(bytesPerHour)}/h`}
        </div>
      )}
    </div>
  )
}

/** The worst of them; what the others are at stands in the title. */
function Backlog(props: {
  backlogs: readonly SessionBacklog[]
  now: number
  end: number
  timeZone: string
}): ReactNode {
  const { backlogs, now, end, timeZone } = props
  const [worst] = backlogs
  if (!worst) return null
  const words = (one: SessionBacklog): string => backlogWords(one, now, end, timeZone)
  const bad = isBacklogBad(worst)
  const all = backlogs.map(one => `${visibleName(placeName(one))}: ${formatBytes(one.bytes)}, ${words(one)}`)
  return (
    <div className={styles.cell} title={all.join('\n')}>
      <div className='cap row'>
        {bad && <StateMark state='warning' />}
        <span className={styles.at}>
          {backlogs.length > 1 ? `Backlog, ${backlogs.length} places, to` : 'Backlog to'}
        </span>
        <MiddleEllipsis name={placeName(worst)} />
      </div>
      <div className='big'>
        {worst.files === 0 ? 'None' : formatBytes(worst.bytes)}
        {worst.files > 0 && <small>{countOf(worst.files, 'file')}</small>}
      </div>
      <div className={classNames('cap cut', bad && 'warn')}>{words(worst)}</div>
    </div>
  )
}

/** `look` null: before the first answer. */
export function FiguresBand(props: {
  session: Session
  look: CockpitLook | null
  watches: readonly Watch[]
  visible: boolean
}): ReactNode {
  const { session, look, watches, visible } = props
  const now = useNow(visible)
  const backlogs = sessionBacklogs(session, watches, now)
  const end = Date.parse(session.booking.end) - session.clockOffsetMs
  return (
    <section className={styles.figures} aria-label='Movies and room'>
      <Movies
        made={session.folder !== null}
        collected={look?.collected ?? null}
        error={look?.errors.collected ?? null}
        now={now}
      />
      {look?.storage.map(place => (
        <Room key={`${place.site} ${place.path}`} place={place} end={end} timeZone={session.timeZone} />
      ))}
      <Backlog {...{ backlogs, now, end }} timeZone={session.timeZone} />
    </section>
  )
}
