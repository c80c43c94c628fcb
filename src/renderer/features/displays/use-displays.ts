/** The displays of a site, followed while they are in sight. */
import type { DisplayList } from '@contract/displays'
import type { Failure } from '@domain/failure'
import { useEffect, useState } from 'react'
import { client } from '../../client/engine-link'
import { useEngineStream } from '../../client/use-engine-stream'

/** Seconds between two looks of the engine (contract/displays, `watch`). */
export const lookSeconds = 30

export interface SiteDisplays {
  /** Null before the first was read. */
  readonly list: DisplayList | null
  readonly failure: Failure | null
  /** Asks once more, also where it failed. */
  readonly again: () => void
}

export function useDisplays(site: string, visible: boolean): SiteDisplays {
  const [list, setList] = useState<DisplayList | null>(null)
  const [asked, setAsked] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another site begins anew
  useEffect(() => setList(null), [site])
  const failure = useEngineStream<DisplayList>(
    visible ? `${site} ${asked}` : null,
    signal => client.displays.watch({ site }, { signal }),
    setList
  )
  return { list, failure, again: () => setAsked(before => before + 1) }
}
