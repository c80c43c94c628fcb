import { useEffect, useRef } from 'react'
import { useLink } from '../../client/engine-link'
import type { Pane } from './pane/pane'

/** Where the panes begin, and what moves them from outside. */
export interface PaneStarts {
  readonly left: Pane
  readonly right: Pane
  /** Those of all tabs. */
  readonly panes: () => readonly Pane[]
  readonly site: string | null
  readonly visible: boolean
  /** Absolute, of this computer; empty until it is known. */
  readonly homeFolder: string
  /** `entry`: a name in that folder that is looked for. */
  readonly startAt:
    | { readonly site: string; readonly path: string; readonly entry?: string; readonly nonce: number }
    | undefined
}

/**
 * The left pane begins at home, the right one follows the site of the frame, or goes where another room sends it.
 * Nothing is read before the room is first seen: reading connects, and connecting may ask.
 */
export function usePaneStarts({ left, right, panes, site, visible, homeFolder, startAt }: PaneStarts): void {
  const { state, generation } = useLink()
  const ready = visible && state === 'open'
  const shownSite = useRef<string | null>(null)
  const shownNonce = useRef<number | undefined>(undefined)

  useEffect(() => {
    if (ready && homeFolder !== '' && left.store.getState().where === null) left.show({ kind: 'local' }, homeFolder)
  }, [ready, homeFolder, left])

  useEffect(() => {
    if (!ready) return
    const sent = startAt !== undefined && startAt.nonce !== shownNonce.current
    const chosen = site !== shownSite.current
    shownSite.current = site
    if (sent) {
      shownNonce.current = startAt.nonce
      const { entry } = startAt
      right.show({ kind: 'site', site: startAt.site }, startAt.path, entry === undefined ? {} : { seek: entry })
    } else if (chosen && site !== null) right.show({ kind: 'site', site }, '~')
  }, [ready, site, startAt, right])

  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each link to the engine
  useEffect(() => {
    if (state !== 'open') return
    for (const pane of panes()) if (lostItsEngine(pane)) pane.refresh()
  }, [generation, state])
}

/** Whether its listing broke off because the engine or the site was out of reach; other failures wait for a click. */
function lostItsEngine(pane: Pane): boolean {
  const { status, failure } = pane.store.getState()
  return status === 'failed' && failure?.code === 'unreachable'
}
