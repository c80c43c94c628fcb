import type { ReactNode } from 'react'
import { Button } from '../../ui/button'
import { Banner, Note } from '../../ui/note'
import { openAgain } from './tab-store'
import type { TerminalTab } from './terminal-tabs'
import styles from './terminals.module.css'

/** What is said of a tab without a shell: why, and what can be done. Nothing while the shell is there. */
export function ShellNote(props: { tab: TerminalTab; name: string; onClose: () => void }): ReactNode {
  const { tab, name, onClose } = props
  const { phase } = tab
  const close = <Button onClick={onClose}>Close</Button>
  if (phase.kind === 'opening' || phase.kind === 'wanted')
    return (
      <div className={styles.opening} role='status'>
        Opening a shell on {name}. <Button onClick={onClose}>Stop</Button>
      </div>
    )
  if (phase.kind === 'ended')
    return (
      <Banner
        acts={
          <>
            <Button onClick={() => openAgain(tab.key)}>Open again</Button>
            {close}
          </>
        }
      >
        <b>{phase.reason}</b> Its text stays until you close the tab.
      </Banner>
    )
  if (phase.kind === 'failed')
    return (
      <Note
        tone='error'
        className={styles.failed}
        what={phase.failure.message}
        acts={
          <>
            <Button onClick={() => openAgain(tab.key)}>Try again</Button>
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
