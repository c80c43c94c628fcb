/** What stands with a picture of the calendar: the keys that work in it, what to do where it is empty, what is drawn. */
import type { Refusal } from '@contract/booking'
import type { ReactNode } from 'react'
import { FootKeys } from '../../../ui/data-table/foot-keys'
import { ListFoot } from '../../../ui/data-table/list-foot'
import { countOf } from '../../../ui/format'
import { bookingTitle, resourceLabel } from '../booking-look'
import type { Draft } from '../drag/draft'
import type { TimeAxis } from '../drag/draft-keys'
import { useRoom } from '../room-context'
import { lengthWords, spanWords } from '../time-words'
import type { SurfaceProps } from './calendar-surface'
import styles from './timeline.module.css'

type Lines = readonly (readonly string[])[]

/** The keys, by the axis along which the time goes: at rest, and while one draws with them. */
function keyLines(axis: TimeAxis): { readonly rest: Lines; readonly drawn: Lines } {
  const [back, on] = axis === 'x' ? (['left', 'right'] as const) : (['up', 'down'] as const)
  // The modifier is said once for both arrows.
  const pair = (modifiers: string): readonly string[] => [`${modifiers}+${back}`, on]
  return {
    rest: [
      ['n', 'new'],
      [...pair('alt'), 'move'],
      [...pair('shift'), 'stretch'],
      ['enter', 'show'],
      ...(axis === 'x'
        ? [
            ['pageup', 'back'],
            ['pagedown', 'on']
          ]
        : [])
    ],
    drawn: [
      [back, on, 'move'],
      [...pair('shift'), 'end'],
      [...pair('alt+shift'), 'begin'],
      ['enter', 'put it there'],
      ['escape', 'leave it']
    ]
  }
}

/** How many are shown, and the keys that work now. */
export function SurfaceFoot(
  props: Pick<SurfaceProps, 'byResource'> & { shownWords: string; byKeys: boolean; axis: TimeAxis }
): ReactNode {
  const { byResource, shownWords, byKeys, axis } = props
  const { offline } = useRoom()
  const lines = keyLines(axis)
  const count = [...byResource.values()].reduce((sum, list) => sum + list.length, 0)
  return (
    <ListFoot end={offline === null ? <FootKeys lines={byKeys ? lines.drawn : lines.rest} /> : undefined}>
      <span>{`${countOf(count, 'booking')} ${shownWords}`}</span>
    </ListFoot>
  )
}

/** In the first row of a calendar in which nothing is booked: how one books. */
export function SurfaceHint(
  props: Pick<SurfaceProps, 'byResource' | 'stretch' | 'now' | 'held'> & { axis: TimeAxis; shownWords: string }
): ReactNode {
  const { byResource, stretch, now, held, axis, shownWords } = props
  const { offline } = useRoom()
  if (byResource.size > 0 || held !== null) return null
  const over = stretch.to <= now
  return (
    <p className={axis === 'x' ? styles.hint : styles.hintDown}>
      {`Nothing is booked ${shownWords}.`}
      {!over && offline === null && ` Draw ${axis === 'x' ? 'along a row' : 'down a column'}, or press N or B.`}
    </p>
  )
}

/** What is drawn, in words, for who does not see it. It is there always, so that a change of it is told. */
export function SpokenDraft({
  draft,
  refusals
}: {
  draft: Draft | null
  refusals: readonly Refusal[] | null
}): ReactNode {
  const { file } = useRoom()
  const words = draft && [
    draft.booking ? bookingTitle(draft.booking) : 'New booking',
    resourceLabel(file, draft.resource),
    lengthWords(draft.end - draft.start),
    spanWords(draft.start, draft.end, file.timeZone),
    ...(refusals?.map(({ message }) => `refused: ${message}`) ?? [])
  ]
  return (
    <div className='spoken' role='status'>
      {words?.join(', ')}
    </div>
  )
}
