/** What a copy keeps of its source, and what it refuses. */
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { FileSystem } from '@domain/files/file-system'

/** Bits a copy keeps. What a server marks set-user-id is not made so on this computer, as with sftp(1). */
export const keptMode = (to: FileSystem, mode: number): number => mode & (to.kind === 'local' ? 0o777 : 0o7777)

export const changedAtSource = (source: string): Failure =>
  new Failure('changed-at-source', `${displayName(source)} changed while it was copied.`, {
    hint: 'Copy it again when nothing writes to it.'
  })
