/** Resources down, time across: a day, a week or a month. */
import type { Refusal, Waiter } from '@contract/booking'
import { type ReactNode, type Ref, useState } from 'react'
import { useJudgement } from '../drag/use-judgement'
import type { ResourceStatus } from '../resource-status'
import { type Surface, type SurfaceProps, useSurface } from './calendar-surface'
import { ResourceName } from './resource-name'
import styles from './timeline.module.css'
import { NowLine, ScaleNames, TimelineGround, TimelineHead, type Zones } from './timeline-head'
import { Track } from './track'

export interface TimelineProps extends SurfaceProps {
  readonly zones: Zones
  readonly waiters: ReadonlyMap<string, readonly Waiter[]>
  /** How each resource stands now; null where now is not in sight. */
  readonly statusOf: (resource: string) => ResourceStatus | null
  /** What stands against the draft that is held. */
  readonly heldRefusals: readonly Refusal[]
  readonly heldRef: Ref<HTMLDivElement>
  readonly label: string
}

const none: readonly never[] = []
/** Least height of a row. CSS pixels. */
const leastRow = 58

/** The block that the Tab key comes to: the one that had the focus, the selected one, or the first that is not over. */
export function reachableOf({ byResource, selected, now }: SurfaceProps, focused: string | null): string | null {
  let first: string | null = null
  for (const list of byResource.values())
    for (const { uid, end } of list) {
      if (uid === (focused ?? selected)) return uid
      if (first === null && Date.parse(end) > now) first = uid
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
  return { drawn, of }
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

export function Timeline(props: TimelineProps): ReactNode {
  const { stretch, resources, byResource, waiters, zones, now, selected, statusOf, label } = props
  const surface = useSurface(props, 'x')
  const { of } = useDrawn(props, surface)
  const { focused, onFocus } = useFocused()
  const reachable = reachableOf(props, focused)
  const { movable } = surface
  return (
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
        style={{ minHeight: resources.length * leastRow }}
        onFocus={onFocus}
        {...surface.handlers}
      >
        <TimelineGround {...{ stretch, zones }} />
        {resources.map(resource => {
          const { name } = resource
          const bookings = byResource.get(name) ?? none
          const has = (uid: string | null): string | null => (bookings.some(one => one.uid === uid) ? uid : null)
          return (
            <div key={name} className={styles.row}>
              <div className={styles.name}>
                <ResourceName resource={resource} status={statusOf(name)} />
              </div>
              <Track
                {...{ resource: name, bookings, stretch, movable, axis: 'x', ...of(name) }}
                waiters={waiters.get(name) ?? none}
                selected={has(selected)}
                reachable={has(reachable)}
              />
            </div>
          )
        })}
        <NowLine {...{ stretch, now }} />
      </div>
    </div>
  )
}
