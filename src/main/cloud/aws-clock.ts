/**
 * AWS's time. Machines of the cloud end themselves by their own clocks, which are AWS's; the clock of this computer may
 * be wrong by hours, and must then neither end a machine early nor let it run on.
 */
import type { Clock } from '../platform'

export interface AwsClock extends Clock {
  /** By how much this computer's clock is ahead of AWS's, milliseconds; 0 as long as no answer has told. */
  aheadMs(): number
  /** `date`: the header of an answer that has just come (RFC 9110, 6.6.1); `asked`: when its question went out, by this computer. */
  heard(date: string | undefined, asked: Date): void
}

/** The header tells whole seconds, and an answer takes its time: so much is no difference. Milliseconds. */
const noticeableMs = 5_000
/** An answer that took longer may be older than it seems: this computer slept meanwhile, or its clock was set. */
const freshMs = 60_000

/** This computer's clock, set right by what the last answer of AWS said. */
export function createAwsClock(clock: Clock): AwsClock {
  let ahead = 0
  return {
    now: () => new Date(clock.now().getTime() - ahead),
    aheadMs: () => ahead,
    heard(date, asked) {
      const told = Date.parse(date ?? '')
      const now = clock.now().getTime()
      const took = now - asked.getTime()
      if (Number.isNaN(told) || took < 0 || took > freshMs) return
      ahead = Math.abs(now - told) < noticeableMs ? 0 : now - told
    }
  }
}

/** The `date` of an answer as the SDK's HTTP handler gives it. */
export function answerDate(response: unknown): string | undefined {
  const headers = typeof response === 'object' && response && 'headers' in response ? response.headers : undefined
  const date = typeof headers === 'object' && headers && 'date' in headers ? headers.date : undefined
  return typeof date === 'string' ? date : undefined
}

/** Middleware for the end of a client's stack (step `deserialize`): every answer tells the time, refusals too. */
export const listening =
  (clock: AwsClock, local: Clock) =>
  <Args, Output extends { response: unknown }>(next: (args: Args) => Promise<Output>) =>
  async (args: Args): Promise<Output> => {
    const asked = local.now()
    const answer = await next(args)
    clock.heard(answerDate(answer.response), asked)
    return answer
  }
