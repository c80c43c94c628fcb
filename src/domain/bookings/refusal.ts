/** A wish that is refused: by which rule, in words, what is in the way, and what would be allowed instead. */
import type { Booking, Refusal, Slot } from '@contract/booking'
import type { ErrorCode } from '@contract/errors'
import { Failure } from '@domain/failure'

export function refuse(
  rule: Refusal['rule'],
  message: string,
  more: { with?: readonly Booking[]; instead?: Slot | null } = {}
): Refusal {
  return { rule, message, with: [...(more.with ?? [])], instead: more.instead ?? null }
}

/** A length in words. Minutes. */
export function span(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), Math.round(minutes % 60)]
  if (hours === 0) return `${rest} min`
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`
}

/** Refused because of who asks, whatever the wish. */
const notTheirs: readonly Refusal['rule'][] = ['change', 'hours', 'approval']

/** Taken slots first, as trying again later may help; then what the caller is not the one for; then rules. */
export function refusalCode(refusals: readonly Refusal[]): Extract<ErrorCode, 'conflict' | 'rule' | 'not-allowed'> {
  const taken = refusals.some(({ rule, with: inTheWay }) => inTheWay.length > 0 || rule === 'waitlist')
  if (taken) return 'conflict'
  return refusals.every(({ rule }) => notTheirs.includes(rule)) ? 'not-allowed' : 'rule'
}

function hintOf(refusals: readonly Refusal[]): string {
  const instead = refusals.find(refusal => refusal.instead !== null)?.instead
  return instead ? `Nearest that ${refusals.length > 1 ? 'one of these' : 'this'} allows: ${slotText(instead)}.` : ''
}

const slotText = ({ start, end }: Slot): string => `${start} to ${end}`

/** All refusals as one error; there is at least one. */
export function refusedFailure(refusals: readonly Refusal[]): Failure {
  const code = refusalCode(refusals)
  const first = refusals.find(({ with: inTheWay }) => code === 'conflict' && inTheWay.length > 0) ?? refusals[0]
  const inTheWay = [...new Map(refusals.flatMap(({ with: those }) => those).map(one => [one.uid, one])).values()]
  const words = [...new Set(refusals.map(({ message }) => message))].slice(0, 20)
  return new Failure(code, words.join(' '), {
    hint: hintOf(refusals),
    detail: `Refused by the rule ${[...new Set(refusals.map(({ rule }) => rule))].join(', ')}.`,
    ...(first && { rule: first.rule }),
    ...(inTheWay.length > 0 && {
      with: inTheWay.slice(0, 50).map(({ uid, resource, start, end, owner, title }) => ({
        ...{ uid, resource, start, end, owner, title }
      }))
    })
  })
}
