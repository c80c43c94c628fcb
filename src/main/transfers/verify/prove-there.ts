/** Compares files with copies that are there already, as a transfer compares what it brought: no content travels. */
import type { Endpoint, LedgerEntry } from '@contract/transfers'
import { instantOf } from '@domain/files/entry'
import type { FileSystems } from '@domain/files/file-system'
import type { Clock } from '../../platform'
import { createRouteHere } from '../route'
import type { VerifierEnds } from '../transfers'
import type { Verifier } from './verifier'

export interface ProveParts {
  readonly fileSystems: FileSystems
  readonly clock: Clock
  openVerifier(ends: VerifierEnds, signal: AbortSignal, options: { automatic: boolean }): Promise<Verifier>
  /** Where what is proven is written down. */
  record(entries: readonly LedgerEntry[]): void
}

/** Absolute paths; bytes; seconds since 1970 UTC. */
export interface ThereAlready {
  readonly source: string
  readonly target: string
  readonly expected: { readonly size: number; readonly mtime: number }
}

type Told = (file: ThereAlready, verdict: 'verified' | 'size-only' | 'mismatch' | 'failed') => void

/** `transfer`: under which id they are written down. Rejects when an end cannot be reached. */
export function createProveThere(parts: ProveParts) {
  return async (
    { from, to, transfer }: { from: Endpoint; to: Endpoint; transfer: string },
    files: readonly ThereAlready[],
    signal: AbortSignal,
    told: Told
  ): Promise<void> => {
    const options = { automatic: true }
    const open = await createRouteHere(parts.fileSystems, { from, to }).open(signal, options)
    try {
      const ends = { from: { files: open.from, end: from }, to: { files: open.to, end: to } }
      const verifier = await parts.openVerifier(ends, signal, options)
      try {
        const prove = async (file: ThereAlready): Promise<void> => {
          const { source, target, expected } = file
          const verdict = await verifier.check({ source, target, ...expected, checksum: null }).catch(() => null)
          if (verdict?.state === 'verified') {
            const { algorithm, hex } = verdict
            const ends = { source: { end: from, path: source }, copy: { end: to, path: target } }
            const verifiedAt = parts.clock.now().toISOString()
            const size = expected.size
            parts.record([{ transfer, ...ends, size, mtime: instantOf(expected.mtime), algorithm, hex, verifiedAt }])
          }
          told(file, verdict?.state ?? 'failed')
        }
        const proofs = Promise.all(files.map(prove))
        verifier.flush()
        await proofs
      } finally {
        verifier.close()
      }
    } finally {
      open.close()
    }
  }
}
