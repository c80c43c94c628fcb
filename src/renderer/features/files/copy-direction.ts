/** What copying from one pane to the other means. */
import type { Where } from './where'

/** A copy that can be started, or why it cannot. */
export type CopyDirection =
  | { readonly kind: 'upload' | 'download'; readonly site: string }
  | { readonly kind: 'none'; readonly reason: string }

/** Copies go between this computer and a site (contract/transfers). */
export function copyDirection(from: Where | null, to: Where | null): CopyDirection {
  if (from === null || to === null) return { kind: 'none', reason: 'Choose a site in the other pane first' }
  if (from.kind === 'local' && to.kind === 'site') return { kind: 'upload', site: to.site }
  if (from.kind === 'site' && to.kind === 'local') return { kind: 'download', site: from.site }
  return from.kind === 'local'
    ? { kind: 'none', reason: 'Both panes show this computer: choose a site in one of them' }
    : { kind: 'none', reason: 'Site to site is not possible yet: copy to this computer first, then on from there' }
}

/** The verb of the act; `Copy` where it cannot be done. */
export function copyWord(direction: CopyDirection): string {
  if (direction.kind === 'none') return 'Copy'
  return direction.kind === 'upload' ? 'Upload' : 'Download'
}
