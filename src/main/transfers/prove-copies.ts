/** Has each copy proven equal to its source, beside the copying of the next. Only then it counts as done. */

import type { LedgerEntry } from '@contract/transfers'
import { Failure } from '@domain/failure'
import { instantOf } from '@domain/files/entry'
import type { JournalFile } from '../store/journal-file'
import type { Attempt } from './attempt'
import { createSlots } from './slots'
import type { Verifier } from './verify/verifier'

/** Copies that wait for their proof in memory; more wait in the journal. */
const mostWaiting = 4096

export interface Proofs {
  /** A file that was just copied. */
  add(file: JournalFile): void
  /** Those that an earlier attempt left unproven. */
  takeUp(): Promise<void>
  /** No more copies come. Resolves when every one has its verdict. */
  end(): Promise<void>
}

export function proveCopies(
  attempt: Attempt,
  verifier: Verifier,
  parts: { transfer: string; record(entries: readonly LedgerEntry[]): void; now(): Date }
): Proofs {
  const { journal, tally, signal } = attempt
  const slots = createSlots(mostWaiting)

  async function prove(file: JournalFile): Promise<void> {
    const { source, target, size, mtime } = file
    try {
      // The journal takes names of algorithms as text; the verifier leaves out what it does not know.
      const checksum = file.checksum as Parameters<Verifier['check']>[0]['checksum']
      const verdict = await verifier.check({ source, target, size, mtime, checksum })
      if (verdict.state === 'verified') {
        const { algorithm, hex } = verdict
        file.checksum = { algorithm, hex }
        parts.record([entryOf(attempt, file, { algorithm, hex, transfer: parts.transfer, now: parts.now() })])
      }
      if (verdict.state !== 'mismatch') tally.settle(file, verdict.state)
      else failed(file, verdict.failure)
    } catch (thrown) {
      // What has no verdict yet is proven by the next attempt.
      if (signal.aborted) return
      if (attempt.isLost(thrown)) return attempt.stop(Failure.from(thrown))
      failed(file, thrown)
    }
    journal.save(file)
  }

  /** The copy is ours, so the next try replaces it, whatever the rule for files that were there. */
  function failed(file: JournalFile, thrown: unknown): void {
    file.how = 'replace'
    tally.setDone(file, 0)
    tally.fail(file, thrown)
  }

  async function add(file: JournalFile): Promise<void> {
    try {
      const release = await slots.take(signal)
      await prove(file).finally(release)
    } catch {
      // The attempt was stopped first; the journal knows that this one is unproven.
    }
  }

  return {
    add: file => void add(file),
    async takeUp() {
      for (const file of journal.all({ kinds: ['file'], states: ['verifying'] })) {
        const release = await slots.take(signal)
        void prove(file).finally(release)
      }
    },
    async end() {
      verifier.flush()
      await slots.idle()
      signal.throwIfAborted()
    }
  }
}

function entryOf(
  { request }: Attempt,
  { source, target, size, mtime }: JournalFile,
  proof: { algorithm: string; hex: string; transfer: string; now: Date }
): LedgerEntry {
  return {
    transfer: proof.transfer,
    source: { end: request.from, path: source },
    copy: { end: request.to, path: target },
    size,
    mtime: instantOf(mtime),
    algorithm: proof.algorithm,
    hex: proof.hex,
    verifiedAt: proof.now.toISOString()
  }
}
