import { type DragEvent, type ReactNode, useRef } from 'react'
import { classNames } from '../class-names'
import { Icon, type IconName } from '../icon'
import { Kbd } from '../kbd'
import { ariaKeys, isMac, keyHint } from '../key-hint'
import { useRefusalBubble } from '../refusal-bubble'
import { type State, StateMark } from '../state-mark'
import styles from './rail.module.css'

/** One room in the rail. */
export interface RailItem {
  readonly id: string
  readonly label: string
  readonly icon: IconName
  /** Key combination that goes there. */
  readonly keys?: string
  /** The worst state in that room; none when the room is fine. */
  readonly state?: State | undefined
  /** Why it cannot be entered yet. */
  readonly disabledReason?: string | undefined
}

/**
 * Where the keys of other systems are words, the rail shows a digit or letter alone, as the rooms stand in a row; the
 * tooltip has them all. A sign alone (`,`) would look like a speck.
 */
function RailKey({ keys }: { keys: string }) {
  const last = keys.split('+').at(-1) ?? keys
  return <Kbd keys={!isMac() && /^[a-z0-9]$/i.test(last) ? last : keys} />
}

/** Milliseconds over a room after which something dragged enters it. */
const dragStayMs = 700

/** Handlers that enter a room when something is held over it for a while. */
function useDragStay(enter: () => void) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const leave = () => clearTimeout(timer.current)
  return {
    onDragEnter: () => {
      leave()
      timer.current = setTimeout(enter, dragStayMs)
    },
    onDragLeave: (event: DragEvent) => {
      // Leaving for the icon or the name inside of it is not leaving.
      const into = event.relatedTarget
      if (!(into instanceof Node && event.currentTarget.contains(into))) leave()
    },
    onDrop: leave
  }
}

function RailLink(props: { item: RailItem; current: boolean; onGo: (id: string) => void }) {
  const { item, current, onGo } = props
  const stay = useDragStay(() => item.disabledReason === undefined && onGo(item.id))
  const { keys, disabledReason } = item
  const hint = keys === undefined ? item.label : `${item.label}, ${keyHint(keys)}`
  const { bubble, handlers } = useRefusalBubble(disabledReason)
  return (
    <>
      <button
        type='button'
        className={styles.item}
        aria-current={current ? 'page' : undefined}
        aria-disabled={disabledReason !== undefined || undefined}
        aria-keyshortcuts={keys === undefined ? undefined : ariaKeys(keys)}
        title={disabledReason ?? hint}
        onClick={() => disabledReason === undefined && onGo(item.id)}
        {...stay}
        {...handlers}
      >
        <Icon name={item.icon} />
        <span className={styles.label}>{item.label}</span>
        {item.state !== undefined && <StateMark state={item.state} className={styles.mark} />}
        {keys !== undefined && (
          <span className={styles.key} aria-hidden='true'>
            <RailKey keys={keys} />
          </span>
        )}
      </button>
      {bubble}
    </>
  )
}

/** The rooms of the program. Under 900 px of window only icons and marks stay. */
export function Rail(props: {
  items: readonly RailItem[]
  /** Settings, at the foot. */
  footItems?: readonly RailItem[]
  current: string
  onGo: (id: string) => void
  /** Who works here, under the foot items. */
  person?: ReactNode
}) {
  const { items, footItems = [], current, onGo, person } = props
  const link = (item: RailItem) => <RailLink key={item.id} item={item} current={item.id === current} onGo={onGo} />
  return (
    <nav className={styles.rail} aria-label='Main'>
      {items.map(link)}
      <span className={styles.gap} />
      {footItems.map(link)}
      {person !== undefined && <div className={styles.person}>{person}</div>}
    </nav>
  )
}

/** First letters of a person's names, on a disc. The driver of a session has the accent. */
export function Avatar({ name, driving = false }: { name: string; driving?: boolean }) {
  const words = name.trim().split(/\s+/)
  const first = [...(words[0] ?? '')][0] ?? ''
  const last = words.length > 1 ? ([...(words.at(-1) ?? '')][0] ?? '') : ''
  return (
    <span className={classNames(styles.avatar, driving && styles.driving)} aria-hidden='true'>
      {(first + last).toUpperCase()}
    </span>
  )
}
