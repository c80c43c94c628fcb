import type { Refusal } from '@contract/booking'
import type { ReactNode, Ref } from 'react'
import { classNames } from '../../../ui/class-names'
import { blockTimes, bookingTitle } from '../booking-look'
import type { Draft } from '../drag/draft'
import type { TimeAxis } from '../drag/draft-keys'
import { placeOf, spanStyle } from '../scale'
import type { Stretch } from '../stretch'
import { lengthWords } from '../time-words'
import styles from './blocks.module.css'

/** The end up to which the rule would allow it, where that lies inside of what was drawn. Milliseconds since 1970. */
export function limitOf({ start, end }: Draft, refusals: readonly Refusal[]): number | null {
  const limits = refusals.flatMap(({ rule, instead }) =>
    rule === 'mostMinutes' && instead && Date.parse(instead.start) === start ? [Date.parse(instead.end)] : []
  )
  const least = Math.min(...limits)
  return least < end && least > start ? least : null
}

/** What is drawn and not booked: dashed, red where it is refused, with the limit marked in it. */
export function DraftBlock(props: {
  draft: Draft
  /** Null: not judged yet. */
  refusals: readonly Refusal[] | null
  stretch: Stretch
  axis: TimeAxis
  /** Whose days divide the calendar. */
  zone: string
  blockRef?: Ref<HTMLDivElement> | undefined
}): ReactNode {
  const { draft, refusals, stretch, axis, zone, blockRef } = props
  const { at, size } = spanStyle(draft.start, draft.end, stretch)
  const refused = refusals !== null && refusals.length > 0
  const limit = refused ? limitOf(draft, refusals) : null
  const length = lengthWords(draft.end - draft.start)
  return (
    <div
      ref={blockRef}
      className={classNames(
        styles.block,
        styles.measured,
        styles.draft,
        refused && styles.refused,
        axis === 'y' && styles.upright
      )}
      style={axis === 'x' ? { left: at, width: size } : { top: at, height: size }}
    >
      <span className={styles.words}>
        <span className={styles.title}>{draft.booking ? bookingTitle(draft.booking) : 'New booking'}</span>
        <span className={styles.times}>{blockTimes(draft, zone)}</span>
        <span className={styles.detail}>{length}</span>
      </span>
      {limit !== null && (
        <Limit
          share={placeOf(limit, { from: draft.start, to: draft.end })}
          axis={axis}
          words={lengthWords(limit - draft.start)}
        />
      )}
    </div>
  )
}

function Limit({ share, axis, words }: { share: number; axis: TimeAxis; words: string }): ReactNode {
  const place = `${(share * 100).toFixed(2)}%`
  return (
    <i
      className={axis === 'x' ? styles.limit : styles.limitDown}
      style={axis === 'x' ? { left: place } : { top: place }}
    >
      <span>{words}</span>
    </i>
  )
}
