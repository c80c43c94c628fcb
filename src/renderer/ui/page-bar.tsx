import type { ReactNode } from 'react'
import { classNames } from './class-names'
import styles from './page-bar.module.css'

/** The bar at the top of a room: title, views, filters at the left; search and the main act at the right. */
export function PageBar(props: { title?: ReactNode; children?: ReactNode; end?: ReactNode; compact?: boolean }) {
  const { title, children, end, compact = false } = props
  return (
    <header className={classNames(styles.bar, compact && styles.compact)}>
      {title !== undefined && <h1 className={styles.title}>{title}</h1>}
      {children}
      <span className='grow' />
      {end}
    </header>
  )
}

/** The head of a section: its name, a quiet fact, and what stands at the right end. */
export function SectionHead(props: { title: ReactNode; fact?: ReactNode; end?: ReactNode; line?: boolean }) {
  const { title, fact, end, line = false } = props
  return (
    <div className={classNames(styles.section, line && styles.line)}>
      <h2 className={styles.name}>{title}</h2>
      {fact !== undefined && <span className='faint cut'>{fact}</span>}
      {end !== undefined && <span className={styles.end}>{end}</span>}
    </div>
  )
}

/** One fact of a list of facts; no value is written as such, never left blank. */
export interface Fact {
  readonly name: string
  readonly value: ReactNode
}

/** Names and values in two columns. `nameWidth` in CSS pixels. */
export function Facts({ facts, nameWidth = 96 }: { facts: readonly Fact[]; nameWidth?: number }) {
  return (
    <dl className={styles.facts} style={{ gridTemplateColumns: `${nameWidth}px minmax(0, 1fr)` }}>
      {facts.map(fact => (
        <div key={fact.name} className={styles.fact}>
          <dt>{fact.name}</dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  )
}
