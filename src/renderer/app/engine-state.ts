/** What the frame itself follows of the engine: sites, links, transfers, settings. */
import type { AppInfo, Settings } from '@contract/app'
import type { ConnectionView, SiteView } from '@contract/sites'
import { createStore, useStore } from 'zustand'
import { client } from '../client/engine-link'
import { useFollowTransfers } from '../client/transfer-feed'
import { useEngineStream } from '../client/use-engine-stream'

export interface EngineState {
  info: AppInfo | null
  settings: Settings | null
  /** Null until the first answer. */
  sites: SiteView[] | null
  connections: ConnectionView[]
}

const store = createStore<EngineState>(() => ({
  info: null,
  settings: null,
  sites: null,
  connections: []
}))

export const useEngineState = (): EngineState => useStore(store)

/** Mounted once, by the app. */
export function useFollowEngine(): void {
  useEngineStream(
    'sites',
    signal => client.sites.watch(undefined, { signal }),
    sites => store.setState({ sites })
  )
  useEngineStream(
    'connections',
    signal => client.connections.watch(undefined, { signal }),
    connections => store.setState({ connections })
  )
  useFollowTransfers()
  useEngineStream(
    'settings',
    signal => client.app.watchSettings(undefined, { signal }),
    settings => {
      store.setState({ settings })
      // With the settings comes a fresh link: what the engine is may have changed too.
      void client.app.info().then(info => store.setState({ info }))
    }
  )
}
