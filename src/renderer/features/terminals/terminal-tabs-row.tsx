/** The row of tabs: to choose, to close, to drag into another order, and to drop a pane on. */
import { type DragEvent, type KeyboardEvent, type ReactNode, useState } from 'react'
import { IconButton } from '../../ui/button'
import { classNames } from '../../ui/class-names'
import { ContextMenu, Menu, type MenuEntry } from '../../ui/menu'
import { type Tab, Tabs } from '../../ui/tabs'
import { dropOnRow, moveTab, stepTabPlace } from './arrange'
import { currentHeld, hold, letGo } from './pane-drag'
import { paneKeys } from './pane-tree'
import { type RoomContext, useRoom } from './room-context'
import { TabLabel, tabName } from './tab-label'
import { newKey, tabStore } from './tab-store'
import { broadcastAll, type TabsState, type TerminalTab } from './terminal-tabs'
import styles from './terminals.module.css'

/** Tabs beyond which a list of all stands at the end of the row. */
const manyTabs = 6
/** Milliseconds over a tab after which a dragged pane sees into it. */
const peekMs = 600

const show = (key: string): void => tabStore.setState({ current: key })

function tabMenu(tab: TerminalTab, at: number, count: number, room: RoomContext): readonly MenuEntry[] {
  const keys = paneKeys(tab.root)
  const move = (step: 1 | -1) => (): void => tabStore.setState(state => stepTabPlace(state, tab.key, step))
  return [
    {
      kind: 'act',
      label: 'Name of the tab…',
      icon: 'edit',
      onSelect: () => room.ask({ kind: 'describe', key: tab.key, of: 'tab' })
    },
    {
      ...{ kind: 'act', label: 'Move left', icon: 'arrow-left', keys: 'alt+left', onSelect: move(-1) },
      disabledReason: at === 0 ? 'It is the first tab' : undefined
    },
    {
      ...{ kind: 'act', label: 'Move right', icon: 'arrow-right', keys: 'alt+right', onSelect: move(1) },
      disabledReason: at === count - 1 ? 'It is the last tab' : undefined
    },
    ...(keys.length > 1
      ? ([
          {
            ...{ kind: 'check', label: 'Type into all its splits', checked: tab.broadcast.length === keys.length },
            onChange: on => tabStore.setState(state => broadcastAll(state, tab.key, on))
          }
        ] satisfies MenuEntry[])
      : []),
    { kind: 'line' },
    { kind: 'act', label: 'Close…', icon: 'close', onSelect: () => room.close(keys) }
  ]
}

/** Handlers of one tab's cell: dragging it, dropping on it, looking into it while something is held over it. */
function useTabDrag(): (key: string, at: number) => NonNullable<Tab['cell']> {
  const [over, setOver] = useState<{ key: string; since: number } | null>(null)
  return (key, at) => ({
    draggable: true,
    className: classNames(over?.key === key && styles.tabOver),
    onDragStart: event => hold({ kind: 'tab', key }, event.dataTransfer),
    onDragEnd: letGo,
    onDragLeave: () => setOver(null),
    onDragOver: event => {
      const held = currentHeld()
      if (!held) return
      event.preventDefault()
      const since = over?.key === key ? over.since : Date.now()
      if (over?.key !== key) setOver({ key, since })
      else if (held.kind === 'pane' && Date.now() - since > peekMs) show(key)
    },
    onDrop: event => {
      event.preventDefault()
      setOver(null)
      dropAt(at)
    },
    onKeyDown: event => moveByKey(event, key)
  })
}

function dropAt(place: number): void {
  const held = currentHeld()
  letGo()
  if (held?.kind === 'tab') tabStore.setState(state => moveTab(state, held.key, place))
  if (held?.kind === 'pane') tabStore.setState(state => dropOnRow(state, held.key, place, newKey()))
}

/** Alt with an arrow moves the tab that has the focus. */
function moveByKey(event: KeyboardEvent, key: string): void {
  const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : null
  if (step === null || !event.altKey) return
  event.preventDefault()
  event.stopPropagation()
  tabStore.setState(state => stepTabPlace(state, key, step))
}

export function TerminalTabs(props: {
  state: TabsState
  after: ReactNode
  end: ReactNode
  children: ReactNode
}): ReactNode {
  const { state, after, end, children } = props
  const { tabs, panes, current } = state
  const room = useRoom()
  const drag = useTabDrag()
  const named = tabs.map(tab => ({ tab, name: tabName(tab, panes, room.sites) }))
  const row = named.map(({ tab, name }, at): Tab => {
    return {
      id: tab.key,
      label: (
        <ContextMenu entries={tabMenu(tab, at, tabs.length, room)} className={styles.tabLabel}>
          <TabLabel tab={tab} panes={panes} name={name} />
        </ContextMenu>
      ),
      closeLabel: `Close ${name}`,
      cell: drag(tab.key, at)
    }
  })
  const all = named.map(({ tab, name }): MenuEntry => {
    const { length } = paneKeys(tab.root)
    return {
      kind: 'act',
      label: name,
      note: length > 1 ? `${length} splits` : undefined,
      onSelect: () => show(tab.key)
    }
  })
  const onRowDrop = (event: DragEvent): void => {
    event.preventDefault()
    dropAt(tabs.length)
  }
  return (
    <Tabs
      label='Terminals'
      tabs={row}
      value={current ?? ''}
      onChange={show}
      onClose={key => room.close(paneKeys(tabs.find(tab => tab.key === key)?.root ?? { kind: 'pane', key }))}
      after={after}
      space={{ onDragOver: event => currentHeld() && event.preventDefault(), onDrop: onRowDrop }}
      end={
        <>
          {tabs.length > manyTabs && (
            <Menu
              trigger={<IconButton icon='chevron-down' label={`All ${tabs.length} tabs`} />}
              entries={all}
              align='end'
            />
          )}
          {end}
        </>
      }
    >
      {children}
    </Tabs>
  )
}
