/** What the files of a site have in common: the link they go over, and attributes between the protocol's form and ours. */
import type { AttributeWish, FileInfo } from '@domain/files/file-system'
import type { AttributeChanges, Connection, FileAttributes, Sftp } from '../ssh/types'

/** Largest request worth sending: OpenSSH takes 255 KiB (PROTOCOL, limits@openssh.com). */
export const largestChunk = 255 * 1024
/** What one file system has at hand. */
export interface SiteLink {
  readonly site: string
  readonly connection: Connection
  readonly sftp: Sftp
  readonly home: string
}

export function infoOf(attributes: FileAttributes, owner?: string, group?: string): FileInfo {
  const mtime = attributes.mtime ?? 0
  return {
    type: attributes.type,
    size: attributes.size,
    mtime,
    mode: attributes.mode,
    owner: owner ?? String(attributes.uid ?? ''),
    group: group ?? String(attributes.gid ?? ''),
    stamp: `${attributes.size}:${mtime}`
  }
}

/** The protocol sets both times together, as 32 bits without sign. */
export function changesOf(wish: AttributeWish): AttributeChanges {
  const time = Math.max(0, Math.min(wish.mtime ?? 0, 0xffffffff))
  return {
    ...(wish.size !== undefined && { size: wish.size }),
    ...(wish.mode !== undefined && { mode: wish.mode }),
    ...(wish.mtime !== undefined && { times: { atime: time, mtime: time } })
  }
}
