import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { IconButton } from '../../../ui/button'
import { useElementWidth } from '../../../ui/data-table/use-element-width'
import { Menu } from '../../../ui/menu'
import { visibleName } from '../../../ui/visible-name'
import { breadcrumbs, type Crumb, typedPath } from './breadcrumbs'
import { fitCrumbs } from './fit-crumbs'
import styles from './path-bar.module.css'

/** Room for the ellipsis and the mark before it, in CSS pixels. */
const ellipsisWidth = 30

/** The way to the folder shown: each part goes there; the pencil (or Ctrl+L in the list) makes it a field. */
export function PathBar(props: {
  /** Tells the two ways apart for those who do not see them. */
  side: string
  path: string
  editing: boolean
  onEdit: (editing: boolean) => void
  onGo: (path: string) => void
  /** Typing ended by a key: the keyboard goes back to the list. */
  onLeave: () => void
}) {
  const { side, path, editing, onEdit, onGo, onLeave } = props
  if (editing) return <PathField path={path} onDone={() => onEdit(false)} onGo={onGo} onLeave={onLeave} />
  return (
    <div className={styles.bar}>
      <Way side={side} path={path} onEdit={() => onEdit(true)} onGo={onGo} />
      <IconButton icon='edit' label='Type a path' keys='mod+l' className={styles.pencil} onClick={() => onEdit(true)} />
    </div>
  )
}

/** The crumbs that fit; what is in the middle gives way to a menu. */
function Way({
  side,
  path,
  onEdit,
  onGo
}: {
  side: string
  path: string
  onEdit: () => void
  onGo: (path: string) => void
}) {
  const way = useRef<HTMLElement>(null)
  const measure = useRef<HTMLOListElement>(null)
  const width = useElementWidth(way)
  const [widths, setWidths] = useState<readonly number[]>([])
  const crumbs = breadcrumbs(path)
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured again for each path
  useLayoutEffect(() => {
    setWidths([...(measure.current?.children ?? [])].map(child => child.getBoundingClientRect().width))
  }, [path])
  const first = width === undefined ? 1 : fitCrumbs(widths, width, ellipsisWidth)
  const [root] = crumbs
  const between = crumbs.slice(1, first)
  const part = (crumb: Crumb, at: number) => (
    <li key={crumb.path} className={styles.crumb}>
      {at > 0 && crumbs[at - 1]?.name !== '/' && <Slash />}
      <button
        type='button'
        className={styles.name}
        aria-current={at === crumbs.length - 1 ? 'location' : undefined}
        title={visibleName(crumb.path)}
        onClick={() => onGo(crumb.path)}
      >
        {visibleName(crumb.name)}
      </button>
    </li>
  )
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the pencil beside it does the same for the keyboard
    <nav
      ref={way}
      aria-label={`Path, ${side}`}
      className={styles.way}
      onClick={event => event.target === event.currentTarget && onEdit()}
    >
      <ol className={styles.crumbs}>
        {part(root, 0)}
        {between.length > 0 && (
          <li className={styles.crumb}>
            {root.name !== '/' && <Slash />}
            <Menu
              trigger={
                <button type='button' className={styles.name} aria-label='Folders between' title='Folders between'>
                  …
                </button>
              }
              entries={between.map(({ name, path: to }) => ({
                kind: 'act',
                label: visibleName(name),
                icon: 'folder',
                onSelect: () => onGo(to)
              }))}
            />
          </li>
        )}
        {crumbs.slice(first).map((crumb, at) => part(crumb, at + first))}
      </ol>
      <ol ref={measure} aria-hidden='true' className={styles.measure}>
        {crumbs.map((crumb, at) => (
          <li key={crumb.path} className={styles.crumb}>
            {at > 0 && crumbs[at - 1]?.name !== '/' && <Slash />}
            <span className={styles.name}>{visibleName(crumb.name)}</span>
          </li>
        ))}
      </ol>
    </nav>
  )
}

function Slash() {
  return (
    <span aria-hidden='true' className='faint'>
      /
    </span>
  )
}

function PathField(props: { path: string; onDone: () => void; onGo: (path: string) => void; onLeave: () => void }) {
  const { path, onDone, onGo, onLeave } = props
  const shown = path.toWellFormed()
  const [typed, setTyped] = useState(shown)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.select(), [])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' && event.key !== 'Enter') return
    event.preventDefault()
    onDone()
    onLeave()
    if (event.key === 'Escape') return
    // An exact path with bytes that are not text cannot be typed: left as it is, it stays exact.
    onGo(typed === shown ? path : typedPath(typed, path))
  }
  return (
    <input
      ref={field}
      className={styles.field}
      aria-label='Path, Enter goes there'
      value={typed}
      spellCheck={false}
      autoComplete='off'
      onChange={event => setTyped(event.target.value)}
      onKeyDown={onKeyDown}
      onBlur={onDone}
    />
  )
}
