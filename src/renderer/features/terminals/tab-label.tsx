import type { SiteView } from '@contract/sites'
import type { ReactNode } from 'react'
import { MiddleEllipsis } from '../../ui/middle-ellipsis'
import { placeName } from '../../ui/place-name'
import { StateMark } from '../../ui/state-mark'
import { markColor } from './mark-color'
import { paneMark } from './pane-mark'
import { paneKeys } from './pane-tree'
import type { TabsState, TerminalPane, TerminalTab } from './terminal-tabs'
import styles from './terminals.module.css'

/** What a tab is called: by the person, or after the pane with the keyboard. */
export function tabName(tab: TerminalTab, panes: TabsState['panes'], sites: readonly SiteView[]): string {
  const pane = panes[tab.focused]
  return tab.name ?? pane?.name ?? (pane ? placeName(pane.place, sites) : 'Terminal')
}

/** The worst of a tab's panes stands for it. */
function worstMark(panes: readonly TerminalPane[]) {
  const order = ['failed', 'out-of-date', 'cancelled', 'paused', 'starting', 'running']
  const marks = panes.map(pane => paneMark(pane))
  return marks.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state))[0]
}

/** Mark, name, and how many splits there are, or where the one shell is. */
export function TabLabel(props: { tab: TerminalTab; panes: TabsState['panes']; name: string }): ReactNode {
  const { tab, name } = props
  const own = paneKeys(tab.root).flatMap(key => props.panes[key] ?? [])
  const mark = worstMark(own)
  const colors = [...new Set(own.flatMap(({ color }) => markColor(color) ?? []))]
  const focused = own.find(({ key }) => key === tab.focused)
  const where = focused?.cwd ?? focused?.title ?? null
  return (
    <>
      {mark && <StateMark state={mark.state} label={mark.spoken} />}
      {colors.map(color => (
        <i key={color} className={styles.colorDot} style={{ background: color }} />
      ))}
      <span className={styles.tabName} title={name}>
        {name}
      </span>
      {own.length > 1 && <span className='faint'>{own.length} splits</span>}
      {own.length === 1 && where !== null && (
        <span className={styles.tabWhere}>
          <MiddleEllipsis name={where} />
        </span>
      )}
      {tab.broadcast.length > 0 && <span className='warn'>typing to {tab.broadcast.length}</span>}
    </>
  )
}
