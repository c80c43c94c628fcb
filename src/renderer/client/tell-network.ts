/** Whether this computer has a network, as the browser finds it: shown here, and told to the engine. */
import { createStore, useStore } from 'zustand'
import { client, linkStore } from './engine-link'

const network = createStore<{ online: boolean }>(() => ({ online: true }))

/** False while the browser finds no network at all; true says little, as a network need not lead anywhere. */
export const useOnline = (): boolean => useStore(network, ({ online }) => online)

/** Called once. The engine of this window runs on the same computer, so it is its network, too. */
export function tellOfNetwork(): void {
  network.setState({ online: navigator.onLine })
  const tell = (): void => {
    const event = network.getState().online ? 'online' : 'offline'
    // Without an engine there is nothing to tell.
    void client.app.power({ event }).catch(() => undefined)
  }
  for (const event of ['online', 'offline'] as const)
    window.addEventListener(event, () => {
      network.setState({ online: event === 'online' })
      tell()
    })
  // A page that is loaded anew, or was without its engine, would otherwise leave the engine with what it heard last.
  linkStore.subscribe(({ generation }, before) => generation !== before.generation && tell())
}
