import { Tabs as Base } from '@base-ui/react/tabs'
import { type ComponentProps, type ReactNode, useEffect, useRef } from 'react'
import { classNames } from './class-names'
import { Icon } from './icon'
import styles from './tabs.module.css'

/** One tab of a row of tabs. */
export interface Tab {
  readonly id: string
  readonly label: ReactNode
  /** What the cross says under the pointer; without it the tab cannot be closed. */
  readonly closeLabel?: string
  /** For tabs that can be dragged. */
  readonly cell?: Omit<ComponentProps<'span'>, 'children' | 'role' | 'ref'>
}

/**
 * A row of tabs over the pane of the chosen one. Arrow keys move; Delete closes the tab with the focus. The
 * cross is for the pointer only: a list of tabs may hold nothing but tabs (WAI-ARIA 1.2, tablist).
 */
export function Tabs(props: {
  label: string
  tabs: readonly Tab[]
  value: string
  onChange: (id: string) => void
  onClose?: (id: string) => void
  /** Lower, for tabs inside a pane. */
  tight?: boolean
  /** One tab alone needs no row. */
  hideSingle?: boolean
  /** What stands after the last tab and at the right end. */
  after?: ReactNode
  end?: ReactNode
  /** Handlers of the empty space between them. */
  space?: Omit<ComponentProps<'span'>, 'children' | 'className' | 'ref'>
  children: ReactNode
}) {
  const { label, tabs, value, onChange, onClose, tight = false, hideSingle = false, after, end, children } = props
  const list = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab is chosen, or there are others beside it
  useEffect(() => {
    // The whole cell, with its cross.
    const cell = list.current?.querySelector('[aria-selected="true"]')?.parentElement
    cell?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [value, tabs.length])
  return (
    <Base.Root className={styles.root} value={value} onValueChange={(next: unknown) => onChange(String(next))}>
      <div className={classNames(styles.bar, tight && styles.tight)} hidden={hideSingle && tabs.length === 1}>
        <Base.List className={styles.list} aria-label={label} activateOnFocus ref={list}>
          {tabs.map(tab => (
            <span
              key={tab.id}
              {...tab.cell}
              className={classNames(styles.cell, tab.id === value && styles.chosen, tab.cell?.className)}
              role='presentation'
            >
              <Base.Tab
                value={tab.id}
                className={styles.tab}
                aria-keyshortcuts={tab.closeLabel === undefined ? undefined : 'Delete'}
                onKeyDown={event => event.key === 'Delete' && tab.closeLabel !== undefined && onClose?.(tab.id)}
              >
                {tab.label}
              </Base.Tab>
              {tab.closeLabel !== undefined && (
                <span
                  aria-hidden='true'
                  className={styles.close}
                  title={tab.closeLabel}
                  onClick={() => onClose?.(tab.id)}
                >
                  <Icon name='close' size={12} />
                </span>
              )}
            </span>
          ))}
        </Base.List>
        {after}
        <span {...props.space} className={classNames('grow', styles.space)} />
        {end}
      </div>
      <Base.Panel value={value} className={styles.panel} tabIndex={-1}>
        {children}
      </Base.Panel>
    </Base.Root>
  )
}
