/** What both pictures of the calendar hear: drags, clicks and keys, along one axis of time. */
import type { Booking } from '@contract/booking'
import type { Resource } from '@contract/resources'
import { type KeyboardEvent, type MouseEvent, type PointerEvent, type RefObject, useCallback, useRef } from 'react'
import { mayTry } from '../booking-look'
import type { Draft, DragPoint, Snap } from '../drag/draft'
import { useDrag } from '../drag/use-drag'
import { useRoom } from '../room-context'
import { instantOf } from '../scale'
import { snapMinutes, snapped } from '../snap'
import type { Stretch } from '../stretch'

/** Along which the time goes. */
export type TimeAxis = 'x' | 'y'

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
}

/** Where the pointer is on the tracks of the resources: the one it is over, or the nearest while it draws. */
function locateOn(
  box: HTMLElement,
  axis: TimeAxis,
  stretch: Stretch,
  event: MouseEvent | globalThis.MouseEvent,
  near: boolean
) {
  const cross = axis === 'x' ? event.clientY : event.clientX
  const tracks = [...box.querySelectorAll<HTMLElement>('[data-resource]')].map(track => {
    const rect = track.getBoundingClientRect()
    const [low, high] = axis === 'x' ? [rect.top, rect.bottom] : [rect.left, rect.right]
    return { track, rect, away: Math.max(low - cross, cross - high, 0) }
  })
  tracks.sort((a, b) => a.away - b.away)
  const [found] = tracks
  if (!found || (found.away > 0 && !near)) return null
  const { rect } = found
  const [from, size] = axis === 'x' ? [rect.left, rect.width] : [rect.top, rect.height]
  const along = axis === 'x' ? event.clientX : event.clientY
  const share = Math.min(1, Math.max(0, (along - from) / size))
  const minutesPerPixel = (stretch.to - stretch.from) / 60_000 / size
  return { point: { resource: found.track.dataset.resource ?? '', at: instantOf(share, stretch) }, minutesPerPixel }
}

/** Whether who looks may take hold of it; the rules are judged later. */
function useMovable(now: number): (booking: Booking) => boolean {
  const { user, administrator, offline } = useRoom()
  return useCallback(
    booking => offline === null && Date.parse(booking.end) > now && mayTry(booking, user, administrator),
    [user, administrator, offline, now]
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

/** Which way an arrow key leads: along the time or across the resources. */
function arrow(key: string, axis: TimeAxis): { by: 1 | -1; across: boolean } | null {
  if (key === 'ArrowLeft' || key === 'ArrowRight') return { by: key === 'ArrowRight' ? 1 : -1, across: axis === 'y' }
  if (key === 'ArrowUp' || key === 'ArrowDown') return { by: key === 'ArrowDown' ? 1 : -1, across: axis === 'x' }
  return null
}

const uidOf = (target: EventTarget): string | undefined =>
  target instanceof Element ? target.closest<HTMLElement>('[data-uid]')?.dataset.uid : undefined

export interface Surface {
  readonly box: RefObject<HTMLDivElement | null>
  /** What the pointer draws now. */
  readonly draft: Draft | null
  readonly movable: (booking: Booking) => boolean
  readonly handlers: {
    onPointerDown(event: PointerEvent<HTMLElement>): void
    onClick(event: MouseEvent<HTMLElement>): void
    onDoubleClick(event: MouseEvent<HTMLElement>): void
    onKeyDown(event: KeyboardEvent<HTMLElement>): void
  }
}

/** The snap of each resource's own rule, at the size of what is drawn. */
function snapOf(resources: readonly Resource[], zone: string, minutesPerPixel: () => number): Snap {
  const minutes = (name: string): number =>
    snapMinutes(resources.find(one => one.name === name)?.rules.stepMinutes, minutesPerPixel())
  return {
    to: (at, name) => snapped(at, minutes(name), zone),
    least: name => minutes(name) * 60_000
  }
}

export function useSurface(props: SurfaceProps, axis: TimeAxis): Surface {
  const { stretch, resources, byResource, now, onSelect, onDrop, onNew } = props
  const { file, offline } = useRoom()
  const box = useRef<HTMLDivElement>(null)
  const scale = useRef(15)
  const movable = useMovable(now)
  const locate = (event: MouseEvent | globalThis.MouseEvent, near: boolean): DragPoint | null => {
    const found = box.current && locateOn(box.current, axis, stretch, event, near)
    if (found) scale.current = found.minutesPerPixel
    return found?.point ?? null
  }
  const bookingOf = (uid: string): Booking | undefined => {
    for (const list of byResource.values()) {
      const found = list.find(booking => booking.uid === uid)
      if (found) return found
    }
    return undefined
  }
  const snap = snapOf(resources, file.timeZone, () => scale.current)
  const { draft, handlers } = useDrag({
    locate: (event, from) => locate(event, from !== null),
    ...{ snap, movable, bookingOf, onDrop, off: offline !== null }
  })
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const way = arrow(event.key, axis)
    const uid = uidOf(event.target)
    const from = uid === undefined ? undefined : bookingOf(uid)
    if (!way || !from || event.altKey || event.ctrlKey || event.metaKey) return
    const next = neighbour(props, from, way.by, way.across)
    if (!next) return
    event.preventDefault()
    box.current?.querySelector<HTMLElement>(`[data-uid="${CSS.escape(next.uid)}"]`)?.focus()
  }
  const onDoubleClick = (event: MouseEvent<HTMLElement>): void => {
    if (uidOf(event.target) !== undefined || offline !== null) return
    const point = locate(event, false)
    if (point) onNew({ ...point, at: snap.to(point.at, point.resource) })
  }
  return {
    ...{ box, draft, movable },
    handlers: {
      ...handlers,
      onClick: event => onSelect(uidOf(event.target) ?? null),
      ...{ onDoubleClick, onKeyDown }
    }
  }
}
