/** Verdicts over a batch of copies: by the checksums of both ends, or by size where there are none. */
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { FileSystem } from '@domain/files/file-system'
import type { ChecksumAlgorithm, ChecksumAnswer, Checksums, HashableFile } from '@domain/transfers/checksums'

/** A file that was copied and is to be proven. */
export interface CopiedFile {
  readonly source: string
  readonly target: string
  /** Of the source when it was copied. Bytes; whole seconds since 1970, UTC. */
  readonly size: number
  readonly mtime: number
  /** Of the source's bytes as they were read for the copy, when this computer holds the source and hashed all of them. */
  readonly checksum: { readonly algorithm: string; readonly hex: string } | null
}

/** What became of it. `size-only`: no common checksum, or no right to read one of the two; its size is right. */
export type Verdict =
  | { readonly state: 'verified'; readonly algorithm: ChecksumAlgorithm; readonly hex: string }
  | { readonly state: 'size-only' }
  | { readonly state: 'mismatch'; readonly failure: Failure }

export interface VerifiedEnd {
  readonly files: FileSystem
  readonly checksums: Checksums
}

/** One copy that waits for its verdict. */
export interface Waiting {
  readonly file: CopiedFile
  settle(verdict: Verdict): void
  fail(failure: Failure): void
}

export interface Batch {
  readonly from: VerifiedEnd
  readonly to: VerifiedEnd
  readonly signal: AbortSignal
  /** This one has its verdict or failure. */
  done(one: Waiting): void
}

/** Looks at sizes that are under way at once. */
const looksAtOnce = 16

/** Rejects with what concerns all of them (a lost link); those without a verdict then are to be tried again or failed. */
export async function settleBySize(batch: Batch, all: readonly Waiting[]): Promise<void> {
  const rest = [...all]
  const worker = async (): Promise<void> => {
    for (let one = rest.shift(); one; one = rest.shift()) await bySize(batch, one)
  }
  await Promise.all(Array.from({ length: Math.min(looksAtOnce, all.length) }, worker))
}

async function bySize(batch: Batch, one: Waiting): Promise<void> {
  const { to, signal } = batch
  const { target, size } = one.file
  try {
    const info = await to.files.lstat(target, signal)
    if (info.type === 'file' && info.size === size) one.settle({ state: 'size-only' })
    else one.settle({ state: 'mismatch', failure: wrongSize(target, to.files, size, info.size) })
  } catch (thrown) {
    if (signal.aborted || !to.files.connected) throw thrown
    one.fail(Failure.from(thrown))
  }
  batch.done(one)
}

/**
 * The copies are hashed where they lie, and so are sources whose checksum did not come with the copy; both at once.
 * Rejects as `settleBySize`.
 */
export async function settleByChecksum(
  batch: Batch,
  algorithm: ChecksumAlgorithm,
  all: readonly Waiting[]
): Promise<void> {
  const answers = new Map(all.map(one => [one, answerPair(one, algorithm)]))
  const judgements: Promise<void>[] = []
  const answered = (one: Waiting): void => {
    const { source, target } = answers.get(one) ?? {}
    if (!source || !target) return
    const judgement = judge(batch, algorithm, one, source, target).then(() => batch.done(one))
    // It is awaited at the end, which an end that is lost may prevent.
    judgement.catch(() => undefined)
    judgements.push(judgement)
  }
  const unknown = all.filter(one => !answers.get(one)?.source)
  await Promise.all([
    hashEnd(batch.to, algorithm, all, 'target', batch.signal, (one, answer) => {
      Object.assign(answers.get(one) ?? {}, { target: answer })
      answered(one)
    }),
    hashEnd(batch.from, algorithm, unknown, 'source', batch.signal, (one, answer) => {
      Object.assign(answers.get(one) ?? {}, { source: answer })
      answered(one)
    })
  ])
  await Promise.all(judgements)
}

interface AnswerPair {
  source?: ChecksumAnswer
  target?: ChecksumAnswer
}

function answerPair({ file }: Waiting, algorithm: ChecksumAlgorithm): AnswerPair {
  const { checksum, source } = file
  return checksum?.algorithm === algorithm ? { source: { path: source, hex: checksum.hex } } : {}
}

/** Two copies may have one source, but a path is asked for once. */
async function hashEnd(
  end: VerifiedEnd,
  algorithm: ChecksumAlgorithm,
  all: readonly Waiting[],
  which: 'source' | 'target',
  signal: AbortSignal,
  take: (one: Waiting, answer: ChecksumAnswer) => void
): Promise<void> {
  if (all.length === 0) return
  const byPath = new Map<string, Waiting[]>()
  for (const one of all) byPath.set(one.file[which], [...(byPath.get(one.file[which]) ?? []), one])
  const files: HashableFile[] = [...byPath].map(([path, ones]) => ({ path, size: ones[0]?.file.size ?? 0 }))
  for await (const answer of end.checksums.hashMany(algorithm, files, signal))
    for (const one of byPath.get(answer.path) ?? []) take(one, answer)
}

async function judge(
  batch: Batch,
  algorithm: ChecksumAlgorithm,
  one: Waiting,
  source: ChecksumAnswer,
  target: ChecksumAnswer
): Promise<void> {
  if ('failure' in target) return refused(batch, batch.to, one, target.failure)
  if ('failure' in source) return refused(batch, batch.from, one, source.failure)
  if (source.hex === target.hex) one.settle({ state: 'verified', algorithm, hex: target.hex })
  else if (await sourceChanged(batch, one.file)) one.fail(changed(one.file, batch.from.files))
  else one.settle({ state: 'mismatch', failure: differs(one.file, batch, algorithm, source.hex, target.hex) })
}

/** What one may write and not read (mode 0200), or an object whose store keeps no checksum, still has a size. */
async function refused(batch: Batch, end: VerifiedEnd, one: Waiting, failure: Failure): Promise<void> {
  const unknown = failure.code === 'permission' || (failure.code === 'unsupported' && end.files.kind === 's3')
  if (unknown) return bySize(batch, one)
  one.fail(failure)
}

/** A source that is no longer what was copied says nothing about the copy. */
async function sourceChanged({ from, signal }: Batch, { source, size, mtime }: CopiedFile): Promise<boolean> {
  try {
    const now = await from.files.stat(source, signal)
    return now.size !== size || now.mtime !== mtime
  } catch (thrown) {
    return Failure.from(thrown).code === 'not-found'
  }
}

const nameAt = (path: string, files: FileSystem): string =>
  files.kind === 'local' ? displayName(path) : `${displayName(path)} at ${files.label}`

const changed = ({ source }: CopiedFile, files: FileSystem): Failure =>
  new Failure('changed-at-source', `${nameAt(source, files)} changed after it was copied, so the copy is not proven.`, {
    hint: 'Copy it again when nothing writes to it.'
  })

const wrongSize = (target: string, files: FileSystem, size: number, found: number): Failure =>
  new Failure('mismatch', `${nameAt(target, files)} has ${found} bytes where ${size} were copied.`, {
    hint: 'Something else wrote to it, or the disk there has a fault; copy it again.'
  })

function differs(file: CopiedFile, { from, to }: Batch, algorithm: string, of: string, got: string): Failure {
  const message = `${nameAt(file.target, to.files)} is not equal to ${nameAt(file.source, from.files)}.`
  return new Failure('mismatch', message, {
    hint: 'Something else wrote to it, or the way or a disk has a fault; copy it again.',
    detail: `${algorithm} of the source: ${of}\n${algorithm} of the copy: ${got}`
  })
}
