/** The end of a run's machine that is moved while somebody still wants it. */
import type { Run, RunState } from '@contract/cloud-runs'

type Ends = Pick<Run, 'deadline' | 'renewing'>

/** When its machine ends itself at the latest, by all that is known. Milliseconds since 1970; null: there is none. */
export function latestEnd({ deadline, renewing }: Ends): number | null {
  const ends = [deadline, renewing].flatMap(end => (end === null ? [] : [Date.parse(end)]))
  return ends.length === 0 ? null : Math.max(...ends)
}

/** Something of it still moves. While it waits for somebody, nothing is lost when its time is over as said. */
const moving: ReadonlySet<RunState> = new Set<RunState>(['uploading', 'running', 'fetching'])
const coming: ReadonlySet<RunState> = new Set<RunState>(['launching', 'booting'])

/** Until when it may be renewed by itself; null: it is not. Milliseconds since 1970. */
export function renewalCap({ state, renewUntil }: Pick<Run, 'state' | 'renewUntil'>): number | null {
  return renewUntil !== null && (moving.has(state) || coming.has(state)) ? Date.parse(renewUntil) : null
}

type Renewed = Ends & Pick<Run, 'state' | 'renewUntil'> & { readonly asked: Pick<Run['asked'], 'maxSeconds'> }

/** Less than that is not worth a word to the machine. Milliseconds. */
const leastGainMs = 30_000

/** The end that it is to get now; null: it is not time yet, or not wanted. Whole seconds, as the machine keeps it. */
export function nextDeadline(run: Renewed, now: Date): Date | null {
  const cap = renewalCap(run)
  if (cap === null || run.deadline === null || !moving.has(run.state)) return null
  const [deadline, wholeMs] = [Date.parse(run.deadline), run.asked.maxSeconds * 1000]
  // In good time: a laptop may sleep for half of it before it is missed.
  if (deadline - now.getTime() > wholeMs / 2) return null
  const next = wholeSeconds(Math.min(cap, now.getTime() + wholeMs))
  return next.getTime() - deadline < leastGainMs ? null : next
}

/** Without the fraction of a second, which the machine's file has not. */
export const wholeSeconds = (milliseconds: number): Date => new Date(Math.floor(milliseconds / 1000) * 1000)

/** When renewing ends, of a run whose first machine ends at `deadline`; null: it is not renewed. ISO 8601. */
export function renewUntilOf(
  { maxSeconds, renewSeconds }: Pick<Run['asked'], 'maxSeconds' | 'renewSeconds'>,
  deadline: string
): string | null {
  if (renewSeconds === null) return null
  return new Date(Date.parse(deadline) + (renewSeconds - maxSeconds) * 1000).toISOString()
}
