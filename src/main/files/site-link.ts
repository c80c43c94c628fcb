/** What the files of a site have in common: the link they go over, and attributes between the protocol's form and ours. */
import type { AttributeWish, FileInfo } from '@domain/files/file-system'
import type { AttributeChanges, Connection, FileAttributes, Sftp } from '../ssh/types'
import type { FlightGate } from './flight-gate'

/** Largest request worth sending: OpenSSH takes 255 KiB (PROTOCOL, limits@openssh.com). */
export const largestChunk = 255 * 1024
/** What one file system has at hand. */
export interface SiteLink {
  readonly site: string
  readonly connection: Connection
  readonly sftp: Sftp
  readonly home: string
  /** What a transfer has in flight on this connection; unset: nothing is held back (browsing). */
  readonly gates?: FlightGates
}

/** For each direction its own, because the best amounts differ. */
export interface FlightGates {
  readonly up: FlightGate
  readonly down: FlightGate
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
