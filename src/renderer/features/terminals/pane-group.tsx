/** The panes of a tab in their places, with hairlines between them that can be dragged, or moved by arrow keys. */
import { Fragment, type ReactNode } from 'react'
import { Group, Panel, Separator } from 'react-resizable-panels'
import { type PaneTree, paneKeys, resizeSplit } from './pane-tree'
import { PaneView } from './pane-view'
import { tabStore } from './tab-store'
import { changeTab, type TabsState, type TerminalTab } from './terminal-tabs'
import styles from './terminals.module.css'

interface GroupProps {
  readonly tree: PaneTree
  /** Places of children from the root to here. */
  readonly path: readonly number[]
  readonly tab: TerminalTab
  readonly panes: TabsState['panes']
}

/** Pixels that a pane keeps: its head and two lines, some twenty letters. */
const leastPixels = { row: '150px', column: '84px' } as const

function panelId(tab: TerminalTab, path: readonly number[], node: PaneTree): string {
  return `panes-${tab.key}-${path.join('-')}-${paneKeys(node)[0] ?? ''}`
}

function PaneNode({ tree, path, tab, panes }: GroupProps): ReactNode {
  if (tree.kind === 'pane') {
    const pane = panes[tree.key]
    return pane ? <PaneView key={pane.key} pane={pane} tab={tab} /> : null
  }
  const ids = tree.children.map(({ node }, place) => panelId(tab, [...path, place], node))
  const row = tree.direction === 'row'
  return (
    <Group
      // Another set of panes is another group: the sizes of one mean nothing to the other.
      key={ids.join(' ')}
      orientation={row ? 'horizontal' : 'vertical'}
      className={styles.group}
      onLayoutChanged={(layout, { isUserInteraction }) => {
        if (!isUserInteraction) return
        const shares = ids.map(id => layout[id] ?? 0)
        tabStore.setState(state => changeTab(state, tab.key, ({ root }) => ({ root: resizeSplit(root, path, shares) })))
      }}
    >
      {tree.children.map(({ share, node }, place) => (
        <Fragment key={ids[place]}>
          {place > 0 && (
            <Separator
              className={row ? styles.upright : styles.flat}
              aria-label={`Border before terminal ${place + 1}`}
            />
          )}
          <Panel
            id={ids[place] ?? ''}
            className={styles.panel}
            defaultSize={`${share * 100}%`}
            minSize={leastPixels[tree.direction]}
          >
            <PaneNode tree={node} path={[...path, place]} tab={tab} panes={panes} />
          </Panel>
        </Fragment>
      ))}
    </Group>
  )
}

/** The shown tab: all its panes, or the one that takes the whole of it. */
export function PaneGroup({ tab, panes }: { tab: TerminalTab; panes: TabsState['panes'] }): ReactNode {
  const alone = tab.zoomed ? panes[tab.focused] : undefined
  if (alone) return <PaneView key={alone.key} pane={alone} tab={tab} />
  return <PaneNode key={tab.key} tree={tab.root} path={[]} tab={tab} panes={panes} />
}
