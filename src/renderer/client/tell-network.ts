/** Tells the engine when the browser finds the network gone or there again. */
import { client } from './engine-link'

/** Called once. The engine of this window runs on the same computer, so it is its network, too. */
export function tellOfNetwork(): void {
  // Without an engine there is nothing to tell.
  for (const event of ['online', 'offline'] as const)
    window.addEventListener(event, () => void client.app.power({ event }).catch(() => undefined))
}
