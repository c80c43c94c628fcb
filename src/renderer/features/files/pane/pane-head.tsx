import type { SiteView } from '@contract/sites'
import { parentPath } from '@domain/files/path'
import { useState } from 'react'
import { useStore } from 'zustand'
import { Button, IconButton } from '../../../ui/button'
import { Menu, type MenuEntry } from '../../../ui/menu'
import { Select } from '../../../ui/select'
import styles from './file-pane.module.css'
import type { Pane } from './pane'
import { PathBar } from './path-bar'

/** Never a site's name: those begin with a letter or digit (contract/base). */
const thisComputer = ':local'

/** Which computer, which folder, and the ways to another one. */
export function PaneHead(props: {
  pane: Pane
  side: string
  sites: readonly SiteView[]
  /** The home of this computer, absolute. */
  homeFolder: string
  menu: readonly MenuEntry[]
  editing: boolean
  onEdit: (editing: boolean) => void
  /** Gives the keyboard to the list. */
  onLeave: () => void
}) {
  const { pane, side, sites, homeFolder, menu, editing, onEdit, onLeave } = props
  const where = useStore(pane.store, state => state.where)
  const path = useStore(pane.store, state => state.path)
  const past = useStore(pane.store, state => state.past.length)
  const filtering = useStore(pane.store, state => state.filtering)
  const choose = (value: string) => {
    if (value === thisComputer) pane.show({ kind: 'local' }, homeFolder)
    else pane.show({ kind: 'site', site: value }, '~')
  }
  const options = [
    { value: thisComputer, label: 'This computer' },
    ...sites.map(({ name, label }) => ({ value: name, label: label ?? name }))
  ]
  const value = where?.kind === 'site' ? where.site : where ? thisComputer : undefined
  return (
    <header className={styles.head}>
      <Select
        label={`Computer shown at the ${side}`}
        hideLabel
        className={styles.where}
        value={value}
        onChange={choose}
        options={options}
        placeholder='Choose a site'
      />
      {where && (
        <>
          <IconButton
            icon='arrow-left'
            label='Back'
            keys='alt+left'
            disabledReason={past === 0 ? 'There is no folder to go back to' : undefined}
            onClick={pane.back}
          />
          <IconButton
            icon='arrow-up'
            label='Folder above'
            keys='backspace'
            disabledReason={parentPath(path) === path ? 'This is the root' : undefined}
            onClick={pane.up}
          />
          <Button
            kind='quiet'
            size='small'
            aria-label='Home folder'
            title='Home folder'
            onClick={() => pane.go(where.kind === 'local' ? homeFolder : '~')}
          >
            ~
          </Button>
          <PathBar side={side} path={path} editing={editing} onEdit={onEdit} onGo={pane.go} onLeave={onLeave} />
          <IconButton
            icon='search'
            label='Filter names'
            keys='/'
            aria-pressed={filtering}
            onClick={() => pane.set(filtering ? { filtering: false, filter: '' } : { filtering: true })}
          />
          <IconButton icon='refresh' label='Read again' keys='mod+r' onClick={() => pane.refresh()} />
          <Menu trigger={<IconButton icon='more' label='Acts on this folder' />} entries={menu} align='end' />
        </>
      )}
    </header>
  )
}

/** Whether the path is being typed; the head draws it, the list's keys open it. */
export function usePathEditing() {
  const [editing, setEditing] = useState(false)
  return { editing, setEditing }
}
