/** The questions before a session is extended, handed over or ended, and those about its control. */
import type { Session } from '@contract/sessions'
import { type ReactNode, useState } from 'react'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { formatDuration } from '../../ui/format'
import { Segments } from '../../ui/segments'
import { Select } from '../../ui/select'
import { TextArea } from '../../ui/text-field'
import { visibleName } from '../../ui/visible-name'
import { AskControlDialog, RefuseControlDialog } from './control-dialogs'
import { type ActProps, ActRefusal, useSendAct } from './send-act'
import { instrumentName, momentWords, personName } from './session-words'
import styles from './sessions.module.css'

export type SessionAct = 'extend' | 'hand-over' | 'end' | 'ask-control' | 'refuse-control'

/** What is asked about; `user`: to whom it is handed over at first, or whose request is refused. */
export interface AskedAct {
  readonly act: SessionAct
  readonly user?: string | undefined
}
export type AskAct = (act: SessionAct, user?: string) => void

/** At most one of them is open. */
export function ActDialogs({ asked, ...props }: ActProps & { asked: AskedAct | null }): ReactNode {
  const user = asked?.user
  switch (asked?.act) {
    case 'extend':
      return <ExtendDialog {...props} />
    case 'hand-over':
      return <HandOverDialog {...props} to={user} />
    case 'end':
      return <EndDialog {...props} />
    case 'ask-control':
      return <AskControlDialog {...props} />
    case 'refuse-control':
      return user === undefined ? null : <RefuseControlDialog {...props} user={user} />
    default:
      return null
  }
}

const lengths = [15, 30, 60, 120] as const

/** How long it may go on before the next one; null: nobody is next. Minutes. */
export function freeMinutes({ booking, next }: Pick<Session, 'booking' | 'next'>): number | null {
  return next ? Math.floor((Date.parse(next.start) - Date.parse(booking.end)) / 60_000) : null
}

function ExtendDialog(props: ActProps): ReactNode {
  const { client, session, onClose } = props
  const { booking, timeZone, next } = session
  const [minutes, setMinutes] = useState<(typeof lengths)[number]>(30)
  const one = { store: session.store, uid: booking.uid }
  const { busy, failure, send } = useSendAct(props, () => client.sessions.extend({ ...one, minutes }))
  const free = freeMinutes(session)
  const end = Date.parse(booking.end) + minutes * 60_000
  const taken = free !== null && minutes > free ? 'The time after it is taken' : undefined
  return (
    <Dialog
      open
      onClose={onClose}
      size='small'
      title={`Extend the session on ${visibleName(instrumentName(session))}`}
      description={
        free !== null && next
          ? `${visibleName(personName(session, next.owner))} is next: ${free > 0 ? `${formatDuration(free * 60)} are free after yours.` : 'their time begins when yours ends.'}`
          : 'Nobody has booked the time after yours.'
      }
      onSubmit={() => taken === undefined && send()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind='primary' type='submit' disabledReason={busy ? 'The calendar was asked' : taken}>
            Extend by {formatDuration(minutes * 60)}
          </Button>
        </>
      }
    >
      <div className={styles.lengths}>
        <Segments
          label='By how much'
          value={String(minutes)}
          onChange={chosen => setMinutes(lengths.find(length => String(length) === chosen) ?? 30)}
          options={lengths.map(length => ({ value: String(length), label: formatDuration(length * 60) }))}
        />
      </div>
      <p className='dim'>
        It then ends {momentWords(end, timeZone)}, which is {momentWords(end)} here.
      </p>
      <ActRefusal failure={failure} />
    </Dialog>
  )
}

/** Whom a hand-over names at first: who was asked for and nobody in his place, else the first who may drive. */
export function firstToDrive(
  session: Pick<Session, 'people' | 'names'>,
  wanted: string | undefined
): { readonly to: string | undefined; readonly problem: string | undefined } {
  const able = session.people.filter(({ role, problem }) => role !== 'operator' && problem === '')
  if (wanted === undefined || able.some(({ user }) => user === wanted)) {
    const to = wanted ?? able[0]?.user
    return { to, problem: to === undefined ? 'Nobody else on the booking may drive to its end' : undefined }
  }
  const person = session.people.find(({ user }) => user === wanted)
  const name = visibleName(person?.name ?? session.names[wanted] ?? wanted)
  if (!person) return { to: undefined, problem: `${name} is no longer on the booking` }
  const why = person.role === 'operator' ? `${name} is the operator already` : visibleName(person.problem)
  return { to: undefined, problem: `It cannot be handed over to ${name}: ${why}` }
}

function HandOverDialog(props: ActProps & { to: string | undefined }): ReactNode {
  const { client, session, onClose } = props
  const others = session.people.filter(({ role }) => role !== 'operator')
  const [first] = useState(() => firstToDrive(session, props.to))
  const [to, setTo] = useState(first.to)
  const [note, setNote] = useState(session.booking.handOver)
  const one = { store: session.store, uid: session.booking.uid }
  const { busy, failure, send } = useSendAct(props, () => client.sessions.handOver({ ...one, to: to ?? '', note }))
  const missing = to === undefined ? first.problem : undefined
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Hand over ${visibleName(instrumentName(session))}`}
      description='They become the operator, you stay on the session as a collaborator who may look on.'
      onSubmit={() => missing === undefined && send()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind='primary' type='submit' disabledReason={busy ? 'The calendar was asked' : missing}>
            Hand over
          </Button>
        </>
      }
    >
      <Select
        label='To'
        value={to}
        onChange={setTo}
        placeholder={props.to === undefined ? 'Nobody to hand over to' : 'Choose'}
        error={props.to === undefined ? undefined : missing}
        options={others.map(({ user, name, role, problem }) => ({
          value: user,
          label: visibleName(name),
          detail: problem === '' ? role : 'no valid training or permit',
          disabled: problem !== ''
        }))}
      />
      <TextArea
        label='What they should know'
        rows={4}
        value={note}
        onChange={setNote}
        placeholder='Grid 3 is next; the stage drifts after a refill.'
      />
      <ActRefusal failure={failure} />
    </Dialog>
  )
}

function EndDialog(props: ActProps): ReactNode {
  const { client, session, onClose } = props
  const [handOver, setHandOver] = useState(session.booking.handOver)
  const one = { store: session.store, uid: session.booking.uid }
  const { busy, failure, send } = useSendAct(props, () => client.sessions.end({ ...one, handOver }))
  const name = visibleName(instrumentName(session))
  return (
    <Dialog
      open
      onClose={onClose}
      title={`End the session on ${name} now?`}
      description={`Its display closes for everybody, and the time until ${momentWords(Date.parse(session.booking.end), session.timeZone)} is free for others. Files and jobs stay as they are.`}
      leftActions={
        <Button kind='destructive' disabledReason={busy ? 'The calendar was asked' : undefined} onClick={send}>
          End the session
        </Button>
      }
      actions={<Button onClick={onClose}>Go on with it</Button>}
    >
      <TextArea
        label='What the next user should know'
        rows={4}
        value={handOver}
        onChange={setHandOver}
        placeholder='Left aligned at 96 kx; slot 4 of the autoloader is empty.'
      />
      <ActRefusal failure={failure} />
    </Dialog>
  )
}
