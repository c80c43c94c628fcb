import type { ReactNode } from 'react'
import { visibleName } from '../../ui/visible-name'
import styles from './plan.module.css'

/** Where the figures of a table are from, in sight below it: each source once. */
export function SourceLine({ sources, children }: { sources: readonly string[]; children?: ReactNode }): ReactNode {
  const each = [...new Set(sources)]
  return (
    <p className={styles.sources}>
      {each.length > 0 && (
        <>
          <b>{each.length === 1 ? 'Source' : 'Sources'}</b> {each.map(visibleName).join('; ')}.{' '}
        </>
      )}
      {children}
    </p>
  )
}
