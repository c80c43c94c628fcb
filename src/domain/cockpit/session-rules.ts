import type { ProcessingRule } from '@contract/processing'
import type { Session } from '@contract/sessions'
import type { Watch } from '@contract/watch'
import { watchesOf } from '../forecast/session-backlog'

/** Rules that pre-process what the watched folders of a session bring. */
export function rulesOf(
  session: Pick<Session, 'store' | 'booking' | 'folder' | 'movies' | 'clockOffsetMs'>,
  watches: readonly Watch[],
  rules: readonly ProcessingRule[]
): ProcessingRule[] {
  const names = new Set(watchesOf(session, watches).map(({ name }) => name))
  return rules.filter(({ watch }) => names.has(watch))
}
