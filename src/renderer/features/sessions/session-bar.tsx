/** The session in the top bar: instrument, end and countdown; a press opens what belongs to it. */
import type { Session } from '@contract/sessions'
import { type ReactNode, useState } from 'react'
import { formatDuration, formatTime } from '../../ui/format'
import { SessionClock } from '../../ui/frame/session-clock'
import { Popover } from '../../ui/popover'
import { StateMark } from '../../ui/state-mark'
import { visibleName } from '../../ui/visible-name'
import { ActDialogs, type AskAct, type AskedAct } from './act-dialogs'
import { type SessionActions, SessionPanel } from './session-panel'
import { instrumentName, livePhase, momentWords, serverTime } from './session-words'
import styles from './sessions.module.css'

export interface SessionBarProps extends SessionActions {
  readonly session: Session
  readonly others: readonly Session[]
  /** This computer's clock. Milliseconds since 1970. */
  readonly now: number
}

/** The line in the bar. `now` as in `SessionBarProps`. */
export function SessionLine({ session, now }: Pick<SessionBarProps, 'session' | 'now'>): ReactNode {
  const { booking, timeZone } = session
  const at = serverTime(session, now)
  const [start, end] = [Date.parse(booking.start), Date.parse(booking.end)]
  const instrument = visibleName(instrumentName(session))
  const phase = livePhase(session, now)
  if (phase === 'running')
    return (
      <SessionClock
        instrument={instrument}
        until={formatTime(end, timeZone)}
        secondsLeft={(end - at) / 1000}
        share={(at - start) / (end - start)}
      />
    )
  if (phase === 'over')
    return (
      <span className='cut'>
        <b>{instrument}</b> · ended {formatTime(end, timeZone)}
      </span>
    )
  const armed = phase === 'armed'
  return (
    <>
      <StateMark state={armed ? 'starting' : 'waiting'} label='' />
      <span className='cut'>
        <b>{instrument}</b> · begins {armed ? formatTime(start, timeZone) : momentWords(start, timeZone)}
      </span>
      <span>
        in {formatDuration((start - at) / 1000)}
        {armed && ', armed'}
      </span>
    </>
  )
}

/** A button with the line; it opens the session's facts, people, steps and acts. */
export function SessionBar(props: SessionBarProps): ReactNode {
  const { session, others, now, ...actions } = props
  const [open, setOpen] = useState(false)
  const [asked, setAsked] = useState<AskedAct | null>(null)
  const close = (): void => setOpen(false)
  // A question stands by itself: what it is about is named in its title.
  const ask: AskAct = (act, user) => {
    setOpen(false)
    setAsked({ act, user })
  }
  return (
    <>
      <Popover
        open={open}
        onOpenChange={setOpen}
        align='center'
        trigger={
          <button type='button' className={styles.bar} title='What belongs to this session'>
            <span className='spoken'>Session: </span>
            <SessionLine session={session} now={now} />
          </button>
        }
        title={<span className={styles.heading}>{visibleName(instrumentName(session))}</span>}
      >
        <SessionPanel session={session} others={others} now={now} {...actions} onDone={close} onAsk={ask} />
      </Popover>
      <ActDialogs client={actions.client} session={session} asked={asked} onClose={() => setAsked(null)} />
    </>
  )
}
