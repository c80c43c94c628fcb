/** From the errors of Node's fs to our closed codes. */
import type { ErrorCode } from '@contract/errors'
import { displayName } from '@domain/bytes-name'
import { errnoOf } from '@domain/errno-of'
import { Failure } from '@domain/failure'

/** errno(3): our code, what it means, what to do. */
const meanings: Readonly<Record<string, readonly [code: ErrorCode, why: string, hint: string]>> = {
  ENOENT: ['not-found', 'there is no such file or folder', 'Check the path.'],
  EACCES: ['permission', 'you have no permission', 'Check the owner and the permissions of it and of its folder.'],
  EPERM: ['permission', 'the system does not allow it', 'Check the owner and the permissions.'],
  EROFS: ['permission', 'the volume is read-only', 'Choose another place.'],
  ENOTDIR: ['not-a-directory', 'a file stands where a folder is wanted', 'Check the path.'],
  EISDIR: ['is-a-directory', 'it is a folder', 'Name a file, or ask for the whole folder.'],
  EEXIST: ['exists', 'there is something of that name already', 'Choose another name.'],
  ENOTEMPTY: ['exists', 'the folder is not empty', 'Remove what is in it first.'],
  ENOSPC: ['disk-full', 'the disk is full', 'Make room, then try again.'],
  EDQUOT: ['quota', 'your quota is used up', 'Make room, or ask for more.'],
  ENAMETOOLONG: ['unsupported', 'the name is too long for this file system', 'Use a shorter name.'],
  EILSEQ: ['unsupported', 'this file system cannot hold such a name', 'Rename it at the source.'],
  EINVAL: ['unsupported', 'this file system cannot do that', ''],
  ELOOP: ['unsupported', 'its links lead in a circle', 'Mend the links.'],
  EXDEV: ['unsupported', 'that is another volume', 'Copy it there and remove it here.'],
  EFBIG: ['limit-exceeded', 'the file is too large for this file system', 'Choose another place.'],
  EMFILE: ['capacity', 'too many files are open', 'Raise the limit of open files (ulimit -n).'],
  ENFILE: ['capacity', 'too many files are open on this computer', ''],
  ERR_INVALID_ARG_VALUE: ['usage', 'the path contains a NUL byte', 'Check the path.']
}

/** `doing` as in `read`: the message says "Cannot read PATH on this computer: …". */
export function localFailure(doing: string, path: string, thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown
  if (thrown instanceof Error && thrown.name === 'AbortError') return Failure.from(thrown)
  const errno = errnoOf(thrown)
  const about = `Cannot ${doing} ${displayName(path)} on this computer`
  const known = meanings[errno]
  if (known) return new Failure(known[0], `${about}: ${known[1]}.`, { hint: known[2], cause: thrown })
  const why = thrown instanceof Error ? thrown.message : String(thrown)
  return new Failure('internal', `${about}: ${errno || why}.`, { detail: why, cause: thrown })
}
