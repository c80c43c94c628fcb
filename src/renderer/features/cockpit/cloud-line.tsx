/** What the cloud does and costs now, in one line; nothing while no machine is there. */
import { machinesWords } from '@domain/cloud/machines-words'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { noRuns, runFeed } from '../../client/run-feed'
import { spendFeed } from '../../client/spend-feed'
import { Button } from '../../ui/button'
import { StateMark } from '../../ui/state-mark'
import styles from './cockpit.module.css'

export function CloudLine({ onSpend }: { onSpend: () => void }): ReactNode {
  const runs = useStore(runFeed, feed => feed.runs) ?? noRuns
  const today = useStore(spendFeed, feed => feed.today)
  const words = machinesWords(runs, today)
  if (words === null) return null
  return (
    <section aria-label='Cloud' className={styles.cloud}>
      <StateMark
        state={words.broken ? 'warning' : 'running'}
        label={words.broken ? 'a budget is used up' : 'running'}
      />
      <span>
        {words.machines} <b>{words.rate}</b>
      </span>
      <span className='dim'>{words.today} (estimate)</span>
      <span className='grow' />
      <Button size='small' onClick={onSpend}>
        What it costs
      </Button>
    </section>
  )
}
