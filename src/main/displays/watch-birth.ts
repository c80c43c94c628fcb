/** What was "created" and may be gone before anybody can connect is looked at for some seconds. */
import { Failure } from '@domain/failure'
import { pause } from '../broadcast'
import type { Step } from './adapter'
import { step } from './retry'

/** A session that dies of its desktop does so within seconds after it was "created". Milliseconds. */
export const usualWatchMs = 5_000
/** How often it is looked at meanwhile: a busy server may list it only at the last of them. */
const looks = 5

export interface Birth<T> {
  readonly id: string
  /** Undefined: it is not there. */
  readonly look: () => Promise<T | undefined>
  readonly died: () => Promise<Failure>
  /** How long it is watched. Milliseconds. */
  readonly watchMs: number
}

/** What was seen last; the failure of `died` where it is gone or never came. */
export async function* watchBirth<T>(
  { id, look, died, watchMs }: Birth<T>,
  signal: AbortSignal | undefined
): AsyncGenerator<Step, T, undefined> {
  yield step(`Watching whether the session ${id} stays`)
  let seen: T | undefined
  for (let count = 0; count < looks; count++) {
    const now = await look()
    if (!now && seen) throw await died()
    seen = now ?? seen
    await pause(watchMs / looks, signal)
    if (signal?.aborted) throw new Failure('cancelled', 'Creating the display was cancelled; the session may be there.')
  }
  if (!seen) throw await died()
  return seen
}
