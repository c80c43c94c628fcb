import type { ReactNode } from 'react'
import styles from './empty-state.module.css'

/** In the place of the first row: one sentence what would stand here, and one button that shows its key. */
export function EmptyState({ children, act }: { children: ReactNode; act?: ReactNode }) {
  return (
    <div className={styles.empty}>
      <span>{children}</span>
      {act}
    </div>
  )
}
