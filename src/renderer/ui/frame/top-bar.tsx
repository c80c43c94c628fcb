import type { ReactNode } from 'react'
import { BrandMark } from '../brand-mark'
import { Icon } from '../icon'
import { Kbd } from '../kbd'
import { ariaKeys, isMac } from '../key-hint'
import { type State, StateMark } from '../state-mark'
import styles from './top-bar.module.css'

/** A site with its live mark. */
export interface SiteItem {
  readonly id: string
  readonly name: string
  readonly state: State
  /** What the mark says aloud: `connected`, `link lost`. */
  readonly stateLabel?: string
  /** Round trip, or the word for the state. */
  readonly detail?: string
  /** The site that the rooms show now. */
  readonly current?: boolean
}

/** Sites at the left, the running session in the middle, the command field at the right. Empty parts drag the window. */
export function TopBar(props: {
  sites: readonly SiteItem[]
  onSite: (id: string) => void
  /** The running session with its countdown, or a quiet word. */
  session?: ReactNode
  onCommand: () => void
  /** The door draws window buttons at the left: they take the place of the brand (macOS). */
  windowButtons?: boolean
}) {
  const { sites, onSite, session, onCommand, windowButtons = false } = props
  return (
    <header className={styles.top}>
      <div className={styles.brand}>
        {!windowButtons && (
          <>
            <BrandMark />
            <span className={styles.brandName}>Farscope</span>
          </>
        )}
      </div>
      <div className={styles.sites}>
        {sites.map(site => (
          <button
            key={site.id}
            type='button'
            className={styles.site}
            aria-pressed={site.current ?? false}
            onClick={() => onSite(site.id)}
          >
            <StateMark state={site.state} {...(site.stateLabel !== undefined && { label: site.stateLabel })} />
            <b>{site.name}</b>
            {site.detail !== undefined && <span className={styles.detail}>{site.detail}</span>}
          </button>
        ))}
      </div>
      <div className={styles.session}>{session}</div>
      <button
        type='button'
        className={styles.command}
        onClick={onCommand}
        aria-keyshortcuts={ariaKeys('mod+k', isMac())}
      >
        <Icon name='search' size={14} />
        <span>Go to or do…</span>
        <Kbd keys='mod+k' />
      </button>
    </header>
  )
}
