import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { IconButton } from '../../../ui/button'
import { visibleName } from '../../../ui/visible-name'
import { breadcrumbs, typedPath } from './breadcrumbs'
import styles from './path-bar.module.css'

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
  const way = useRef<HTMLElement>(null)
  // The folder itself stands at the end, and the end is what has to be in sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolled again for each path
  useEffect(() => {
    way.current?.scrollTo({ left: way.current.scrollWidth })
  }, [path, editing])
  if (editing) return <PathField path={path} onDone={() => onEdit(false)} onGo={onGo} onLeave={onLeave} />
  const crumbs = breadcrumbs(path)
  return (
    <div className={styles.bar}>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the pencil beside it does the same for the keyboard */}
      <nav
        ref={way}
        aria-label={`Path, ${side}`}
        className={styles.way}
        onClick={event => event.target === event.currentTarget && onEdit(true)}
      >
        <ol className={styles.crumbs}>
          {crumbs.map((crumb, at) => (
            <li key={crumb.path} className={styles.crumb}>
              {at > 0 && crumbs[at - 1]?.name !== '/' && (
                <span aria-hidden='true' className='faint'>
                  /
                </span>
              )}
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
          ))}
        </ol>
      </nav>
      <IconButton icon='edit' label='Type a path' keys='mod+l' onClick={() => onEdit(true)} />
    </div>
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
