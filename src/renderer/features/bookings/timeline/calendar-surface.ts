/** What both pictures of the calendar hear: drags, clicks and keys, along one axis of time. */
import type { Booking } from '@contract/booking'
import type { Resource } from '@contract/resources'
import {
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type RefObject,
  useCallback,
  useRef
} from 'react'
import { notify } from '../../../ui/toasts'
import { bookingTitle, immovableWords, mayTry } from '../booking-look'
import type { Draft, DragPoint, Snap } from '../drag/draft'
import { arrowWay, type TimeAxis } from '../drag/draft-keys'
import { useDrag } from '../drag/use-drag'
import { type KeyDraft, useKeyDraft } from '../drag/use-key-draft'
import { offlineReason, useRoom } from '../room-context'
import { instantOf } from '../scale'
import { timesOf } from '../slot-times'
import { snapMinutes, snapped } from '../snap'
import type { Stretch } from '../stretch'
import { useCalendarKeys } from '../use-calendar-keys'

export interface SurfaceProps {
  readonly stretch: Stretch
  readonly resources: readonly Resource[]
  /** Those that are drawn, each resource's by begin. */
  readonly byResource: ReadonlyMap<string, readonly Booking[]>
  /** Milliseconds since 1970, by the server's clock. */
  readonly now: number
  readonly selected: string | null
  /** What is drawn while the pointer rests: a refused wish, or one that is being written. */
  readonly held: Draft | null
  readonly onSelect: (uid: string | null) => void
  readonly onDrop: (draft: Draft) => void
  /** Asks for a new booking there. */
  readonly onNew: (at: DragPoint) => void
  /** Says why nothing can be booked there: it is over. */
  readonly onPast: (draft: Draft) => void
  /** It is in sight, and nothing is asked over it. */
  readonly active: boolean
}

/** CSS pixels, and what they stand for. */
interface TrackScale {
  readonly from: number
  readonly size: number
  readonly minutesPerPixel: number
}

function scaleOf(track: Element, axis: TimeAxis, stretch: Stretch): TrackScale {
  const rect = track.getBoundingClientRect()
  const [from, size] = axis === 'x' ? [rect.left, rect.width] : [rect.top, rect.height]
  return { from, size, minutesPerPixel: (stretch.to - stretch.from) / 60_000 / size }
}

/** Where the pointer is on the tracks of the resources: the one it is over, or the nearest while it draws. */
function locateOn(
  box: HTMLElement,
  axis: TimeAxis,
  stretch: Stretch,
  event: MouseEvent | globalThis.MouseEvent,
  near: boolean
): DragPoint | null {
  // The name of a resource is no time of it.
  if (!near && !(event.target instanceof Element && event.target.closest('[data-resource]'))) return null
  const cross = axis === 'x' ? event.clientY : event.clientX
  const tracks = [...box.querySelectorAll<HTMLElement>('[data-resource]')].map(track => {
    const rect = track.getBoundingClientRect()
    const [low, high] = axis === 'x' ? [rect.top, rect.bottom] : [rect.left, rect.right]
    return { track, away: Math.max(low - cross, cross - high, 0) }
  })
  tracks.sort((a, b) => a.away - b.away)
  const [found] = tracks
  if (!found || (found.away > 0 && !near)) return null
  const { from, size } = scaleOf(found.track, axis, stretch)
  const along = axis === 'x' ? event.clientX : event.clientY
  const share = Math.min(1, Math.max(0, (along - from) / size))
  return { resource: found.track.dataset.resource ?? '', at: instantOf(share, stretch) }
}

/** How much time a pixel is, of any of the tracks. */
const minutesPerPixel = (box: HTMLElement | null, axis: TimeAxis, stretch: Stretch): number => {
  const track = box?.querySelector('[data-resource]')
  return track ? scaleOf(track, axis, stretch).minutesPerPixel : 15
}

/** Whether who looks may take hold of it; the rules are judged later. */
function useMovable(now: number): (booking: Booking) => boolean {
  const { user, administrator, offline } = useRoom()
  // By the minute: all that is drawn hangs on it.
  const minute = Math.floor(now / 60_000) * 60_000
  return useCallback(
    booking => offline === null && timesOf(booking).end > minute && mayTry(booking, user, administrator),
    [user, administrator, offline, minute]
  )
}

/** The booking beside another one: along the time in its resource, or at the same time in the next resource. */
export function neighbour(
  { resources, byResource }: Pick<SurfaceProps, 'resources' | 'byResource'>,
  from: Booking,
  by: 1 | -1,
  across: boolean
): Booking | undefined {
  if (!across) {
    const own = byResource.get(from.resource) ?? []
    return own[own.findIndex(({ uid }) => uid === from.uid) + by]
  }
  const at = Date.parse(from.start)
  const place = resources.findIndex(({ name }) => name === from.resource)
  for (let next = place + by; next >= 0 && next < resources.length; next += by) {
    const list = byResource.get(resources[next]?.name ?? '') ?? []
    const nearest = [...list].sort((a, b) => Math.abs(Date.parse(a.start) - at) - Math.abs(Date.parse(b.start) - at))[0]
    if (nearest) return nearest
  }
  return undefined
}

const uidOf = (target: EventTarget): string | undefined =>
  target instanceof Element ? target.closest<HTMLElement>('[data-uid]')?.dataset.uid : undefined

export interface Surface {
  readonly box: RefObject<HTMLDivElement | null>
  /** What the pointer or the keys draw now. */
  readonly draft: Draft | null
  /** It is drawn by keys, which the foot names. */
  readonly byKeys: boolean
  readonly movable: (booking: Booking) => boolean
  readonly handlers: {
    onPointerDown(event: PointerEvent<HTMLElement>): void
    onPointerOver(event: PointerEvent<HTMLElement>): void
    onClick(event: MouseEvent<HTMLElement>): void
    onDoubleClick(event: MouseEvent<HTMLElement>): void
    onKeyDown(event: KeyboardEvent<HTMLElement>): void
    onBlur(event: FocusEvent<HTMLElement>): void
  }
}

/** The snap of each resource's own rule, at the size of what is drawn. */
function snapOf(resources: readonly Resource[], zone: string, minutesOfPixel: () => number): Snap {
  const minutes = (name: string): number =>
    snapMinutes(resources.find(one => one.name === name)?.rules.stepMinutes, minutesOfPixel())
  return {
    to: (at, name) => snapped(at, minutes(name), zone),
    least: name => minutes(name) * 60_000
  }
}

/** What a click in the time that is over would book, as long as is usual where all of that is over; null where none is. */
function pastDraft({ resource, at }: DragPoint, now: number, snap: Snap, usualMs: number): Draft | null {
  const step = snap.least(resource)
  const start = snap.to(at - step / 2, resource)
  if (start + step > now) return null
  const length = start + usualMs <= now ? Math.max(step, usualMs) : step
  return { kind: 'new', booking: null, resource, start, end: start + length }
}

/** Arrow keys go between bookings; with Alt or Shift they draw them, and `n` draws a new one. */
function useSurfaceKeys(
  props: SurfaceProps,
  axis: TimeAxis,
  rules: Parameters<typeof useKeyDraft>[0]
): {
  keys: KeyDraft
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
} {
  const { stretch, resources, byResource, now, active } = props
  const room = useRoom()
  const { offline } = room
  const keys = useKeyDraft(rules)
  const { box } = rules
  const focused = (): Booking | undefined => {
    const uid = document.activeElement && uidOf(document.activeElement)
    return uid ? bookingIn(byResource, uid) : undefined
  }
  useCalendarKeys(active && offline === null, {
    n: () => {
      const on = focused()
      const resource = on?.resource ?? resources[0]?.name
      // After the booking one stands on, else from now on.
      const from = Math.max(now, on ? Date.parse(on.end) : stretch.from)
      if (resource !== undefined && from < stretch.to) keys.begin(resource, from)
    }
  })
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const uid = uidOf(event.target)
    const from = uid === undefined ? undefined : bookingIn(byResource, uid)
    if (keys.hear(event, from)) return
    const way = arrowWay(event.key, axis)
    if (!way || !from || event.ctrlKey || event.metaKey) return
    if (event.altKey || event.shiftKey) {
      const why = offlineReason(room) ?? immovableWords(from, room, now)
      if (why !== null) notify(`${bookingTitle(from)} cannot be moved`, { description: why })
      event.preventDefault()
      return
    }
    const next = neighbour(props, from, way.by, way.across)
    if (!next) return
    event.preventDefault()
    box.current?.querySelector<HTMLElement>(`[data-uid="${CSS.escape(next.uid)}"]`)?.focus()
  }
  return { keys, onKeyDown }
}

function bookingIn(byResource: SurfaceProps['byResource'], uid: string): Booking | undefined {
  for (const list of byResource.values()) {
    const found = list.find(booking => booking.uid === uid)
    if (found) return found
  }
  return undefined
}

/** The tip of a block is what is said of it. It gets it from the pointer: hundreds that nobody points at need none. */
function tipOf({ target }: { target: EventTarget }): void {
  const block = target instanceof Element ? target.closest<HTMLElement>('[data-uid]') : null
  const words = block?.getAttribute('aria-label')
  if (block && words && block.title !== words) block.title = words
}

export function useSurface(props: SurfaceProps, axis: TimeAxis): Surface {
  const { stretch, resources, byResource, now, selected, held, onSelect, onDrop, onNew, onPast } = props
  const { file, offline } = useRoom()
  const box = useRef<HTMLDivElement>(null)
  /** Something was chosen or drawn when the pointer came down: its click leaves that, and says nothing new. */
  const leaves = useRef(false)
  const movable = useMovable(now)
  const locate = (event: MouseEvent | globalThis.MouseEvent, near: boolean): DragPoint | null =>
    box.current && locateOn(box.current, axis, stretch, event, near)
  const snap = snapOf(resources, file.timeZone, () => minutesPerPixel(box.current, axis, stretch))
  const drag = useDrag({
    locate: (event, from) => locate(event, from !== null),
    ...{ snap, movable, onDrop, off: offline !== null },
    bookingOf: uid => bookingIn(byResource, uid)
  })
  const { keys, onKeyDown } = useSurfaceKeys(props, axis, {
    ...{ axis, resources, stretch, movable, onDrop, box, snap: () => snap }
  })
  const pastOf = (point: DragPoint): Draft | null => {
    const rules = resources.find(({ name }) => name === point.resource)?.rules
    return pastDraft(point, now, snap, (rules?.leastMinutes ?? 60) * 60_000)
  }
  const onDoubleClick = (event: MouseEvent<HTMLElement>): void => {
    if (uidOf(event.target) !== undefined || offline !== null) return
    const point = locate(event, false)
    if (point && pastOf(point) === null) onNew({ ...point, at: snap.to(point.at, point.resource) })
  }
  const onClick = (event: MouseEvent<HTMLElement>): void => {
    const uid = uidOf(event.target)
    onSelect(uid ?? null)
    if (uid !== undefined || leaves.current || offline !== null) return
    const point = locate(event, false)
    const past = point && pastOf(point)
    if (past) onPast(past)
  }
  return {
    ...{ box, movable, draft: drag.draft ?? keys.draft, byKeys: keys.draft !== null },
    handlers: {
      ...{ onClick, onDoubleClick, onKeyDown, onBlur: keys.onBlur, onPointerOver: tipOf },
      onPointerDown: event => {
        leaves.current = selected !== null || held !== null
        keys.drop()
        drag.handlers.onPointerDown(event)
      }
    }
  }
}
