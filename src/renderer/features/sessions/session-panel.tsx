/** All that belongs to a session: its times in both clocks, people, steps, and what one may do with it. */
import type { FarscopeClient } from '@contract/contract'
import type { BookingStore } from '@contract/resources'
import type { Session, SessionStep } from '@contract/sessions'
import type { ReactNode } from 'react'
import { useAct } from '../../client/use-act'
import { Button } from '../../ui/button'
import { formatTime } from '../../ui/format'
import { Avatar } from '../../ui/frame/rail'
import { MiddleEllipsis } from '../../ui/middle-ellipsis'
import { Note } from '../../ui/note'
import { StateMark } from '../../ui/state-mark'
import { visibleLines, visibleName } from '../../ui/visible-name'
import type { AskAct } from './act-dialogs'
import { ControlRows, concernsControl } from './control-rows'
import { renewSession } from './session-feed'
import {
  instrumentName,
  isInCharge,
  livePhase,
  personName,
  rightWords,
  shownSteps,
  slotWords,
  stepMarks,
  stepTime
} from './session-words'
import styles from './sessions.module.css'
import { takeBackOf } from './take-back'

/** What the session asks of the rest of the window. */
export interface SessionActions {
  readonly client: FarscopeClient
  /** Opens the instrument's display by this booking. */
  readonly onOpenDisplay: (booking: { store: BookingStore; uid: string; name: string }) => void
  readonly onOpenFolder: (site: string, path: string) => void
}

interface PanelProps extends SessionActions {
  readonly session: Session
  readonly others: readonly Session[]
  /** This computer's clock. Milliseconds since 1970. */
  readonly now: number
  /** What was chosen is shown elsewhere. */
  readonly onDone: () => void
  readonly onAsk: AskAct
}

export function SessionPanel(props: PanelProps): ReactNode {
  const { session, client } = props
  const { busy, failure, run } = useAct()
  const one = { store: session.store, uid: session.booking.uid }
  const undo = (step: SessionStep['step']): void =>
    void run(async () => renewSession(await client.sessions.undo({ ...one, step })))
  const again = (): void => void run(async () => renewSession(await client.sessions.start(one)))
  const takeBack = takeBackOf(client, session, run)
  return (
    <>
      <div className={styles.panel}>
        <Facts {...props} />
        <People session={session} />
        {concernsControl(session, props.now) && (
          <section className={styles.section} aria-label='Control'>
            <h3 className={styles.head}>Control</h3>
            <ControlRows {...{ session, busy }} now={props.now} onAsk={props.onAsk} onTakeBack={takeBack} />
          </section>
        )}
        <Steps {...{ session, busy }} now={props.now} onUndo={undo} onAgain={again} />
        {failure && (
          <Note tone='error' what={failure.message}>
            {failure.hint}
          </Note>
        )}
        <Others {...props} />
      </div>
      <Acts {...props} />
    </>
  )
}

function Facts(props: PanelProps): ReactNode {
  const { session, onOpenFolder, onDone } = props
  const { booking, timeZone, resource, folder, movies, before, next } = session
  const show = ({ site, path }: { site: string | null; path: string }): void => {
    if (site === null) return
    onDone()
    onOpenFolder(site, path)
  }
  const place = (label: string, where: Session['folder']): ReactNode =>
    where && (
      <Fact label={label}>
        {where.site === null ? (
          <MiddleEllipsis name={where.path} />
        ) : (
          <button type='button' className={styles.link} onClick={() => show(where)}>
            <MiddleEllipsis name={where.path} />
          </button>
        )}
      </Fact>
    )
  const handedOver = booking.handOver || before?.handOver
  return (
    <>
      <div className={styles.top}>
        <div className='grow'>
          {booking.title !== '' && <p className={styles.title}>{visibleName(booking.title)}</p>}
          {resource.description && <p className='cap'>{visibleName(resource.description)}</p>}
        </div>
        <OpenDisplay {...props} />
      </div>
      <dl className={styles.facts}>
        <Fact label='Facility'>{slotWords(booking, timeZone)}</Fact>
        <Fact label='Here'>{slotWords(booking)}</Fact>
        {next && (
          <Fact label='Next'>{`${visibleName(personName(session, next.owner))}, from ${formatTime(Date.parse(next.start), timeZone)}`}</Fact>
        )}
        {place('Folder', folder)}
        {place('Movies', movies)}
        {booking.account !== '' && <Fact label='Account'>{visibleName(booking.account)}</Fact>}
        {booking.note !== '' && <Fact label='Note'>{visibleLines(booking.note)}</Fact>}
        {handedOver && <Fact label='Handed over'>{visibleLines(handedOver)}</Fact>}
      </dl>
    </>
  )
}

function Fact({ label, children }: { label: string; children: ReactNode }): ReactNode {
  return (
    <div className={styles.fact}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function People({ session: { people, user } }: { session: Session }): ReactNode {
  return (
    <section className={styles.section} aria-label='People'>
      <h3 className={styles.head}>People</h3>
      <ul>
        {people.map(person => (
          <li key={person.user} className={styles.row}>
            {person.problem === '' ? (
              <Avatar name={visibleName(person.name)} driving={person.role === 'operator'} />
            ) : (
              <StateMark state='warning' />
            )}
            <span className='cut grow'>
              {visibleName(person.name)}
              {person.user === user && ', you'}
            </span>
            <span className='cap' title={person.problem || undefined}>
              {person.role}, {person.problem === '' ? rightWords[person.right] : 'training or permit missing'}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Steps(props: {
  session: Session
  busy: boolean
  now: number
  onUndo: (step: SessionStep['step']) => void
  onAgain: () => void
}): ReactNode {
  const { session, busy, now, onUndo, onAgain } = props
  const { timeZone } = session
  const underWay = ['armed', 'running'].includes(livePhase(session, now))
  const others = isInCharge(session) ? undefined : 'Its operator and its owner may do this'
  const wait = others ?? (busy ? 'The last one is being done' : undefined)
  return (
    <section className={styles.section} aria-label='What the booking does'>
      <h3 className={styles.head}>What the booking does</h3>
      <ul>
        {shownSteps(session).map(({ step, state, text, at, error, undoable }) => (
          <li key={step} className={styles.row}>
            <StateMark state={stepMarks[state].state} label={stepMarks[state].word} />
            <span className='grow'>
              <span className={styles.step}>{visibleName(text)}</span>
              {state === 'undone' && <span className='cap'> taken back</span>}
              {error && <span className={styles.error}>{visibleName(error.message)}</span>}
            </span>
            {undoable && (
              <Button
                size='small'
                kind='quiet'
                disabledReason={wait}
                onClick={() => onUndo(step)}
                aria-label={`Undo: ${text}`}
              >
                Undo
              </Button>
            )}
            {underWay && (state === 'failed' || state === 'undone') && (
              <Button size='small' disabledReason={wait} onClick={onAgain} aria-label={`Do again: ${text}`}>
                Do again
              </Button>
            )}
            <span className='cap'>{stepTime(at, now, timeZone)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

const otherMarks = { coming: 'waiting', armed: 'starting', running: 'running', over: 'done' } as const

function Others({ others, now }: PanelProps): ReactNode {
  if (others.length === 0) return null
  return (
    <section className={styles.section} aria-label='Your other sessions'>
      <h3 className={styles.head}>Your other sessions</h3>
      <ul>
        {others.map(other => (
          <li key={other.booking.uid} className={styles.row}>
            <StateMark state={otherMarks[livePhase(other, now)]} />
            <span className='cut grow'>{visibleName(instrumentName(other))}</span>
            <span className='cap'>{slotWords(other.booking, other.timeZone)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function OpenDisplay({ session, onOpenDisplay, onDone }: PanelProps): ReactNode {
  const { display, resource, store, booking } = session
  if (!resource.display) return null
  const open = (): void => {
    onDone()
    onOpenDisplay({ store, uid: booking.uid, name: instrumentName(session) })
  }
  const refused = display.right === 'none' ? display.reason : undefined
  return (
    <Button kind='primary' icon='displays' disabledReason={refused} onClick={open}>
      Open display
    </Button>
  )
}

function Acts({ session, now, onAsk }: PanelProps): ReactNode {
  const phase = livePhase(session, now)
  const others = isInCharge(session) ? undefined : 'Its operator and its owner may do this'
  const early = others ?? (phase === 'coming' ? 'The session is not armed yet' : undefined)
  const notBegun = early ?? (phase === 'armed' ? 'The session has not begun' : undefined)
  return (
    <div className={styles.acts}>
      <Button kind='destructive' disabledReason={notBegun} onClick={() => onAsk('end')}>
        End now…
      </Button>
      <span className='grow' />
      <Button disabledReason={early} onClick={() => onAsk('hand-over')}>
        Hand over…
      </Button>
      <Button disabledReason={early} onClick={() => onAsk('extend')}>
        Extend…
      </Button>
    </div>
  )
}
