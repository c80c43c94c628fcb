import type { ErrorCode } from '@contract/errors'
import { errnoOf } from '@domain/errno-of'
import { Failure } from '@domain/failure'

const codes: Readonly<Record<string, ErrorCode>> = {
  ENOENT: 'not-found',
  EACCES: 'permission',
  EPERM: 'permission',
  EISDIR: 'is-a-directory',
  ENOTDIR: 'not-a-directory'
}

/** What reading a file of this computer failed with (errno(3)), as a Failure; an abort stays `cancelled`. */
export function localFileFailure(path: string, thrown: unknown): Failure {
  const errno = errnoOf(thrown)
  const code = codes[errno]
  if (!code) return Failure.from(thrown)
  return new Failure(code, `${path.toWellFormed()} cannot be read: ${code.replaceAll('-', ' ')}.`, { cause: thrown })
}
