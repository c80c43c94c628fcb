import type { Refusal, Slot } from '@contract/booking'
import type { BookingPlan } from '@contract/bookings'
import { type ReactNode, useMemo } from 'react'
import { Button } from '../../../ui/button'
import { Checkbox } from '../../../ui/checkbox'
import { countOf } from '../../../ui/format'
import { StateMark } from '../../../ui/state-mark'
import { resourceLabel } from '../booking-look'
import { planRefusals } from '../drag/judge'
import { nearest } from '../drag/refusal-popover'
import { useRoom } from '../room-context'
import { ruleName } from '../rule-words'
import { lengthWords, slotWords } from '../time-words'
import styles from './dialogs.module.css'

/** One date of a plan: what is booked then, and what stands against any of it. */
export interface PlannedDate {
  readonly start: string
  readonly end: string
  readonly refusals: readonly Refusal[]
}

/** The dates of a plan, each once, whatever is booked then. */
export function plannedDates({ bookings }: BookingPlan): readonly PlannedDate[] {
  const dates = new Map<string, { start: string; end: string; refusals: Refusal[] }>()
  for (const { booking, refusals } of bookings) {
    const known = dates.get(booking.start) ?? { start: booking.start, end: booking.end, refusals: [] }
    known.refusals.push(...refusals)
    dates.set(booking.start, known)
  }
  return [...dates.values()].sort((a, b) => Date.parse(a.start) - Date.parse(b.start))
}

/** Names of what is booked along. */
export function linkedNames({ bookings }: BookingPlan, resource: string): readonly string[] {
  return [...new Set(bookings.map(({ booking }) => booking.resource))].filter(name => name !== resource)
}

export interface PlanListProps {
  readonly plan: BookingPlan
  readonly resource: string
  /** Dates that are refused are left out. */
  readonly skip: boolean
  readonly onSkip: (skip: boolean) => void
  readonly onInstead: (slot: Slot) => void
  /** Joins the waitlist of a slot that is taken; without it one cannot. */
  readonly onWait: (() => void) | undefined
}

/** What would be booked, before it is: the dates, what stands against each, what is booked along. */
export function PlanList(props: PlanListProps): ReactNode {
  const { plan, resource } = props
  const { file } = useRoom()
  const dates = useMemo(() => plannedDates(plan), [plan])
  const linked = linkedNames(plan, resource)
  const waits = plan.bookings.some(({ booking }) => booking.status === 'waiting')
  return (
    <section className={styles.plan} aria-label='What would be booked' aria-live='polite'>
      {dates.length > 1 ? <Dates {...props} dates={dates} /> : <OneDate {...props} />}
      {linked.length > 0 && (
        <p>
          {'Booked with it, or not at all: '}
          <b>{linked.map(name => resourceLabel(file, name)).join(', ')}</b>
        </p>
      )}
      {waits && <p>It waits for the consent of an administrator, and keeps its slot meanwhile.</p>}
    </section>
  )
}

function OneDate({ plan, resource, onInstead, onWait }: PlanListProps): ReactNode {
  const { file } = useRoom()
  const refusals = planRefusals(plan)
  const instead = nearest(refusals)
  const rules = file.resources.find(({ name }) => name === resource)?.rules ?? {}
  if (refusals.length === 0)
    return (
      <p className={styles.line}>
        <StateMark state='done' label='' />
        Nothing stands against it.
      </p>
    )
  return (
    <>
      {refusals.map(({ rule, message }) => (
        <p key={`${rule} ${message}`} className={styles.line}>
          <StateMark state='failed' label='Refused' />
          <span>
            Rule <b>{ruleName(rule, rules)}</b>. {message}
          </span>
        </p>
      ))}
      <div className={styles.line}>
        {instead && (
          <Button size='small' onClick={() => onInstead(instead)}>
            {`Take ${slotWords(instead, file.timeZone)} (${lengthWords(Date.parse(instead.end) - Date.parse(instead.start))})`}
          </Button>
        )}
        {onWait && refusals.some(({ rule }) => rule === 'conflict') && (
          <Button size='small' onClick={onWait}>
            Wait for this slot
          </Button>
        )}
      </div>
    </>
  )
}

function Dates({ dates, skip, onSkip }: PlanListProps & { dates: readonly PlannedDate[] }): ReactNode {
  const { file } = useRoom()
  const refused = dates.filter(({ refusals }) => refusals.length > 0)
  return (
    <>
      <p>
        <b>{countOf(dates.length, 'date')}</b>
        {refused.length > 0 && <span className='bad'>{`, ${refused.length} refused`}</span>}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <ul className={styles.dates} tabIndex={0} aria-label='Dates'>
        {dates.map(({ start, end, refusals }) => (
          <li key={start} className={styles.line}>
            <StateMark
              state={refusals.length > 0 ? 'failed' : 'done'}
              label={refusals.length > 0 ? 'Refused' : 'Free'}
            />
            <span className={styles.when}>{slotWords({ start, end }, file.timeZone)}</span>
            <span className='cut faint' title={refusals.map(({ message }) => message).join(' ')}>
              {refusals[0]?.message}
            </span>
          </li>
        ))}
      </ul>
      {refused.length > 0 && (
        <Checkbox
          checked={skip}
          onChange={onSkip}
          label={`Leave these ${refused.length} out`}
          hint={`${dates.length - refused.length} are booked; without this none is.`}
        />
      )}
    </>
  )
}
