import type { ReactNode } from 'react'
import { classNames } from './class-names'
import styles from './note.module.css'
import { StateMark } from './state-mark'

const states = { error: 'failed', warning: 'warning', ok: 'done' } as const

/**
 * Says what went wrong, or will: a bold sentence that says what, then why, then what is left as it was; acts below.
 * It stays where it belongs until it is settled.
 */
export function Note(props: {
  tone: keyof typeof states
  /** What, in one sentence. */
  what: ReactNode
  /** Why, and what is left. */
  children?: ReactNode
  acts?: ReactNode
  className?: string | undefined
}) {
  const { tone, what, children, acts, className } = props
  return (
    <div className={classNames(styles.note, styles[tone], className)} role={tone === 'error' ? 'alert' : 'status'}>
      <StateMark state={states[tone]} className={styles.mark} />
      <div className='grow'>
        <b className={styles.what}>{what}</b>
        {children !== undefined && <span className={styles.why}> {children}</span>}
        {acts !== undefined && <div className={styles.acts}>{acts}</div>}
      </div>
    </div>
  )
}

/** A line across the pane it concerns: what happened, when it tries again, what is safe; its buttons at the right. */
export function Banner(props: { tone?: 'warning' | 'error'; children: ReactNode; acts?: ReactNode }) {
  const { tone = 'warning', children, acts } = props
  return (
    <div className={classNames(styles.banner, styles[tone])} role='status'>
      <StateMark state={states[tone]} />
      <div className='grow'>{children}</div>
      {acts}
    </div>
  )
}
