import type { Cited } from '@contract/plan-sources'
import type { ReactNode } from 'react'
import { visibleName } from '../../ui/visible-name'
import styles from './plan.module.css'
import { type Sources, sourceLines } from './plan-words'

/** Where the figures are from, in sight below them: each document once, with the places in it. */
export function SourceLine({ cited, sources }: { cited: readonly Cited[]; sources: Sources }): ReactNode {
  const lines = sourceLines(cited, sources)
  if (lines.length === 0) return null
  return (
    <p className={styles.sources}>
      <b>{lines.length === 1 ? 'Source' : 'Sources'}</b>{' '}
      {lines.map(line => (
        <span key={line} className={styles.source}>
          {visibleName(line)}
        </span>
      ))}
    </p>
  )
}
