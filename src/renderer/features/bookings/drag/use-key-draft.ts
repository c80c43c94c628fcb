import type { Booking } from '@contract/booking'
import { type FocusEvent, type KeyboardEvent, type RefObject, useState } from 'react'
import type { Draft } from './draft'
import {
  arrowWay,
  draftOfBooking,
  gripOf,
  type KeyRules,
  keyedDraft,
  newKeyDraft,
  type TimeAxis,
  type Way
} from './draft-keys'

export interface KeyDraftRules extends Omit<KeyRules, 'snap'> {
  readonly axis: TimeAxis
  /** Asked when a key is pressed: a step is at least what the pointer could be moved by. */
  readonly snap: () => KeyRules['snap']
  readonly movable: (booking: Booking) => boolean
  readonly onDrop: (draft: Draft) => void
  /** The part that hears the keys; it has the focus while a new booking is drawn. */
  readonly box: RefObject<HTMLElement | null>
}

export interface KeyDraft {
  readonly draft: Draft | null
  /** Begins a new booking. `at`: milliseconds since 1970. */
  begin(resource: string, at: number): void
  /** True: the key was one of these. `on`: the booking that has the focus. */
  hear(event: KeyboardEvent, on: Booking | undefined): boolean
  onBlur(event: FocusEvent<HTMLElement>): void
  drop(): void
}

/** Draws with the keys over a calendar: Alt or Shift with an arrow takes hold, Enter puts it there, Esc leaves it. */
export function useKeyDraft(rules: KeyDraftRules): KeyDraft {
  const [draft, setDraft] = useState<Draft | null>(null)
  const known = (): KeyRules => ({ ...rules, snap: rules.snap() })
  const drop = (): void => setDraft(null)

  function heard(event: KeyboardEvent, way: Way | null, on: Booking | undefined): boolean {
    if (way !== null) {
      const held = event.altKey || event.shiftKey
      const from = draft ?? (held && on && rules.movable(on) ? draftOfBooking(on) : null)
      if (from === null) return false
      setDraft(keyedDraft(from, way, gripOf(event), known()))
      return true
    }
    if (draft === null || (event.key !== 'Enter' && event.key !== 'Escape')) return false
    drop()
    if (event.key === 'Enter') rules.onDrop(draft)
    return true
  }

  return {
    ...{ draft, drop },
    begin: (resource, at) => {
      rules.box.current?.focus({ preventScroll: true })
      setDraft(newKeyDraft(resource, at, known()))
    },
    hear: (event, on) => {
      if (event.ctrlKey || event.metaKey || !heard(event, arrowWay(event.key, rules.axis), on)) return false
      event.preventDefault()
      event.stopPropagation()
      return true
    },
    onBlur: event => {
      if (!event.currentTarget.contains(event.relatedTarget)) drop()
    }
  }
}
