/** Paths and stats between Node's form and ours. */
import type { Stats } from 'node:fs'
import { encodeName } from '@domain/bytes-name'
import type { FileInfo } from '@domain/files/file-system'
import type { LocalOwners } from './local-owners'

/** The path as Node takes it: bytes where a name is not UTF-8. */
export function nativePath(path: string): string | Buffer {
  return path.isWellFormed() ? path : Buffer.from(encodeName(path))
}

const typeOf = (stats: Stats): FileInfo['type'] =>
  stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : stats.isSymbolicLink() ? 'link' : 'other'

/** Without `owners`, owner and group stay numbers. */
export function infoOf(stats: Stats, owners: LocalOwners | undefined): FileInfo {
  return {
    type: typeOf(stats),
    size: stats.size,
    mtime: Math.floor(stats.mtimeMs / 1000),
    mode: stats.mode & 0o7777,
    owner: owners?.user(stats.uid) ?? String(stats.uid),
    group: owners?.group(stats.gid) ?? String(stats.gid),
    stamp: `${stats.size}:${stats.mtimeMs}:${stats.ino}`
  }
}
