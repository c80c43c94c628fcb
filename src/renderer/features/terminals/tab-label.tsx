import type { ReactNode } from 'react'
import { type State, StateMark } from '../../ui/state-mark'
import type { TerminalTab } from './terminal-tabs'
import styles from './terminals.module.css'

const marks: Readonly<Record<TerminalTab['phase']['kind'], { state: State; spoken: string }>> = {
  wanted: { state: 'starting', spoken: 'opening' },
  opening: { state: 'starting', spoken: 'opening' },
  open: { state: 'running', spoken: 'open' },
  ended: { state: 'out-of-date', spoken: 'ended' },
  failed: { state: 'failed', spoken: 'could not be opened' }
}

/** Mark, place, and what the shell calls itself. */
export function TabLabel({ tab, name }: { tab: TerminalTab; name: string }): ReactNode {
  const { state, spoken } = marks[tab.phase.kind]
  return (
    <>
      <StateMark state={state} label={spoken} />
      <span>{name}</span>
      {tab.title !== null && (
        <bdi className={styles.tabTitle} title={tab.title}>
          {tab.title}
        </bdi>
      )}
    </>
  )
}
