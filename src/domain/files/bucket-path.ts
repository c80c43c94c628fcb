/**
 * Paths of buckets. A key is any text, a path is made of names, so the names that no folder could hold are written with
 * a mark at their end: an empty name, `.`, `..` and those that end with a mark themselves get `‛`; and the folder `a/`
 * that stands beside a file `a` is `a⁄`. Every key has one path, and every path one key.
 */
import { displayName } from '../bytes-name'
import { Failure } from '../failure'

/** Says that what stands before it is meant literally (U+201B, as rclone quotes). */
const literalMark = '\u201b'
/** Says that the folder is meant, not the file of the same name (U+2044). */
const folderMark = '\u2044'

/** Longest key: 1,024 bytes of UTF-8 (S3 user guide, "Naming Amazon S3 objects"). */
export const longestKeyBytes = 1024

export interface BucketPath {
  /** Empty: the list of buckets. */
  readonly bucket: string
  /** Of the file; empty for the bucket itself. */
  readonly key: string
  /** What the keys in the folder begin with: the key and `/`; empty for the bucket itself. */
  readonly prefix: string
  /** The folder of that key is meant, whatever file has its name. */
  readonly folder: boolean
}

/** The name of one part of a key between its slashes. `folder`: a file stands beside the folder of this name. */
export function nameOfSegment(segment: string, folder = false): string {
  const literal = /^\.{0,2}$/.test(segment) || segment.endsWith(literalMark) || segment.endsWith(folderMark)
  return segment + (literal ? literalMark : '') + (folder ? folderMark : '')
}

function segmentOfName(name: string): string {
  const bare = name.endsWith(folderMark) ? name.slice(0, -1) : name
  return bare.endsWith(literalMark) ? bare.slice(0, -1) : bare
}

/** `/BUCKET/NAMES` taken apart. `unsupported` for a name that is not text: keys are UTF-8. */
export function parseBucketPath(path: string): BucketPath {
  if (!path.isWellFormed())
    throw new Failure('unsupported', `A bucket cannot hold ${displayName(path)}: its name is not valid UTF-8.`, {
      hint: 'Rename it at the source.'
    })
  const [bucket = '', ...names] = path.slice(1).split('/')
  const key = names.map(segmentOfName).join('/')
  const prefix = names.length === 0 ? '' : `${key}/`
  // The empty name directly in a bucket can only be a folder: no key is empty.
  return { bucket, key, prefix, folder: key === '' || (names.at(-1)?.endsWith(folderMark) ?? false) }
}

/** The path of an object, or of the folder of that name. */
export function bucketPath(bucket: string, key: string): string {
  return `/${bucket}/${key
    .split('/')
    .map(segment => nameOfSegment(segment))
    .join('/')}`
}

/**
 * Absolute form. `.` and `..` are worked out. `usage` for an empty name between two slashes: other places would leave it
 * out, but in a bucket that is another key.
 */
export function absoluteBucketPath(path: string): string {
  const names = path.replace(/^(?:~(?=\/|$))?\//, '').replace(/\/$/, '')
  if (names === '' || names === '~') return '/'
  const kept: string[] = []
  for (const name of names.split('/')) {
    if (name === '')
      throw new Failure('usage', `${displayName(path)} holds an empty name.`, {
        hint: `If the key really has "//" there, write the empty name as "${literalMark}" (U+201B): a/${literalMark}/b.`
      })
    if (name === '..') kept.pop()
    else if (name !== '.') kept.push(name)
  }
  return `/${kept.join('/')}`
}
