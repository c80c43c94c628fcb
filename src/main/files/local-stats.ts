/** Paths and stats between Node's form and ours. */
import type { Stats } from 'node:fs'
import { encodeName } from '@domain/bytes-name'
import type { FileInfo } from '@domain/files/file-system'
import type { LocalOwners } from './local-owners'
import type { PlainStats } from './small-file-worker'

/** The path as Node takes it: bytes where a name is not UTF-8. */
export function nativePath(path: string): string | Buffer {
  return path.isWellFormed() ? path : Buffer.from(encodeName(path))
}

const typeOf = (stats: Stats): FileInfo['type'] =>
  stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : stats.isSymbolicLink() ? 'link' : 'other'

const sort = { mask: 0o170000, file: 0o100000, directory: 0o040000, link: 0o120000 } as const

/** Of stats that came from another thread, without their methods. Without `owners`, owner and group stay numbers. */
export function infoOfPlain({ mode, size, mtimeMs, ino, uid, gid }: PlainStats, owners?: LocalOwners): FileInfo {
  const kind = mode & sort.mask
  const type =
    kind === sort.file ? 'file' : kind === sort.directory ? 'directory' : kind === sort.link ? 'link' : 'other'
  return {
    ...{ type, size, mtime: Math.floor(mtimeMs / 1000), mode: mode & 0o7777 },
    owner: owners?.user(uid) ?? String(uid),
    group: owners?.group(gid) ?? String(gid),
    stamp: stampOf({ size, mtimeMs, ino })
  }
}

/** Names the state of a file: what changes it changes one of these. */
const stampOf = ({ size, mtimeMs, ino }: Pick<PlainStats, 'size' | 'mtimeMs' | 'ino'>): string =>
  `${size}:${mtimeMs}:${ino}`

/** Without `owners`, owner and group stay numbers. */
export function infoOf(stats: Stats, owners: LocalOwners | undefined): FileInfo {
  return {
    type: typeOf(stats),
    size: stats.size,
    mtime: Math.floor(stats.mtimeMs / 1000),
    mode: stats.mode & 0o7777,
    owner: owners?.user(stats.uid) ?? String(stats.uid),
    group: owners?.group(stats.gid) ?? String(stats.gid),
    stamp: stampOf(stats)
  }
}
