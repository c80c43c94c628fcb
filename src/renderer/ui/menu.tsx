import { ContextMenu as BaseContext } from '@base-ui/react/context-menu'
import { Menu as Base } from '@base-ui/react/menu'
import { type ReactElement, type ReactNode, useId } from 'react'
import { classNames } from './class-names'
import { Icon, type IconName } from './icon'
import { Kbd } from './kbd'
import { ariaKeys } from './key-hint'
import styles from './menu.module.css'

/** One line of a menu. */
export type MenuEntry =
  | {
      readonly kind: 'act'
      readonly label: string
      readonly onSelect: () => void
      readonly icon?: IconName | undefined
      /** Key combination that does the same; shown, not bound. */
      readonly keys?: string | undefined
      readonly destructive?: boolean
      /** A quiet fact at the right end. */
      readonly note?: string | undefined
      /** What the label leaves out, under the pointer. */
      readonly hint?: string
      /** Why it cannot be done now. */
      readonly disabledReason?: string | undefined
    }
  | {
      readonly kind: 'check'
      readonly label: string
      readonly checked: boolean
      readonly onChange: (checked: boolean) => void
      /** Key combination that does the same; shown, not bound. */
      readonly keys?: string
    }
  | { readonly kind: 'line' }
  | { readonly kind: 'head'; readonly label: string }

// Menu and context menu share their items: Base UI's are the same components.
function Entry({ entry }: { entry: MenuEntry }) {
  if (entry.kind === 'line') return <Base.Separator className={styles.line} />
  if (entry.kind === 'head') return <div className={styles.head}>{entry.label}</div>
  if (entry.kind === 'check')
    return (
      <Base.CheckboxItem className={styles.item} checked={entry.checked} onCheckedChange={entry.onChange}>
        <span className={styles.icon}>{entry.checked && <Icon name='check' size={14} />}</span>
        <span className='cut grow'>{entry.label}</span>
        {entry.keys !== undefined && <Kbd keys={entry.keys} />}
      </Base.CheckboxItem>
    )
  return <ActEntry entry={entry} />
}

function ActEntry({ entry }: { entry: Extract<MenuEntry, { kind: 'act' }> }) {
  const reasonId = useId()
  const refused = entry.disabledReason !== undefined
  return (
    <Base.Item
      className={classNames(styles.item, refused && styles.refused, entry.destructive && styles.destructive)}
      disabled={refused}
      title={entry.disabledReason ?? entry.hint}
      {...(refused && { 'aria-label': entry.label, 'aria-describedby': reasonId })}
      aria-keyshortcuts={entry.keys === undefined ? undefined : ariaKeys(entry.keys)}
      onClick={entry.onSelect}
    >
      <span className={styles.icon}>{entry.icon !== undefined && <Icon name={entry.icon} size={14} />}</span>
      <span className='cut grow'>
        {entry.label}
        {refused && (
          <span id={reasonId} className={styles.reason}>
            {entry.disabledReason}
          </span>
        )}
      </span>
      {entry.note !== undefined && <span className='faint'>{entry.note}</span>}
      {entry.keys !== undefined && <Kbd keys={entry.keys} />}
    </Base.Item>
  )
}

function Entries({ entries }: { entries: readonly MenuEntry[] }) {
  // Labels may repeat (two bookmarks of one name): an entry is known by its place.
  // biome-ignore lint/suspicious/noArrayIndexKey: see above
  return entries.map((entry, place) => <Entry key={place} entry={entry} />)
}

/** A button that opens a menu. `trigger` is a Button, IconButton or Chip face. */
export function Menu(props: {
  trigger: ReactElement
  entries: readonly MenuEntry[]
  align?: 'start' | 'end'
  /** A long menu: it may lie over its button rather than be cut. */
  long?: boolean
  /** What gets the keyboard when it closes; unset, or null: its button. */
  finalFocus?: (() => HTMLElement | null) | undefined
  onOpenChange?: (open: boolean) => void
}) {
  const { trigger, entries, align = 'start', long = false, finalFocus, onOpenChange } = props
  return (
    <Base.Root modal={false} onOpenChange={open => onOpenChange?.(open)}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner
          className={styles.positioner}
          sideOffset={4}
          align={align}
          {...(long && { collisionAvoidance: { side: 'shift', align: 'shift' } })}
        >
          <Base.Popup className={styles.popup} finalFocus={() => finalFocus?.() ?? true}>
            <Entries entries={entries} />
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

/** Opens a menu at the pointer (or by the menu key) over its children. No entries: no menu. */
export function ContextMenu(props: {
  entries: readonly MenuEntry[]
  className?: string | undefined
  children: ReactNode
}) {
  const { entries, className, children } = props
  return (
    <BaseContext.Root>
      <BaseContext.Trigger className={className}>{children}</BaseContext.Trigger>
      <BaseContext.Portal>
        <BaseContext.Positioner className={styles.positioner}>
          <BaseContext.Popup className={styles.popup} hidden={entries.length === 0}>
            <Entries entries={entries} />
          </BaseContext.Popup>
        </BaseContext.Positioner>
      </BaseContext.Portal>
    </BaseContext.Root>
  )
}
