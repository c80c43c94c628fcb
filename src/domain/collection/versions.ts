/** What tells one state of a file from the next, and the names of the states after the first. */
import { baseName, joinPath, parentPath } from '../files/path'

/** As a look saw a file. */
export interface Stamp {
  /** Bytes. */
  readonly size: number
  /** Seconds since 1970 UTC as text, with as many decimals as the look can tell: `1763779200.1234567890`. */
  readonly mtime: string
}

const seconds = (mtime: string): string => mtime.split('.')[0] ?? ''
const fraction = (mtime: string): string => (mtime.split('.')[1] ?? '').replace(/0+$/, '')

/** One look may tell time more finely than another: what only one of them knows says nothing. */
export function sameStamp(one: Stamp, other: Stamp): boolean {
  if (one.size !== other.size || seconds(one.mtime) !== seconds(other.mtime)) return false
  const [first, second] = [fraction(one.mtime), fraction(other.mtime)]
  return first === '' || second === '' || first === second
}

/** Whole seconds since 1970 UTC. */
export const wholeSeconds = ({ mtime }: Pick<Stamp, 'mtime'>): number => Number(seconds(mtime))

/** Longest extension that stays at the end of a version's name: `.mrc.gz` does, a long tail after a dot does not. */
const extension = /(?:\.[A-Za-z0-9]{1,6}){1,2}$/

/** The name of a version beside the first one's: `a/b.eer` is `a/b.v2.eer`. */
export function versionedPath(path: string, version: number): string {
  if (version <= 1) return path
  const name = baseName(`/${path}`)
  const end = extension.exec(name)?.[0] ?? ''
  const stem = end.length < name.length ? name.slice(0, name.length - end.length) : name
  const versioned = `${stem}.v${version}${name.slice(stem.length)}`
  const folder = parentPath(`/${path}`)
  return joinPath(folder, versioned).slice(1)
}
