import type { Booking } from '@contract/booking'
import { type PointerEvent as ReactPointerEvent, useEffect, useRef, useState } from 'react'
import { type Draft, type DraftKind, type DragPoint, draftAt, type Grab, type Snap } from './draft'

/** CSS pixels that the pointer moves before a press is a drag. */
const threshold = 4

export interface DragRules {
  /** Where the pointer is; null outside of the resources. `from`: where the drag began. */
  readonly locate: (event: PointerEvent, from: DragPoint | null) => DragPoint | null
  readonly snap: Snap
  /** Whether a booking may be taken hold of by who looks. */
  readonly movable: (booking: Booking) => boolean
  readonly bookingOf: (uid: string) => Booking | undefined
  readonly onDrop: (draft: Draft) => void
  /** Why nothing may be drawn now. */
  readonly off: boolean
}

interface Press {
  readonly grab: Grab
  readonly x: number
  readonly y: number
  readonly pointer: number
  moved: boolean
  /** The newest, which may not be drawn yet. */
  draft: Draft | null
}

/** What was pressed: an edge or the middle of a booking, or the empty space. */
function grabOf(target: Element, point: DragPoint, rules: DragRules): Grab | null {
  const block = target.closest<HTMLElement>('[data-uid]')
  if (block === null) return { ...point, kind: 'new', booking: null }
  const booking = rules.bookingOf(block.dataset.uid ?? '')
  if (booking === undefined || !rules.movable(booking)) return null
  const edge = target.closest<HTMLElement>('[data-edge]')?.dataset.edge
  const kind: DraftKind = edge === 'start' || edge === 'end' ? edge : 'move'
  return { ...point, kind, booking }
}

/** Draws with the pointer over a calendar. Esc, or a lost pointer, leaves all as it was. */
export function useDrag(rules: DragRules): {
  draft: Draft | null
  handlers: { onPointerDown(event: ReactPointerEvent<HTMLElement>): void }
} {
  const [draft, setDraft] = useState<Draft | null>(null)
  const press = useRef<Press | null>(null)
  const latest = useRef(rules)
  latest.current = rules
  const stop = useRef<() => void>(() => undefined)
  useEffect(() => () => stop.current(), [])

  const begin = (): void => {
    const end = (): void => {
      press.current = null
      setDraft(null)
      window.removeEventListener('pointermove', onMove)
      window.removeEventListener('pointerup', onUp)
      window.removeEventListener('pointercancel', end)
      window.removeEventListener('keydown', onKey, true)
    }
    const onMove = (event: PointerEvent): void => {
      const now = press.current
      if (!now || event.pointerId !== now.pointer) return
      if (!now.moved && Math.hypot(event.clientX - now.x, event.clientY - now.y) < threshold) return
      now.moved = true
      const point = latest.current.locate(event, now.grab)
      if (!point) return
      now.draft = draftAt(now.grab, point, latest.current.snap)
      setDraft(now.draft)
    }
    const onUp = (event: PointerEvent): void => {
      if (event.pointerId !== press.current?.pointer) return
      const { moved, draft: drawn } = press.current
      end()
      if (moved) swallowClick()
      if (drawn) latest.current.onDrop(drawn)
    }
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return
      event.preventDefault()
      event.stopPropagation()
      if (press.current?.moved) swallowClickOfRelease()
      end()
    }
    window.addEventListener('pointermove', onMove)
    window.addEventListener('pointerup', onUp)
    window.addEventListener('pointercancel', end)
    window.addEventListener('keydown', onKey, true)
    stop.current = end
  }

  const onPointerDown = (event: ReactPointerEvent<HTMLElement>): void => {
    if (event.button !== 0 || rules.off || press.current || !(event.target instanceof Element)) return
    const point = rules.locate(event.nativeEvent, null)
    const grab = point && grabOf(event.target, point, rules)
    if (!grab) return
    press.current = { grab, x: event.clientX, y: event.clientY, pointer: event.pointerId, moved: false, draft: null }
    begin()
  }
  return { draft, handlers: { onPointerDown } }
}

/** The same while the button is still down: it is let go when the hand comes to it. */
function swallowClickOfRelease(): void {
  const released = new AbortController()
  const options = { capture: true, signal: released.signal }
  window.addEventListener('pointercancel', () => released.abort(), options)
  window.addEventListener(
    'pointerup',
    () => {
      released.abort()
      swallowClick()
    },
    options
  )
}

/** The click that follows a drag is no click on what lies under the pointer. */
function swallowClick(): void {
  const swallow = (event: Event): void => {
    event.stopPropagation()
    event.preventDefault()
  }
  window.addEventListener('click', swallow, { capture: true, once: true })
  // There is none when the pointer was let go over something else.
  setTimeout(() => window.removeEventListener('click', swallow, { capture: true }), 50)
}
