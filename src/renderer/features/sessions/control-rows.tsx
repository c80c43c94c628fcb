/** Who asks to drive, for those who answer, and how one's own request stands: in the session's panel and at its display. */
import type { ControlRequest, Session } from '@contract/sessions'
import type { ReactNode } from 'react'
import { Button } from '../../ui/button'
import { StateMark } from '../../ui/state-mark'
import { visibleLines, visibleName } from '../../ui/visible-name'
import type { AskAct } from './act-dialogs'
import { isInCharge, livePhase, personName, stepTime } from './session-words'
import styles from './sessions.module.css'

interface RowsProps {
  readonly session: Session
  /** This computer's clock. Milliseconds since 1970. */
  readonly now: number
  readonly onAsk: AskAct
  /** Takes back the caller's own request. */
  readonly onTakeBack: () => void
  readonly busy: boolean
}

/** Those that wait for the caller's answer. */
export const openRequests = (session: Session): readonly ControlRequest[] =>
  isInCharge(session) ? session.control.filter(({ user, refused }) => user !== session.user && refused === null) : []

/** Whether there is anything about control that the caller can do or know. */
export const concernsControl = (session: Session, now: number): boolean =>
  ['armed', 'running'].includes(livePhase(session, now)) && (openRequests(session).length > 0 || mayAsk(session))

/** Who may only look asks who drives; whoever is in charge hands over to themselves. */
const mayAsk = (session: Session): boolean =>
  session.resource.display !== undefined && session.display.right === 'view' && !isInCharge(session)

const quoted = (message: string): string => (message === '' ? '' : `: “${visibleLines(message)}”`)

/** One line for each request that waits, or the caller's own. */
export function ControlRows({ session, now, onAsk, onTakeBack, busy }: RowsProps): ReactNode {
  const wait = busy ? 'The calendar was asked' : undefined
  const when = (at: string): string => stepTime(at, now, session.timeZone)
  const own = session.control.find(({ user }) => user === session.user)
  return (
    <ul>
      {openRequests(session).map(({ user, name, at, message }) => (
        <li key={user} className={styles.row}>
          <StateMark state='waiting' label='waits for your answer' />
          <span className={styles.asks}>
            {visibleName(name)} asks to drive{quoted(message)} <span className='cap'>{when(at)}</span>
          </span>
          <Button size='small' onClick={() => onAsk('hand-over', user)} aria-label={`Hand over to ${name}…`}>
            Hand over…
          </Button>
          <Button
            size='small'
            kind='quiet'
            onClick={() => onAsk('refuse-control', user)}
            aria-label={`Refuse ${name}…`}
          >
            Refuse…
          </Button>
        </li>
      ))}
      {mayAsk(session) && (
        <li className={styles.row}>
          {own && <StateMark state={own.refused ? 'failed' : 'waiting'} />}
          <span className={styles.asks}>
            {own ? ownWords(session, own, when) : 'You may look. Who drives can hand over to you.'}
          </span>
          {own?.refused === null ? (
            <Button size='small' kind='quiet' disabledReason={wait} onClick={onTakeBack}>
              Take back
            </Button>
          ) : (
            <Button size='small' onClick={() => onAsk('ask-control')}>
              {own ? 'Ask again…' : 'Ask for control…'}
            </Button>
          )}
        </li>
      )}
    </ul>
  )
}

function ownWords(session: Session, { at, refused }: ControlRequest, when: (at: string) => string): string {
  if (refused === null) return `You asked to drive at ${when(at)}. Nobody has answered yet.`
  return `${visibleName(personName(session, refused.by))} does not hand over now${quoted(refused.message)}`
}
