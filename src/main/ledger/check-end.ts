/** What lies at one place: sizes, times and checksums of many files, looked at before they are read. */
import type { Place } from '@contract/files'
import type { Digest } from '@contract/ledger'
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { FileInfo } from '@domain/files/file-system'
import type { ChecksumAlgorithm } from '@domain/transfers/checksums'
import { hashByReading, type LedgerEnds, type OpenEnd, openEnd } from './ends'

/** Looks at files that are under way at once. */
const looksAtOnce = 16

/** One file to be read: by the first of `anyOf` that its place offers, and by each of `also`. */
export interface Wish {
  readonly path: string
  readonly anyOf: readonly ChecksumAlgorithm[]
  readonly also: readonly ChecksumAlgorithm[]
}

/** `digests`: in no order; `hashedAt`: when the last was known, milliseconds since 1970 UTC. */
export type Found =
  | {
      readonly found: 'content'
      readonly info: FileInfo
      readonly digests: readonly Digest[]
      readonly hashedAt: number
    }
  | { readonly found: 'missing' | 'away'; readonly failure: Failure }

export interface EndAnswers {
  of(path: string): Found
  /** Why nothing can be asked there now; undefined: it answers. */
  readonly lost: Failure | undefined
}

interface Answers {
  readonly infos: Map<string, FileInfo>
  readonly digests: Map<string, Digest[]>
  readonly hashedAt: Map<string, number>
  readonly failures: Map<string, Failure>
}

/** Rejects only when `signal` aborts. `now`: milliseconds since 1970 UTC. */
export async function checkEnd(
  ends: LedgerEnds,
  place: Place,
  wishes: readonly Wish[],
  now: () => number,
  signal: AbortSignal
): Promise<EndAnswers> {
  const answers: Answers = { infos: new Map(), digests: new Map(), hashedAt: new Map(), failures: new Map() }
  let lost: Failure | undefined
  try {
    const end = await openEnd(ends, place, signal)
    await look(end, wishes, answers, signal)
    await hashAll(end, wishes, answers, now, signal)
    if (!end.files.connected) lost = new Failure('unreachable', `The link to ${end.files.label} was lost.`)
  } catch (thrown) {
    if (signal.aborted) throw thrown
    lost = Failure.from(thrown)
  }
  return { lost, of: path => foundOf(answers, path, lost) }
}

function foundOf({ infos, digests, hashedAt, failures }: Answers, path: string, lost: Failure | undefined): Found {
  const failure = failures.get(path)
  if (failure) return { found: isMissing(failure) ? 'missing' : 'away', failure }
  const info = infos.get(path)
  const known = digests.get(path)
  const at = hashedAt.get(path)
  if (info && known && at !== undefined) return { found: 'content', info, digests: known, hashedAt: at }
  return {
    found: 'away',
    failure: lost ?? new Failure('internal', `Nothing was said about ${displayName(path)}.`)
  }
}

const isMissing = ({ code }: Failure): boolean =>
  code === 'not-found' || code === 'not-a-directory' || code === 'is-a-directory' || code === 'unsupported'

/** A link is no copy: what it points to may be the very file that is to be deleted. */
export const notRegular = (path: string, label: string): Failure =>
  new Failure('unsupported', `${displayName(path)} at ${label} is not a regular file.`)

async function look(end: OpenEnd, wishes: readonly Wish[], answers: Answers, signal: AbortSignal): Promise<void> {
  const rest = [...new Set(wishes.map(({ path }) => path))]
  const worker = async (): Promise<void> => {
    for (let path = rest.pop(); path !== undefined; path = rest.pop())
      try {
        const info = await end.files.lstat(path, signal)
        if (info.type === 'file') answers.infos.set(path, info)
        else answers.failures.set(path, notRegular(path, end.files.label))
      } catch (thrown) {
        if (signal.aborted || !end.files.connected) throw thrown
        answers.failures.set(path, Failure.from(thrown))
      }
  }
  await Promise.all(Array.from({ length: Math.min(looksAtOnce, rest.length) }, worker))
}

async function hashAll(
  end: OpenEnd,
  wishes: readonly Wish[],
  answers: Answers,
  now: () => number,
  signal: AbortSignal
): Promise<void> {
  const byAlgorithm = new Map<ChecksumAlgorithm, Set<string>>()
  const ask = (algorithm: ChecksumAlgorithm | undefined, path: string): void => {
    if (algorithm) byAlgorithm.set(algorithm, (byAlgorithm.get(algorithm) ?? new Set()).add(path))
  }
  for (const { path, anyOf, also } of wishes) {
    if (!answers.infos.has(path)) continue
    ask(anyOf.find(algorithm => end.offers.has(algorithm)) ?? anyOf[0], path)
    for (const algorithm of also) ask(algorithm, path)
  }
  const take = (path: string, digest: Digest): void => {
    answers.digests.set(path, [...(answers.digests.get(path) ?? []), digest])
    answers.hashedAt.set(path, now())
  }
  for (const [algorithm, paths] of byAlgorithm) await hashPaths(end, algorithm, [...paths], answers, take, signal)
}

async function hashPaths(
  end: OpenEnd,
  algorithm: ChecksumAlgorithm,
  paths: readonly string[],
  answers: Answers,
  take: (path: string, digest: Digest) => void,
  signal: AbortSignal
): Promise<void> {
  const files = paths.map(path => ({ path, size: answers.infos.get(path)?.size ?? 0 }))
  const toRead = end.offers.has(algorithm) ? [] : [...files]
  if (toRead.length === 0)
    for await (const answer of end.checksums.hashMany(algorithm, files, signal)) {
      if ('hex' in answer) take(answer.path, { algorithm, hex: answer.hex })
      // A store that keeps no checksum of an object still gives its bytes.
      else if (end.files.kind === 's3' && answer.failure.code === 'unsupported')
        toRead.push(...files.filter(({ path }) => path === answer.path))
      else answers.failures.set(answer.path, answer.failure)
    }
  for (const file of toRead)
    try {
      take(file.path, { algorithm, hex: await hashByReading(end.files, file, algorithm, signal) })
    } catch (thrown) {
      if (signal.aborted || !end.files.connected) throw thrown
      answers.failures.set(file.path, Failure.from(thrown))
    }
}
