import type { Refusal, Slot } from '@contract/booking'
import type { ResourceRules } from '@contract/resources'
import type { ReactNode } from 'react'
import { Button } from '../../../ui/button'
import { Popover } from '../../../ui/popover'
import { StateMark } from '../../../ui/state-mark'
import { bookingTitle, holderWords } from '../booking-look'
import { useRoom } from '../room-context'
import { refusalWords, ruleName } from '../rule-words'
import { lengthWords, slotWords, spanWords, timeWords } from '../time-words'
import type { Draft } from './draft'
import styles from './drag.module.css'

/** What a button offers in place of what was asked. */
export function insteadWords(draft: Draft, instead: Slot, zone: string): string {
  const [start, end] = [Date.parse(instead.start), Date.parse(instead.end)]
  const verb = draft.booking === null ? 'Book' : 'Move'
  if (start === draft.start) return `${draft.booking === null ? 'Book' : 'Make it'} ${lengthWords(end - start)} instead`
  return `${verb} ${draft.booking === null ? '' : 'to '}${timeWords(start, zone)} instead`
}

/** The nearest slot that would be allowed, of the first rule that names one. */
export const nearest = (refusals: readonly Refusal[]): Slot | null =>
  refusals.find(({ instead }) => instead !== null)?.instead ?? null

/** At the thing refused: the rule by its name, what was asked in both clocks, and what is allowed. */
export function RefusalPopover(props: {
  draft: Draft
  refusals: readonly Refusal[]
  anchor: Element | null
  onInstead: (slot: Slot) => void
  /** Without it there is nobody to wait for. */
  onWait: (() => void) | undefined
  onClose: () => void
}): ReactNode {
  const { draft, refusals, anchor, onInstead, onWait, onClose } = props
  const { file, here } = useRoom()
  const [first, ...others] = refusals
  const resource = file.resources.find(({ name }) => name === draft.resource)
  if (!first || !resource || anchor === null) return null
  const instead = nearest(refusals)
  const verb = draft.booking === null ? 'booked' : 'changed'
  return (
    <Popover
      open
      anchor={anchor}
      onOpenChange={next => !next && onClose()}
      title={
        <span className={styles.head}>
          <StateMark state='failed' label='Refused' />
          {`Not ${verb}: ${refusalWords(first, resource)}`}
        </span>
      }
      acts={
        <>
          {onWait && (
            <Button size='small' onClick={onWait}>
              Wait for this slot
            </Button>
          )}
          {instead ? (
            <Button
              kind='primary'
              size='small'
              keys='enter'
              autoFocus
              onClick={() => onInstead(instead)}
              title={slotWords(instead, file.timeZone)}
            >
              {insteadWords(draft, instead, file.timeZone)}
            </Button>
          ) : (
            <Button size='small' keys='escape' autoFocus onClick={onClose}>
              Close
            </Button>
          )}
        </>
      }
    >
      <div className={styles.says}>
        <Said refusal={first} rules={resource.rules} word='Rule' />
        {others.map(refusal => (
          <Said key={`${refusal.rule} ${refusal.message}`} {...{ refusal }} rules={resource.rules} word='And' />
        ))}
        <InTheWay refusals={refusals} />
        <p>{`Asked: ${lengthWords(draft.end - draft.start)}, ${spanWords(draft.start, draft.end, file.timeZone)}`}</p>
        <p className='faint'>{`Here: ${spanWords(draft.start, draft.end, here)}`}</p>
      </div>
    </Popover>
  )
}

/** A rule by its name, and what it says here. That time goes on is no rule of the facility. */
function Said({ refusal, rules, word }: { refusal: Refusal; rules: ResourceRules; word: string }): ReactNode {
  const { rule, message } = refusal
  if (rule === 'past') return <p>Nothing can be booked, moved or made longer in a time that is over.</p>
  if (rule === 'order') return <p>{message}</p>
  return (
    <p>
      {word} <b>{ruleName(rule, rules)}</b>. {message}
    </p>
  )
}

/** So many bookings in the way are named. */
const mostNamed = 3

function InTheWay({ refusals }: { refusals: readonly Refusal[] }): ReactNode {
  const { file, user } = useRoom()
  const others = refusals.flatMap(({ with: bookings }) => bookings)
  return others.slice(0, mostNamed).map(booking => (
    <p key={booking.uid} className={styles.other}>
      {`${bookingTitle(booking)}, ${holderWords(booking, file, user)}: ${slotWords(booking, file.timeZone)}`}
    </p>
  ))
}
