import { baseName } from '@domain/files/path'
import { useStore } from 'zustand'
import { IconButton } from '../../../ui/button'
import { Tabs } from '../../../ui/tabs'
import { visibleName } from '../../../ui/visible-name'
import type { WhereName } from '../where'
import { FilePane } from './file-pane'
import styles from './file-pane.module.css'
import type { FilePaneProps } from './listing'
import type { PaneTab } from './pane-tabs'

/** What a tab is called: its folder, the place where it is the root or not open yet. */
function TabLabel({ tab, nameOf }: { tab: PaneTab; nameOf: WhereName }) {
  const where = useStore(tab.pane.store, state => state.where)
  const path = useStore(tab.pane.store, state => state.path)
  const name = visibleName(baseName(path))
  return (
    <span className={`cut ${styles.tab}`} title={`${nameOf(where)}, ${visibleName(path)}`}>
      {name === '' || name === '~' ? nameOf(where) : name}
    </span>
  )
}

/** One side of the room: its tabs, and the pane of the one that is shown. */
export function PaneSide(props: FilePaneProps) {
  const { acts, side, lists } = props
  const { tabs } = acts
  const { tabs: list, current } = useStore(tabs.store)
  return (
    <section className={styles.side} aria-label={`Files, ${side}`} data-side={side}>
      <Tabs
        label={`Tabs at the ${side}`}
        tight
        hideSingle
        tabs={list.map(tab => ({
          id: tab.id,
          label: <TabLabel tab={tab} nameOf={lists.nameOf} />,
          closeLabel: 'Close the tab'
        }))}
        value={current}
        onChange={tabs.choose}
        onClose={tabs.close}
        after={<IconButton icon='plus' label='New tab' keys='alt+t' onClick={() => tabs.open()} />}
      >
        <FilePane key={current} {...props} />
      </Tabs>
    </section>
  )
}
