/** Resources down, time across: a day, a week or a month. */
import type { Refusal, Waiter } from '@contract/booking'
import { type ReactNode, type Ref, useState } from 'react'
import { useElementWidth } from '../../../ui/data-table/use-element-width'
import { useJudgement } from '../drag/use-judgement'
import type { ResourceStatus } from '../resource-status'
import { timesOf } from '../slot-times'
import { type Surface, type SurfaceProps, useSurface } from './calendar-surface'
import { ResourceName } from './resource-name'
import { SpokenDraft, SurfaceFoot, SurfaceHint } from './surface-foot'
import styles from './timeline.module.css'
import { TimelineGround } from './timeline-ground'
import { ScaleNames, TimelineHead, type Zones } from './timeline-head'
import { runs, Track } from './track'

export interface TimelineProps extends SurfaceProps {
  readonly zones: Zones
  readonly waiters: ReadonlyMap<string, readonly Waiter[]>
  /** How each resource stands now; null where now is not in sight. */
  readonly statusOf: (resource: string) => ResourceStatus | null
  /** What stands against the draft that is held. */
  readonly heldRefusals: readonly Refusal[]
  readonly heldRef: Ref<HTMLDivElement>
  readonly label: string
  /** `this week`: what is shown, in a sentence. */
  readonly shownWords: string
}

const none: readonly never[] = []
/** CSS pixels: least height of a row, width of the names beside the tracks and of the rail beside the room. */
const leastRow = 58
const namesWidth = 148
const railWidth = 164

/** The block that the Tab key comes to: the one that had the focus, the selected one, or the first that is not over. */
export function reachableOf({ byResource, selected, now }: SurfaceProps, focused: string | null): string | null {
  let first: string | null = null
  for (const list of byResource.values())
    for (const booking of list) {
      const { uid } = booking
      if (uid === (focused ?? selected)) return uid
      if (first === null && timesOf(booking).end > now) first = uid
    }
  return first ?? [...byResource.values()].flat()[0]?.uid ?? null
}

/** What a calendar draws beside the bookings: the wish that is drawn now, or the one that is held. */
export function useDrawn(props: TimelineProps, surface: Surface) {
  const { draft } = surface
  const judged = useJudgement(draft)
  const drawn = draft ?? props.held
  const refusals = draft ? judged : props.heldRefusals
  const of = (resource: string) => ({
    draft: drawn?.resource === resource ? drawn : null,
    refusals: drawn?.resource === resource ? refusals : null,
    lifted: drawn?.booking?.resource === resource ? drawn.booking.uid : null,
    ...(draft === null && drawn?.resource === resource && { draftRef: props.heldRef })
  })
  return { drawn, refusals, of }
}

/** The last block that had the focus, while it is drawn. */
export function useFocused() {
  const [focused, setFocused] = useState<string | null>(null)
  return {
    focused,
    onFocus: (event: { target: EventTarget }): void => {
      const uid = event.target instanceof HTMLElement ? event.target.dataset.uid : undefined
      if (uid !== undefined) setFocused(uid)
    }
  }
}

/** CSS pixels of the tracks. Before they are measured it is the whole window, so that little is drawn twice. */
function useExtent(box: Surface['box']): number {
  const width = useElementWidth(box)
  return (width ?? window.innerWidth - railWidth) - namesWidth
}

/** What a track of a resource is given beside what is common to all. */
export function trackOf(props: TimelineProps, resource: string, reachable: string | null) {
  const { byResource, waiters, now, selected, zones } = props
  const bookings = byResource.get(resource) ?? none
  const has = (uid: string | null): string | null => (bookings.some(one => one.uid === uid) ? uid : null)
  return {
    ...{ resource, bookings, zone: zones.main, waiters: waiters.get(resource) ?? none },
    ...{ selected: has(selected), reachable: has(reachable) },
    // Where nothing runs the track need not be drawn anew as the time goes by.
    now: bookings.some(one => runs(timesOf(one), now)) ? now : null
  }
}

export function Timeline(props: TimelineProps): ReactNode {
  const { stretch, resources, zones, now, statusOf, label } = props
  const surface = useSurface(props, 'x')
  const { of, drawn, refusals } = useDrawn(props, surface)
  const { focused, onFocus } = useFocused()
  const reachable = reachableOf(props, focused)
  const extent = useExtent(surface.box)
  const { movable } = surface
  return (
    <div className={styles.pane}>
      <div className={styles.scroll}>
        <div className={styles.head}>
          <ScaleNames {...{ stretch, zones }} />
          <TimelineHead {...{ stretch, zones, now }} />
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: a group of buttons that the arrow keys go between, no form fields */}
        <div
          className={styles.rows}
          ref={surface.box}
          role='group'
          aria-label={label}
          tabIndex={reachable === null ? 0 : -1}
          data-drawing={drawn !== null || undefined}
          style={{ minHeight: resources.length * leastRow }}
          onFocus={onFocus}
          {...surface.handlers}
        >
          <TimelineGround {...{ stretch, zones, now }} />
          {resources.map(resource => (
            <div key={resource.name} className={styles.row}>
              <div className={styles.name}>
                <ResourceName resource={resource} status={statusOf(resource.name)} />
              </div>
              <Track
                {...{ stretch, movable, extent, axis: 'x', ...of(resource.name) }}
                {...trackOf(props, resource.name, reachable)}
              />
            </div>
          ))}
        </div>
      </div>
      <SurfaceHint {...props} axis='x' />
      <SpokenDraft draft={drawn} refusals={refusals} />
      <SurfaceFoot {...props} byKeys={surface.byKeys} axis='x' />
    </div>
  )
}
