import type { Failure } from '@domain/failure'
import type { ChecksumAlgorithm } from '@domain/transfers/checksums'

/** A file that was copied and is to be proven. */
export interface CopiedFile {
  readonly source: string
  readonly target: string
  /** Of the source when it was copied. Bytes; whole seconds since 1970, UTC. */
  readonly size: number
  readonly mtime: number
  /** Of the source's bytes as they were read for the copy, if this computer holds the source and hashed all of them. */
  readonly checksum: { readonly algorithm: string; readonly hex: string } | null
}

/** What became of it. A `mismatch` carries why: the bytes differ, the copy is gone, the source changed meanwhile. */
export type Verdict =
  | { readonly state: 'verified'; readonly algorithm: ChecksumAlgorithm; readonly hex: string }
  | { readonly state: 'size-only' }
  | { readonly state: 'mismatch'; readonly failure: Failure }

export interface Verifier {
  /** For `CopyContext.checksum`: what a copy is to compute of what it reads; undefined when that would not be used. */
  streamAlgorithm(signal: AbortSignal): Promise<ChecksumAlgorithm | undefined>
  /** Settles when the file's turn came; many are asked for at once. Rejects when an end is lost, or with `cancelled`. */
  check(file: CopiedFile): Promise<Verdict>
  /** No more copies come: what waits is checked at once. */
  flush(): void
  /** Gives up what still waits. */
  close(): void
}
