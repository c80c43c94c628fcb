/** How a slice that copies tells the ledger what it proved. */
import type { VerifiedCopy } from '@contract/ledger'

export interface VerifiedCopies {
  /**
   * Written down before it returns, all or none; it outlives a killed process. The same copy again only renews its
   * time. What has another size, time or content than every version of its source that the ledger knows becomes its
   * next version, so two tellers of one source may each count from 1.
   */
  verified(...copies: readonly VerifiedCopy[]): void
}
