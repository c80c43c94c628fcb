/** The tunnels of all sites, followed while something shows them. */
import type { TunnelView } from '@contract/tunnels'
import type { Failure } from '@domain/failure'
import { useState } from 'react'
import { client } from '../../../client/engine-link'
import { useEngineStream } from '../../../client/use-engine-stream'

export interface TunnelFeed {
  /** Of all sites; null before the first answer. */
  readonly tunnels: readonly TunnelView[] | null
  readonly failure: Failure | null
}

export function useTunnels(): TunnelFeed {
  const [tunnels, setTunnels] = useState<readonly TunnelView[] | null>(null)
  const failure = useEngineStream('tunnels', signal => client.tunnels.watch(undefined, { signal }), setTunnels)
  return { tunnels, failure }
}
