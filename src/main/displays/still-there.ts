/** Whether a display that is open is still on its host, by all who list displays of its kind there. */
import { Failure } from '@domain/failure'
import type { DisplayAdapter, DisplayPlace } from './adapter'

/**
 * DCV has two: the host's own command and a broker. One that cannot be asked matters only where the others do not know
 * it: then its error is thrown, for nothing can be said.
 */
export async function stillThere(
  sources: readonly Pick<DisplayAdapter, 'list'>[],
  place: DisplayPlace,
  id: string,
  signal: AbortSignal
): Promise<boolean> {
  const lists = await Promise.allSettled(sources.map(source => source.list(place, signal)))
  const lives = lists.some(
    list =>
      list.status === 'fulfilled' &&
      list.value?.some(one => one.id === id && one.state !== 'ended' && one.state !== 'closing')
  )
  const failed = lists.find(list => list.status === 'rejected')
  if (!lives && failed) throw Failure.from(failed.reason)
  return lives
}
