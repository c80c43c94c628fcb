/** How a slice that copies tells the ledger what it proved. */
import type { VerifiedCopy } from '@contract/ledger'

export interface VerifiedCopies {
  /**
   * Written down before it returns, all or none; it outlives a killed process. The same copy again only renews its
   * time. `conflict`: a version of a file that is known with another size, time or checksum; a changed file must come
   * with its next version.
   */
  verified(...copies: readonly VerifiedCopy[]): void
}
