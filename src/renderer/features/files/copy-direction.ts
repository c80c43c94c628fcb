/** What copying from one pane to the other means. */
import type { IconName } from '../../ui/icon'
import { sameWhere, type Where } from './where'

/**
 * A copy that can be started, or why it cannot. `copy`: neither goes up nor down; `through`: both ends are elsewhere
 * and differ, so its bytes may pass through this computer (the transfer tells its route, contract/transfers).
 */
export type CopyDirection =
  | { readonly kind: 'upload' | 'download' }
  | { readonly kind: 'copy'; readonly through: boolean }
  | { readonly kind: 'none'; readonly reason: string }

/** Which way a copy goes. */
export function copyDirection(from: Where | null, to: Where | null): CopyDirection {
  if (from === null || to === null) return { kind: 'none', reason: 'Choose a place in the other pane first' }
  if (from.kind === 'local' && to.kind !== 'local') return { kind: 'upload' }
  if (from.kind !== 'local' && to.kind === 'local') return { kind: 'download' }
  return { kind: 'copy', through: from.kind !== 'local' && !sameWhere(from, to) }
}

/** The verb of the act. */
export function copyWord(direction: CopyDirection): string {
  if (direction.kind === 'upload') return 'Upload'
  return direction.kind === 'download' ? 'Download' : 'Copy'
}

/** The picture of the act. */
export function copyIcon(direction: CopyDirection): IconName {
  if (direction.kind === 'upload' || direction.kind === 'download') return direction.kind
  return 'copy'
}

/** What is to be known before such a copy is started; undefined where the verb says it all. */
export function copyCaution(direction: CopyDirection): string | undefined {
  if (direction.kind !== 'copy' || !direction.through) return undefined
  return 'The bytes may pass through this computer: the list below says which way they go'
}
