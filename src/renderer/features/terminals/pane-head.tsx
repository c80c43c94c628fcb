import type { DragEvent, ReactNode } from 'react'
import { IconButton } from '../../ui/button'
import { classNames } from '../../ui/class-names'
import { isMac } from '../../ui/key-hint'
import { Menu, type MenuEntry } from '../../ui/menu'
import { MiddleEllipsis } from '../../ui/middle-ellipsis'
import { StateMark } from '../../ui/state-mark'
import { Tag } from '../../ui/tag'
import { useNow } from '../../ui/use-now'
import { toggleZoom } from './arrange'
import { linkFact, type PaneLink } from './link-words'
import { markColor } from './mark-color'
import { hold, letGo } from './pane-drag'
import { paneMark } from './pane-mark'
import { tabStore } from './tab-store'
import { terminalKey } from './terminal-keys'
import { type TerminalPane, type TerminalTab, toggleBroadcast } from './terminal-tabs'
import styles from './terminals.module.css'
import { useMenuFocus } from './use-menu-focus'

/** Where the shell is: its folder, what keeps it, how one gets there; what it calls itself where nothing else is known. */
function PaneWhere({ pane, link }: { pane: TerminalPane; link: PaneLink }): ReactNode {
  const { kept, cwd, folder, title } = pane
  const way = link.through.length > 0 ? `through ${link.through.join(', ')}` : null
  const place = cwd ?? (title === null ? (folder ?? null) : null)
  return (
    <>
      {kept && <span className={styles.headKept}>{`${kept.by} ${kept.name}`}</span>}
      {place !== null && <MiddleEllipsis name={place} />}
      {place === null && (title ?? way) !== null && (
        <bdi className='cut' title={title ?? way ?? ''}>
          {title ?? way}
        </bdi>
      )}
    </>
  )
}

/** The head of a pane: mark, host, role, where the shell is, its link, and its menu. It is dragged to move the pane. */
export function PaneHead(props: {
  pane: TerminalPane
  tab: TerminalTab
  name: string
  link: PaneLink
  menu: readonly MenuEntry[]
}): ReactNode {
  const { pane, tab, name, link, menu } = props
  const lost = pane.phase.kind === 'waiting' || link.connection?.state === 'lost'
  const fact = linkFact(pane, link, useNow(lost))
  const mark = paneMark(pane, link)
  const onDragStart = (event: DragEvent): void => hold({ kind: 'pane', key: pane.key }, event.dataTransfer)
  const typesTogether = tab.broadcast.includes(pane.key) && !tab.zoomed
  const color = markColor(pane.color)
  const focus = useMenuFocus(menu)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the same moves are in the menu and on keys
    <header
      className={classNames(styles.head, typesTogether && styles.headTogether)}
      draggable
      onDragStart={onDragStart}
      onDragEnd={letGo}
      onDoubleClick={() => tabStore.setState(toggleZoom)}
    >
      {color !== undefined && <i className={styles.colorBar} style={{ background: color }} />}
      <StateMark state={mark.state} label={mark.spoken} />
      <b className={styles.headName} title={name}>
        {name}
      </b>
      {link.role !== null && <Tag>{link.role}</Tag>}
      <span className={styles.headWhere}>
        <PaneWhere pane={pane} link={link} />
      </span>
      {typesTogether && (
        <button
          type='button'
          className={styles.together}
          title='What is typed in one marked terminal goes to all of them. Press to take this one out.'
          onClick={() => tabStore.setState(state => toggleBroadcast(state, pane.key))}
        >
          typing to {tab.broadcast.length}
        </button>
      )}
      {fact && <span className={fact.lost ? 'warn' : 'faint'}>{fact.text}</span>}
      {tab.zoomed && (
        <IconButton
          icon='split'
          label='Show all splits again'
          keys={terminalKey('zoom', isMac())}
          onClick={() => tabStore.setState(toggleZoom)}
        />
      )}
      <Menu trigger={<IconButton icon='more' label={`Menu of ${name}`} />} {...focus} align='end' long />
    </header>
  )
}
