/** The questions before control of a session's display is asked for, and before such a request is refused. */
import { type ReactNode, useState } from 'react'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { TextArea } from '../../ui/text-field'
import { visibleName } from '../../ui/visible-name'
import { type ActProps, ActRefusal, useSendAct } from './send-act'
import { instrumentName, personName } from './session-words'

interface MessageProps {
  readonly ask: ActProps
  readonly title: string
  readonly description: string
  /** What the button says that sends it. */
  readonly verb: string
  readonly label: string
  readonly placeholder: string
  readonly act: (message: string) => ReturnType<Parameters<typeof useSendAct>[1]>
}

/** A question with a few words to somebody, which may be left out. */
function MessageDialog({ ask, title, description, verb, label, placeholder, act }: MessageProps): ReactNode {
  const [message, setMessage] = useState('')
  const { busy, failure, send } = useSendAct(ask, () => act(message))
  return (
    <Dialog
      open
      onClose={ask.onClose}
      title={title}
      description={description}
      onSubmit={send}
      actions={
        <>
          <Button onClick={ask.onClose}>Cancel</Button>
          <Button kind='primary' type='submit' disabledReason={busy ? 'The calendar was asked' : undefined}>
            {verb}
          </Button>
        </>
      }
    >
      <TextArea label={label} rows={3} value={message} onChange={setMessage} placeholder={placeholder} />
      <ActRefusal failure={failure} />
    </Dialog>
  )
}

const refOf = ({ session }: ActProps) => ({
  store: session.store,
  uid: session.booking.uid
})

export function AskControlDialog(props: ActProps): ReactNode {
  return (
    <MessageDialog
      ask={props}
      title={`Ask to drive ${visibleName(instrumentName(props.session))}`}
      description='Its operator is told within a minute, and hands over or refuses. Until then you go on looking.'
      verb='Ask'
      label='What for, if you like'
      placeholder='Grid 3 is mine, for half an hour.'
      act={message => props.client.sessions.askControl({ ...refOf(props), message })}
    />
  )
}

/** `user`: whose request it is. */
export function RefuseControlDialog(props: ActProps & { readonly user: string }): ReactNode {
  const { client, session, user } = props
  return (
    <MessageDialog
      ask={props}
      title={`Keep control of ${visibleName(instrumentName(session))}`}
      description={`${visibleName(personName(session, user))} is told that you do not hand over now, and may go on looking.`}
      verb='Refuse'
      label='Why, or when it will be'
      placeholder='When the alignment is done.'
      act={message => client.sessions.refuseControl({ ...refOf(props), user, message })}
    />
  )
}
