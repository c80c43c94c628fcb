import type { ConnectionView } from '@contract/sites'
import type { ReactNode } from 'react'
import { Button } from '../../ui/button'
import { Banner, Note } from '../../ui/note'
import { useNow } from '../../ui/use-now'
import { connectNow, stopRetrying } from './link-acts'
import { lostWords } from './link-words'
import { openAgain, takeBack } from './tab-store'
import type { TerminalPane } from './terminal-tabs'
import styles from './terminals.module.css'
import { useFreeEnter } from './use-free-enter'

/**
 * Over a kept shell without a link: when it is tried again, what is safe, and the two things a person can do.
 * `keyboard`: the pane is the one with the keyboard, so Enter is its own.
 */
export function LostBanner(props: {
  pane: TerminalPane
  connection: ConnectionView | null
  keyboard: boolean
}): ReactNode {
  const { pane, connection, keyboard } = props
  const { phase, kept, place } = pane
  const now = useNow(phase.kind === 'waiting')
  const words = phase.kind === 'waiting' ? lostWords({ kept, reason: phase.reason }, connection, now) : null
  useFreeEnter(keyboard && words !== null && words.connect !== null ? () => void connectNow(place) : null)
  if (words === null) return null
  const { connect, canStop } = words
  return (
    <Banner
      acts={
        <>
          {connect !== null && (
            <Button size='small' keys={keyboard ? 'enter' : undefined} onClick={() => void connectNow(place)}>
              {connect}
            </Button>
          )}
          {canStop && (
            <Button size='small' kind='quiet' onClick={() => void stopRetrying(place)}>
              Stop
            </Button>
          )}
        </>
      }
    >
      <b>{words.what}</b> <span className='dim'>{words.why}</span>
    </Banner>
  )
}

/** What is said of a pane without a shell: why, and what can be done. Nothing while the shell is there. */
export function ShellNote(props: { pane: TerminalPane; name: string; onClose: () => void }): ReactNode {
  const { pane, name, onClose } = props
  const { phase } = pane
  const close = <Button onClick={onClose}>Close</Button>
  if (phase.kind === 'opening' || phase.kind === 'wanted')
    return (
      <div className={styles.opening} role='status'>
        {pane.kept ? 'Showing the kept shell' : 'Opening a shell'} on {name}. <Button onClick={onClose}>Stop</Button>
      </div>
    )
  if (phase.kind === 'elsewhere')
    return (
      <div className={styles.ended}>
        <Banner acts={<Button onClick={() => takeBack(pane.key)}>Show it here</Button>}>
          <b>Another window shows this terminal now.</b>
        </Banner>
      </div>
    )
  if (phase.kind === 'ended')
    return (
      <div className={styles.ended}>
        <Banner
          acts={
            <>
              <Button onClick={() => openAgain(pane.key)}>Open again</Button>
              {close}
            </>
          }
        >
          <b>{phase.reason}</b> Its text stays until you close it.
        </Banner>
      </div>
    )
  if (phase.kind === 'failed')
    return (
      <Note
        tone='error'
        className={styles.failed}
        what={phase.failure.message}
        acts={
          <>
            <Button onClick={() => openAgain(pane.key)}>Try again</Button>
            {close}
          </>
        }
      >
        {phase.failure.hint}
        {phase.failure.detail !== undefined && <span className='mono'> {phase.failure.detail}</span>}
      </Note>
    )
  return null
}
