/** An open display with its bar: the picture, or in words what there is instead. */
import type { OneDisplay } from '@contract/display'
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { Button } from '../../../ui/button'
import { Note } from '../../../ui/note'
import { PasswordField, TextField } from '../../../ui/text-field'
import { visibleName } from '../../../ui/visible-name'
import { useClipboard } from './use-clipboard'
import styles from './vnc.module.css'
import { VncBar } from './vnc-bar'
import type { VncPhase, VncSession } from './vnc-session'

interface VncViewProps {
  readonly session: VncSession
  readonly visible: boolean
  readonly control?: ReactNode
  readonly onPeople: (one: OneDisplay) => void
  readonly onClose: () => void
}

/** The keys that lead out of a display, which takes all others. */
const isWayOut = ({ ctrlKey, altKey, shiftKey, code }: KeyboardEvent): boolean =>
  ctrlKey && altKey && shiftKey && code === 'ArrowUp'

export function VncView({ session, visible, control, onPeople, onClose }: VncViewProps): ReactNode {
  const state = useStore(session.store)
  // Which one a booking opens is known when it was opened.
  const one = session.source.by === 'display' ? session.source.display : state.launch?.display
  const view = useRef<HTMLElement>(null)
  const stage = useRef<HTMLDivElement>(null)
  const screen = useRef<HTMLDivElement>(null)
  const fullScreen = useFullScreen(view)
  const shown = state.phase.is === 'shown'
  useLayoutEffect(() => session.show(visible), [session, visible])
  useEffect(() => {
    if (screen.current) session.attach(screen.current)
  }, [session])
  useEffect(() => {
    const canvas = screen.current?.querySelector('canvas')
    if (!shown || !canvas) return
    // A person without a pointer comes to it by Tab.
    canvas.tabIndex = 0
    canvas.setAttribute('role', 'application')
    canvas.setAttribute('aria-label', `${session.source.name}, Ctrl-Alt-Shift-Up leads out`)
    if (visible) session.focus()
  }, [shown, visible, session])
  useEffect(() => {
    const element = stage.current
    const leave = (event: KeyboardEvent): void => {
      if (!isWayOut(event)) return
      event.preventDefault()
      event.stopPropagation()
      view.current?.querySelector<HTMLElement>('[role="toolbar"] button')?.focus()
    }
    element?.addEventListener('keydown', leave, true)
    return () => element?.removeEventListener('keydown', leave, true)
  }, [])
  useClipboard(stage, session)
  return (
    <section ref={view} className={styles.view} hidden={!visible} aria-label={`Display ${session.source.name}`}>
      <VncBar
        {...{ session, state, onClose }}
        onPeople={one && (() => onPeople(one))}
        fullScreen={fullScreen.on}
        onFullScreen={fullScreen.toggle}
        canvas={() => (shown ? (screen.current?.querySelector('canvas') ?? null) : null)}
      />
      {control}
      <div ref={stage} className={styles.stage}>
        <div ref={screen} className={styles.screen} hidden={!shown} />
        {!shown && <Instead phase={state.phase} session={session} onClose={onClose} />}
      </div>
    </section>
  )
}

function Instead({
  phase,
  session,
  onClose
}: {
  phase: VncPhase
  session: VncSession
  onClose: () => void
}): ReactNode {
  if (phase.is === 'shown') return null
  if (phase.is === 'asking') return <AskPassword phase={phase} session={session} />
  const name = visibleName(session.source.name)
  // A booking that has ended opens nothing again.
  const over = phase.is === 'over' && phase.end.why === 'over'
  const again = (
    <div className={styles.acts}>
      {!over && (
        <Button kind='primary' onClick={() => void session.open()}>
          Open again
        </Button>
      )}
      <Button onClick={onClose}>Close</Button>
    </div>
  )
  if (phase.is === 'opening')
    return (
      <div className={styles.words} role='status'>
        <span>{phase.step ? stepWords(phase.step) : `Opening ${name}.`}</span>
        <Button onClick={onClose}>Stop</Button>
      </div>
    )
  if (phase.is === 'failed')
    return (
      <div className={styles.words}>
        <Note tone='error' what={phase.failure.message} acts={again}>
          {phase.failure.hint}
        </Note>
      </div>
    )
  const { why, reason } = phase.end
  return (
    <div className={styles.words}>
      <Note tone={why === 'display' ? 'error' : 'warning'} what={reason} acts={again}>
        {why === 'link' && 'What runs in it goes on. It opens again by itself when the link is back.'}
        {why === 'display' && 'What ran in it is gone.'}
      </Note>
    </div>
  )
}

/** `Asking for display :1: Its job waits. Tried again in 4 s.` */
export function stepWords({ text, retrySeconds }: { text: string; retrySeconds: number | null }): string {
  const said = visibleName(text).replace(/[.]$/, '')
  return retrySeconds === null ? `${said}.` : `${said}. Tried again in ${retrySeconds} s.`
}

function AskPassword(props: { phase: Extract<VncPhase, { is: 'asking' }>; session: VncSession }): ReactNode {
  const { phase, session } = props
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const wantsName = phase.types.includes('username')
  return (
    <form
      className={styles.words}
      onSubmit={event => {
        event.preventDefault()
        session.answer({ ...(wantsName && { username }), password })
      }}
    >
      <span>This VNC server asks for its own password, which Farscope does not know and will not keep.</span>
      {wantsName && <TextField label='User' value={username} onChange={setUsername} />}
      <PasswordField label='Password' autoFocus value={password} onChange={setPassword} />
      <Button kind='primary' type='submit'>
        Open
      </Button>
    </form>
  )
}

/** Whether the element fills the screen, and the way there and back. */
function useFullScreen(element: { readonly current: HTMLElement | null }): { on: boolean; toggle: () => void } {
  const [on, setOn] = useState(false)
  useEffect(() => {
    const look = (): void =>
      setOn(document.fullscreenElement !== null && document.fullscreenElement === element.current)
    document.addEventListener('fullscreenchange', look)
    return () => document.removeEventListener('fullscreenchange', look)
  }, [element])
  const toggle = (): void => {
    const changing = on ? document.exitFullscreen() : element.current?.requestFullscreen()
    // Where the window may not fill the screen, it stays as it is.
    changing?.catch(() => undefined)
  }
  return { on, toggle }
}
