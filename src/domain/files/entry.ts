/** From what a file system says to what crosses the wire. */
import type { Entry } from '@contract/files'
import type { FileInfo } from './file-system'

/** Latest instant of a JavaScript Date, seconds (ECMA-262, "Time Values and Time Range"). */
const farthest = 8_640_000_000_000

/** Seconds since 1970 as the contract's instant; what no calendar holds becomes the nearest it can. */
export function instantOf(seconds: number): string {
  const date = new Date(Math.max(0, Math.min(seconds, farthest)) * 1000)
  // Years above 9999 have six digits and a sign in ISO 8601, which the contract does not take.
  return date.getUTCFullYear() > 9999 ? '9999-12-31T23:59:59.000Z' : date.toISOString()
}

/** Folders of a bucket have no time; the contract has the first instant for them. */
export function hasTime({ type, mtime }: Pick<Entry, 'type' | 'mtime'>): boolean {
  return type !== 'directory' || Date.parse(mtime) !== 0
}

/** `0640`. */
export function octalMode(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(4, '0')
}

export function toEntry(name: string, info: FileInfo, link: Pick<Entry, 'linkTarget' | 'linkType'> = {}): Entry {
  const { type, size, owner, group } = info
  return { name, type, size, mtime: instantOf(info.mtime), mode: octalMode(info.mode), owner, group, ...link }
}
