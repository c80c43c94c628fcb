import type { State } from '../../ui/state-mark'
import type { PaneLink } from './link-words'
import type { TerminalPane } from './terminal-tabs'

/** The mark of a pane, and what a screen reader says of it. */
export function paneMark(
  { phase }: Pick<TerminalPane, 'phase'>,
  link?: Pick<PaneLink, 'connection'>
): { readonly state: State; readonly spoken: string } {
  if (phase.kind === 'waiting' || (phase.kind === 'open' && link?.connection?.state === 'lost'))
    return { state: 'out-of-date', spoken: 'no link' }
  if (phase.kind === 'open') return { state: 'running', spoken: 'open' }
  if (phase.kind === 'elsewhere') return { state: 'paused', spoken: 'shown in another window' }
  if (phase.kind === 'ended') return { state: 'cancelled', spoken: 'ended' }
  if (phase.kind === 'failed') return { state: 'failed', spoken: 'could not be opened' }
  return { state: 'starting', spoken: 'opening' }
}
