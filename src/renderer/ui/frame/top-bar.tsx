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
  /** What its mark stands for is open. */
  readonly linksOpen?: boolean
}

/** The mark opens the links of the site, the name chooses it. */
function SiteButtons(props: { site: SiteItem; onSite: (id: string) => void; onLinks: (id: string) => void }) {
  const { site, onSite, onLinks } = props
  const spoken = site.stateLabel === undefined ? '' : `: ${site.stateLabel}`
  return (
    <div className={styles.site} data-current={site.current || undefined}>
      <button
        type='button'
        className={styles.mark}
        aria-expanded={site.linksOpen ?? false}
        aria-label={`Links of ${site.name}${spoken}`}
        title={`Links and tunnels of ${site.name}`}
        onClick={() => onLinks(site.id)}
      >
        <StateMark state={site.state} label='' />
      </button>
      <button
        type='button'
        className={styles.choose}
        aria-pressed={site.current ?? false}
        onClick={() => onSite(site.id)}
      >
        <b>{site.name}</b>
        {site.detail !== undefined && <span className={styles.detail}>{site.detail}</span>}
      </button>
    </div>
  )
}

/** Sites at the left, the running session in the middle, the command field at the right. Empty parts drag the window. */
export function TopBar(props: {
  sites: readonly SiteItem[]
  onSite: (id: string) => void
  /** Opens or closes what the site's mark stands for. */
  onLinks: (id: string) => void
  /** The running session with its countdown, or a quiet word. */
  session?: ReactNode
  onCommand: () => void
  /** At the right end: the bell. */
  end?: ReactNode
  /** The door draws window buttons at the left: they take the place of the brand (macOS). */
  windowButtons?: boolean
}) {
  const { sites, onSite, onLinks, session, onCommand, end, windowButtons = false } = props
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
          <SiteButtons key={site.id} site={site} onSite={onSite} onLinks={onLinks} />
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
      {end}
    </header>
  )
}
