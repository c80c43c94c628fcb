/** The questions before control of a session's display is asked for, and before such a request is refused. */
import { type ReactNode, useState } from 'react'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { TextArea } from '../../ui/text-field'
import { visibleName } from '../../ui/visible-name'
import { type ActProps, ActRefusal, useSendAct } from './send-act'
import { instrumentName, personName } from './session-words'

export function AskControlDialog(props: ActProps): ReactNode {
  const { client, session, onClose } = props
  const [message, setMessage] = useState('')
  const one = { store: session.store, uid: session.booking.uid }
  const { busy, failure, send } = useSendAct(props, () => client.sessions.askControl({ ...one, message }))
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Ask to drive ${visibleName(instrumentName(session))}`}
      description='Its operator is told within a minute, and hands over or refuses. Until then you go on looking.'
      onSubmit={send}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind='primary' type='submit' disabledReason={busy ? 'The calendar was asked' : undefined}>
            Ask
          </Button>
        </>
      }
    >
      <TextArea
        label='What for, if you like'
        rows={3}
        value={message}
        onChange={setMessage}
        placeholder='Grid 3 is mine, for half an hour.'
      />
      <ActRefusal failure={failure} />
    </Dialog>
  )
}

/** `user`: whose request it is. */
export function RefuseControlDialog(props: ActProps & { readonly user: string }): ReactNode {
  const { client, session, user, onClose } = props
  const [message, setMessage] = useState('')
  const one = { store: session.store, uid: session.booking.uid }
  const { busy, failure, send } = useSendAct(props, () => client.sessions.refuseControl({ ...one, user, message }))
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Keep control of ${visibleName(instrumentName(session))}`}
      description={`${visibleName(personName(session, user))} is told that you do not hand over now, and may go on looking.`}
      onSubmit={send}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind='primary' type='submit' disabledReason={busy ? 'The calendar was asked' : undefined}>
            Refuse
          </Button>
        </>
      }
    >
      <TextArea
        label='Why, or when it will be'
        rows={3}
        value={message}
        onChange={setMessage}
        placeholder='When the alignment is done.'
      />
      <ActRefusal failure={failure} />
    </Dialog>
  )
}
