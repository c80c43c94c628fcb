/** What happens to a file whose name is taken at the destination. */
import type { ConflictRule } from '@contract/prompts'
import type { FileInfo } from '../files/file-system'

type Compared = Pick<FileInfo, 'type' | 'size' | 'mtime'>

/** `refuse`: left alone and listed as failed, `exists` or `is-a-directory`. */
export type ConflictDecision = 'skip' | 'overwrite' | 'rename' | 'resume' | 'refuse-exists' | 'refuse-directory'

/** Same size and same whole second: taken for the same file. */
export function looksSame(source: Compared, existing: Compared): boolean {
  return existing.type === 'file' && existing.size === source.size && existing.mtime === source.mtime
}

/** Without a rule nothing is ever replaced (COMMAND: Files). A folder is never replaced by a file. */
export function decideConflict(rule: ConflictRule | undefined, source: Compared, existing: Compared): ConflictDecision {
  if (rule === 'rename') return 'rename'
  if (rule === 'skip') return 'skip'
  if (existing.type === 'directory') return 'refuse-directory'
  switch (rule) {
    case undefined:
      return looksSame(source, existing) ? 'skip' : 'refuse-exists'
    case 'overwrite':
      return 'overwrite'
    case 'newer':
      return source.mtime > existing.mtime ? 'overwrite' : 'skip'
    case 'resume':
      if (looksSame(source, existing)) return 'skip'
      return existing.type === 'file' && existing.size > 0 && existing.size <= source.size ? 'resume' : 'overwrite'
  }
}
