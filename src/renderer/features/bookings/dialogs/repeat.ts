/** How a booking repeats, as a form fills it in and as RFC 5545 writes it. */
import { weekdays } from '@contract/resources'

export type Weekday = (typeof weekdays)[number]

export const repeatKinds = ['none', 'daily', 'weekly', 'custom'] as const
export type RepeatKind = (typeof repeatKinds)[number]

export interface RepeatDraft {
  readonly kind: RepeatKind
  /** Each day or week, each second … */
  readonly every: number | undefined
  /** Of a weekly one; none: the day of its begin. */
  readonly days: readonly Weekday[]
  readonly ends: 'count' | 'until'
  readonly count: number | undefined
  /** `2026-12-24`, that day included. */
  readonly until: string
  /** Of a custom one: RRULE without the word. */
  readonly rule: string
}

export const noRepeat: RepeatDraft = {
  ...{ kind: 'none', every: 1, days: [], ends: 'count', count: 4, until: '' },
  rule: 'FREQ=MONTHLY;BYDAY=1MO;COUNT=6'
}

/** RFC 5545, 3.3.10: the first two letters. */
const dayCode = (day: Weekday): string => day.slice(0, 2).toUpperCase()

/** What is not filled in yet, in words; null when it can be asked. */
export function repeatTrouble({ kind, every, ends, count, until, rule }: RepeatDraft): string | null {
  if (kind === 'none') return null
  if (kind === 'custom') return rule.trim() === '' ? 'Write the rule, for instance FREQ=WEEKLY;COUNT=4.' : null
  if (every === undefined || !Number.isInteger(every) || every < 1) return 'It repeats every 1, 2, 3 … days or weeks.'
  if (ends === 'until') return /^\d{4}-\d\d-\d\d$/.test(until) ? null : 'Say the last day, such as 24 Dec 2026.'
  return count === undefined || !Number.isInteger(count) || count < 1 ? 'Say how many bookings there shall be.' : null
}

/** RRULE without the word; undefined for a booking that does not repeat. */
export function repeatRule(draft: RepeatDraft): string | undefined {
  const { kind, every, days, ends, count, until, rule } = draft
  if (kind === 'none') return undefined
  if (kind === 'custom') return rule.trim()
  const parts = [
    `FREQ=${kind.toUpperCase()}`,
    every !== 1 && `INTERVAL=${every}`,
    kind === 'weekly' &&
      days.length > 0 &&
      `BYDAY=${weekdays
        .filter(day => days.includes(day))
        .map(dayCode)
        .join(',')}`,
    ends === 'until' ? `UNTIL=${until.replaceAll('-', '')}` : `COUNT=${count}`
  ]
  return parts.filter(part => part !== false).join(';')
}
