/** What a person does about the link of a terminal. */
import type { TerminalPlace } from '@contract/terminals'
import { client } from '../../client/engine-link'

/** Connects the host of a terminal now. How that goes is seen in its connection, which the window follows. */
export async function connectNow(place: TerminalPlace): Promise<void> {
  if (place.kind !== 'site') return
  const { site, host } = place
  await client.connections.connect({ site, ...(host !== undefined && { host }) }).catch(() => undefined)
}

/** No more tries by themselves for the host of a terminal. */
export async function stopRetrying(place: TerminalPlace): Promise<void> {
  if (place.kind !== 'site') return
  const { site, host } = place
  await client.connections.stopRetrying({ site, ...(host !== undefined && { host }) }).catch(() => undefined)
}
