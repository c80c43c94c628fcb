/** Files of equal size, told apart by their checksums, each computed where the file lies. */
import type { Place } from '@contract/files'
import type { Endpoint } from '@contract/transfers'
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { FileInfo } from '@domain/files/file-system'
import { joinPath } from '@domain/files/path'
import { type ChecksumAlgorithm, type Checksums, type ChecksumsOf, commonAlgorithm } from '@domain/transfers/checksums'

export interface SumPair {
  /** Below both roots. */
  readonly path: string
  /** Of the source. */
  readonly info: FileInfo
}

export interface ComparedPair {
  readonly pair: SumPair
  readonly verdict: 'same' | 'changed' | Failure
}

/** Throws what concerns all of them: a lost link, `cancelled`. */
export type ComparePairs = (pairs: readonly SumPair[], signal: AbortSignal) => AsyncIterable<ComparedPair>

export interface SummedEnd {
  readonly place: Place
  /** Absolute. */
  readonly root: string
}

/** What is asked of both ends at once: the slower one waits for the other only so long. */
const batchFiles = 256
const batchBytes = 2 ** 30

/** The ends are asked what they offer when the first files are there to be compared. `automatic`: without a prompt. */
export function createPairSums(
  checksumsOf: ChecksumsOf,
  ends: { readonly from: SummedEnd; readonly to: SummedEnd },
  options: { automatic?: boolean } = {}
): ComparePairs {
  let opened: Promise<OpenSums> | undefined
  const open = async (signal: AbortSignal): Promise<OpenSums> => {
    const [from, to] = await Promise.all([
      checksumsOf(endpointOf(ends.from.place), signal, options),
      checksumsOf(endpointOf(ends.to.place), signal, options)
    ])
    const [one, other] = await Promise.all([from.offers(signal), to.offers(signal)])
    return { from, to, algorithm: commonAlgorithm(one, other) }
  }
  return async function* (pairs, signal) {
    opened ??= open(signal)
    const { from, to, algorithm } = await opened
    for (const batch of batches(pairs)) {
      if (algorithm === null) {
        for (const pair of batch) yield { pair, verdict: noTool(pair) }
        continue
      }
      const [here, there] = await Promise.all([
        sumsOf(from, ends.from.root, algorithm, batch, signal),
        sumsOf(to, ends.to.root, algorithm, batch, signal)
      ])
      for (const pair of batch) yield { pair, verdict: verdictOn(pair, here.get(pair.path), there.get(pair.path)) }
    }
  }
}

interface OpenSums {
  readonly from: Checksums
  readonly to: Checksums
  readonly algorithm: ChecksumAlgorithm | null
}

function endpointOf(place: Place): Endpoint {
  switch (place.kind) {
    case 'local':
      return { kind: 'local' }
    case 'site':
      return { kind: 'site', site: place.site }
    case 's3':
      return { kind: 's3', ...(place.profile !== undefined && { profile: place.profile }) }
  }
}

function* batches(pairs: readonly SumPair[]): Generator<SumPair[], void, void> {
  let batch: SumPair[] = []
  let bytes = 0
  for (const pair of pairs) {
    if (batch.length >= batchFiles || (batch.length > 0 && bytes + pair.info.size > batchBytes)) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push(pair)
    bytes += pair.info.size
  }
  if (batch.length > 0) yield batch
}

/** By the path of the pair. */
async function sumsOf(
  checksums: Checksums,
  root: string,
  algorithm: ChecksumAlgorithm,
  pairs: readonly SumPair[],
  signal: AbortSignal
): Promise<Map<string, string | Failure>> {
  const pathOf = new Map(pairs.map(({ path }) => [joinPath(root, path), path]))
  const asked = pairs.map(({ path, info }) => ({ path: joinPath(root, path), size: info.size }))
  const sums = new Map<string, string | Failure>()
  for await (const answer of checksums.hashMany(algorithm, asked, signal)) {
    const path = pathOf.get(answer.path)
    if (path !== undefined) sums.set(path, 'failure' in answer ? answer.failure : answer.hex)
  }
  return sums
}

function verdictOn(
  { path }: SumPair,
  here: string | Failure | undefined,
  there: string | Failure | undefined
): ComparedPair['verdict'] {
  if (here instanceof Failure) return here
  if (there instanceof Failure) return there
  if (here === undefined || there === undefined)
    return new Failure('remote-error', `No checksum of ${displayName(path)} came.`)
  return here === there ? 'same' : 'changed'
}

function noTool({ path }: SumPair): Failure {
  return new Failure('command-missing', `The two ends have no kind of checksum in common for ${displayName(path)}.`, {
    hint: 'Compare by size and time instead.'
  })
}
