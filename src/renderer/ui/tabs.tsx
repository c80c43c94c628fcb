import { Tabs as Base } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'
import { IconButton } from './button'
import { classNames } from './class-names'
import styles from './tabs.module.css'

/** One tab of a row of tabs. */
export interface Tab {
  readonly id: string
  readonly label: ReactNode
  /** Name for the button that closes it; without it the tab stays. */
  readonly closeLabel?: string
}

/**
 * A row of tabs over the pane of the chosen one. Arrow keys move; Delete closes. Each tab's close button stands
 * beside the tab, not inside it: a button in a tab cannot be reached by a screen reader.
 */
export function Tabs(props: {
  label: string
  tabs: readonly Tab[]
  value: string
  onChange: (id: string) => void
  onClose?: (id: string) => void
  /** What stands after the last tab and at the right end. */
  after?: ReactNode
  end?: ReactNode
  children: ReactNode
}) {
  const { label, tabs, value, onChange, onClose, after, end, children } = props
  return (
    <Base.Root className={styles.root} value={value} onValueChange={(next: unknown) => onChange(String(next))}>
      <div className={styles.bar}>
        <Base.List className={styles.list} aria-label={label} activateOnFocus>
          {tabs.map(tab => (
            <span
              key={tab.id}
              className={classNames(styles.cell, tab.id === value && styles.chosen)}
              role='presentation'
            >
              <Base.Tab
                value={tab.id}
                className={styles.tab}
                onKeyDown={event => event.key === 'Delete' && tab.closeLabel !== undefined && onClose?.(tab.id)}
              >
                {tab.label}
              </Base.Tab>
              {tab.closeLabel !== undefined && (
                <IconButton icon='close' label={tab.closeLabel} tabIndex={-1} onClick={() => onClose?.(tab.id)} />
              )}
            </span>
          ))}
        </Base.List>
        {after}
        <span className='grow' />
        {end}
      </div>
      <Base.Panel value={value} className={styles.panel} tabIndex={-1}>
        {children}
      </Base.Panel>
    </Base.Root>
  )
}
