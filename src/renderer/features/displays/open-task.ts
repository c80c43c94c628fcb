/** What is opened, and the stream that tells how far it is. */
import type { FarscopeClient } from '@contract/contract'
import type { DisplayProgress, DisplayWay, Launch, OneDisplay } from '@contract/display'
import type { BookingStore } from '@contract/resources'
import { Failure } from '@domain/failure'

/** A display of the list, or that of a booking. `name`: how people call it. */
export type OpenSource = (
  | { readonly by: 'display'; readonly display: OneDisplay }
  | { readonly by: 'booking'; readonly store: BookingStore; readonly uid: string }
) & { readonly name: string }

export type OpenCalls = Pick<FarscopeClient['displays'], 'open' | 'openBooked'>

/** What goes on now. */
export type OpenStep = Omit<Extract<DisplayProgress, { type: 'step' }>, 'type'>

/** Follows the stream to its launch. `cancelled` when `signal` aborts. */
export async function openDisplay(
  calls: OpenCalls,
  source: OpenSource,
  way: DisplayWay | undefined,
  onStep: (step: OpenStep) => void,
  signal: AbortSignal
): Promise<Launch> {
  const choice = way === undefined ? {} : { way }
  const events =
    source.by === 'display'
      ? await calls.open({ ...source.display, ...choice }, { signal })
      : await calls.openBooked({ store: source.store, uid: source.uid, ...choice }, { signal })
  for await (const event of events) {
    if (event.type === 'step') onStep({ text: event.text, attempt: event.attempt, retrySeconds: event.retrySeconds })
    if (event.type === 'launch') return event.launch
  }
  throw new Failure('cancelled', `Opening ${source.name} was stopped.`)
}
