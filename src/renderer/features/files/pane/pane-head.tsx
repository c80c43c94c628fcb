import type { SiteView } from '@contract/sites'
import { parentPath } from '@domain/files/path'
import { useState } from 'react'
import { useStore } from 'zustand'
import { IconButton } from '../../../ui/button'
import { Menu, type MenuEntry } from '../../../ui/menu'
import { Select } from '../../../ui/select'
import { startPath, type Where, whereKey, whereOf } from '../where'
import styles from './file-pane.module.css'
import type { PaneActs } from './pane-acts'
import { PathBar } from './path-bar'
import { type PlaceLists, placeMenu } from './place-menu'

/** Never the key of a place. */
const otherAccount = ':account'

/** Accounts to choose from: the usual one, and those that were used. */
function accountsOf({ bookmarks, recent }: PlaceLists, now: Where | null): readonly Where[] {
  const used = [...bookmarks.map(({ place }) => whereOf(place)), ...recent.map(whereOf), ...(now ? [now] : [])]
  const accounts = new Map([{ kind: 's3' } as const, ...used].map(where => [whereKey(where), where]))
  return [...accounts.values()].filter(({ kind }) => kind === 's3')
}

/** The places a pane can show, and which one it shows. */
function PlaceSelect(props: {
  acts: PaneActs
  side: string
  sites: readonly SiteView[]
  homeFolder: string
  lists: PlaceLists
}) {
  const { acts, side, sites, homeFolder, lists } = props
  const where = useStore(acts.pane.store, state => state.where)
  const wheres: readonly Where[] = [
    { kind: 'local' },
    ...sites.map(({ name }) => ({ kind: 'site', site: name }) as const),
    ...accountsOf(lists, where)
  ]
  const choose = (value: string) => {
    const chosen = wheres.find(one => whereKey(one) === value)
    if (chosen) acts.pane.show(chosen, startPath(chosen, homeFolder))
    else acts.show('account')
  }
  const options = [
    ...wheres.map(one => ({ value: whereKey(one), label: lists.nameOf(one) })),
    { value: otherAccount, label: 'Another S3 account…' }
  ]
  return (
    <Select
      label={`Place shown at the ${side}`}
      hideLabel
      className={styles.where}
      value={where ? whereKey(where) : undefined}
      onChange={choose}
      options={options}
      placeholder='Choose a place'
    />
  )
}

/** Which place, which folder, and the ways to another one. */
export function PaneHead(props: {
  acts: PaneActs
  side: string
  sites: readonly SiteView[]
  /** The home of this computer, absolute. */
  homeFolder: string
  lists: PlaceLists
  menu: readonly MenuEntry[]
  editing: boolean
  onEdit: (editing: boolean) => void
  /** Gives the keyboard to the list. */
  onLeave: () => void
}) {
  const { acts, side, sites, homeFolder, lists, menu, editing, onEdit, onLeave } = props
  const { pane } = acts
  const where = useStore(pane.store, state => state.where)
  const path = useStore(pane.store, state => state.path)
  const filtering = useStore(pane.store, state => state.filtering)
  return (
    <header className={styles.head}>
      <PlaceSelect {...{ acts, side, sites, homeFolder, lists }} />
      {where && (
        <>
          <Ways acts={acts} />
          <PathBar side={side} path={path} editing={editing} onEdit={onEdit} onGo={pane.go} onLeave={onLeave} />
          <Menu
            trigger={<IconButton icon='bookmark' label='Bookmarks and recent places' />}
            entries={placeMenu(acts, lists)}
            align='end'
          />
          <IconButton
            icon='search'
            label='Filter names'
            keys='/'
            aria-pressed={filtering}
            onClick={() => pane.set(filtering ? { filtering: false, filter: '' } : { filtering: true })}
          />
          <IconButton
            icon='refresh'
            label='Read again'
            keys='mod+r'
            className={styles.roomy}
            onClick={() => pane.refresh()}
          />
          <Menu trigger={<IconButton icon='more' label='Acts on this folder' />} entries={menu} align='end' />
        </>
      )}
    </header>
  )
}

/** Back, forward, up. */
function Ways({ acts: { pane } }: { acts: PaneActs }) {
  const path = useStore(pane.store, state => state.path)
  const past = useStore(pane.store, state => state.past.length)
  const future = useStore(pane.store, state => state.future.length)
  return (
    <span className={styles.ways}>
      <IconButton
        icon='arrow-left'
        label='Back'
        keys='alt+left'
        disabledReason={past === 0 ? 'There is no folder to go back to' : undefined}
        onClick={pane.back}
      />
      <IconButton
        icon='arrow-right'
        label='Forward'
        keys='alt+right'
        className={styles.roomy}
        disabledReason={future === 0 ? 'There is no folder to go forward to' : undefined}
        onClick={pane.forward}
      />
      <IconButton
        icon='arrow-up'
        label='Folder above'
        keys='backspace'
        disabledReason={parentPath(path) === path ? 'This is the root' : undefined}
        onClick={pane.up}
      />
    </span>
  )
}

/** Whether the path is being typed; the head draws it, the list's keys open it. */
export function usePathEditing() {
  const [editing, setEditing] = useState(false)
  return { editing, setEditing }
}
