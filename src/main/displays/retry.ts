/** What is not ready yet is tried again, further and further apart, and each wait is told. */
import { Failure } from '@domain/failure'
import { pause } from '../broadcast'
import type { Step } from './adapter'

/** Seconds before the second, third … try: a minute in all. */
export const retrySeconds: readonly number[] = [1, 2, 4, 8, 15, 30]

/** An answer of an attempt: there it is, or why not yet. */
export type Attempt<T> = { readonly ready: T } | { readonly notYet: Failure }

export const step = (text: string, attempt = 1, seconds: number | null = null): Step => ({
  type: 'step',
  ...{ text, attempt, retrySeconds: seconds }
})

/** At the end of the tries: the last reason, with the step that it is of. What `once` throws ends it at once. */
export async function* untilReady<T>(
  text: string,
  once: () => Promise<Attempt<T>>,
  signal: AbortSignal | undefined,
  waits: readonly number[] = retrySeconds
): AsyncGenerator<Step, T, undefined> {
  for (let attempt = 1; ; attempt++) {
    yield step(text, attempt)
    const answer = await once()
    if ('ready' in answer) return answer.ready
    const seconds = waits[attempt - 1]
    if (seconds === undefined) throw ofStep(text, answer.notYet)
    yield step(`${text}: ${answer.notYet.message}`, attempt, seconds)
    await pause(seconds * 1000, signal)
    if (signal?.aborted) throw new Failure('cancelled', 'Opening the display was cancelled.')
  }
}

/** The failure as the one of this step. */
export function ofStep(text: string, failure: Failure): Failure {
  return new Failure(failure.code, `${text}: ${failure.message}`, {
    hint: failure.hint,
    cause: failure,
    ...(failure.detail !== undefined && { detail: failure.detail })
  })
}
