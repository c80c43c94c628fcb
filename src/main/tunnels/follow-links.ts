/** Which hosts are connected, told as they come and go. */
import type { ConnectionView } from '@contract/sites'
import { Failure } from '@domain/failure'

export interface LinkEvents {
  /** Also for a link that was lost and stands again. What it rejects with is left alone: the link may be gone again. */
  connected(site: string, host: string): Promise<void>
  /** Closed, not merely lost. */
  ended(site: string, host: string): void
}

/** Until the lists end. */
export async function followLinks(lists: AsyncIterable<ConnectionView[]>, events: LinkEvents): Promise<void> {
  let before = new Map<string, ConnectionView>()
  for await (const list of lists) {
    const now = new Map(list.map(view => [JSON.stringify([view.site, view.host]), view]))
    for (const [key, view] of now) {
      const earlier = before.get(key)
      const isNew = earlier?.state !== 'connected' || earlier.since !== view.since
      if (view.state === 'connected' && isNew)
        void events.connected(view.site, view.host).catch((thrown: unknown) => void Failure.from(thrown))
    }
    for (const [key, view] of before) {
      const later = now.get(key)
      if (!later || (later.state === 'closed' && view.state !== 'closed')) events.ended(view.site, view.host)
    }
    before = now
  }
}
