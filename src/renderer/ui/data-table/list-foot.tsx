import type { ReactNode } from 'react'
import styles from './list-foot.module.css'

/** The foot of a list or a calendar: counts at the left; keys, or a fact of the whole, at the right. */
export function ListFoot({ children, end }: { children?: ReactNode; end?: ReactNode }) {
  return (
    <div className={styles.foot}>
      {children}
      {end !== undefined && <span className={styles.end}>{end}</span>}
    </div>
  )
}
