/** Files of equal size, told apart by their checksums, each computed where the file lies. */
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { FileInfo, FileSystem } from '@domain/files/file-system'
import { joinPath } from '@domain/files/path'

export interface SumPair {
  /** Below both roots. */
  readonly path: string
  readonly info: FileInfo
  /** Of both. Bytes. */
  readonly size: number
}

export interface SummedEnds {
  readonly from: { readonly files: FileSystem; readonly root: string }
  readonly to: { readonly files: FileSystem; readonly root: string }
  readonly checksums: Checksums
  readonly signal: AbortSignal
}

/**
 * Checksums of many whole files of one place by one algorithm, in the order asked; a failure where one cannot be had.
 */
export type Checksums = (
  files: FileSystem,
  asked: readonly { readonly path: string; readonly size: number }[],
  signal: AbortSignal
) => Promise<readonly (string | Failure)[]>

/** Enough to hide a round trip, few enough that progress is seen. */
const batchFiles = 64
const batchBytes = 1 << 30

export async function* differingSums(
  pairs: readonly SumPair[],
  { from, to, checksums, signal }: SummedEnds
): AsyncGenerator<{ pair: SumPair; verdict: 'same' | 'changed' | Failure }, void, void> {
  for (const batch of batches(pairs)) {
    const ask = ({ files, root }: SummedEnds['from']) =>
      checksums(
        files,
        batch.map(({ path, size }) => ({ path: joinPath(root, path), size })),
        signal
      )
    const [here, there] = await Promise.all([ask(from), ask(to)])
    for (const [index, pair] of batch.entries()) {
      const [one, other] = [here[index], there[index]]
      if (one instanceof Failure) yield { pair, verdict: one }
      else if (other instanceof Failure) yield { pair, verdict: other }
      else yield { pair, verdict: one !== undefined && one === other ? 'same' : 'changed' }
    }
  }
}

function* batches(pairs: readonly SumPair[]): Generator<SumPair[], void, void> {
  let batch: SumPair[] = []
  let bytes = 0
  for (const pair of pairs) {
    if (batch.length >= batchFiles || (batch.length > 0 && bytes + pair.size > batchBytes)) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push(pair)
    bytes += pair.size
  }
  if (batch.length > 0) yield batch
}

/** Files that are summed at once by one place: each costs a processor there. */
const sumsAtOnce = 4

/** SHA-256, one file at a time by the place's own means. */
export const sha256Sums: Checksums = async (files, asked, signal) => {
  const sums: (string | Failure)[] = new Array(asked.length)
  const waiting = [...asked.entries()]
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, { path, size }] = next
      sums[index] = await sumOf(files, path, size, signal)
    }
  }
  await Promise.all(Array.from({ length: Math.min(sumsAtOnce, asked.length) }, worker))
  return sums
}

async function sumOf(files: FileSystem, path: string, size: number, signal: AbortSignal): Promise<string | Failure> {
  try {
    const sum = await files.sha256(path, size, signal)
    return (
      sum ??
      new Failure('command-missing', `${files.label} cannot compute the checksum of ${displayName(path)}.`, {
        hint: 'Compare by size and time instead.'
      })
    )
  } catch (thrown) {
    if (signal.aborted || !files.connected) throw thrown
    return Failure.from(thrown)
  }
}
