import type { ChecksumAlgorithm } from '@domain/transfers/checksums'

/** The checksum of one file whose bytes arrive in any order. */
export interface OrderedHasher {
  /**
   * Each byte once, from 0 on. `data` is the caller's again when this returns. A promise means that much waits for an
   * earlier byte: send no more of this file until it resolves. The bytes that are next never wait.
   */
  add(offset: number, data: Uint8Array): void | Promise<void>
  /** In lower-case hex. `internal` when bytes are missing. */
  digest(): Promise<string>
  /** Given up; does nothing after `digest`. */
  close(): void
}
export type CreateOrderedHasher = (algorithm: ChecksumAlgorithm) => OrderedHasher
