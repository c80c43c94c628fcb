/**
 * Proves copies. What a `verified` proves: the bytes that the far end's own command read from the copy, and those that
 * were read from the source, have the same checksum. The far end may have read from its memory what was written a moment
 * ago (no user can make it forget), so it proves the copy and the way there, not that a disk will still give it back next
 * year; the checksum in the ledger is for that.
 *
 * Where the ends compute no checksum in common (a bucket and a site, say), or the source none at all, what passes through
 * this computer is hashed as the copy's end does it: that is then what was read from the source.
 *
 * Files are checked some at a time while the next ones are copied, and no content travels for it.
 */
import { Failure } from '@domain/failure'
import { type ChecksumAlgorithm, commonAlgorithm } from '@domain/transfers/checksums'
import { pause } from '../../broadcast'
import {
  type Batch,
  type CopiedFile,
  settleByChecksum,
  settleBySize,
  type Verdict,
  type VerifiedEnd,
  type Waiting
} from './verdict'

export type { CopiedFile, Verdict, VerifiedEnd } from './verdict'

export interface Verifier {
  /** For `CopyContext.checksum`: what a copy is to compute of what it reads; undefined when that would not be used. */
  streamAlgorithm(): Promise<ChecksumAlgorithm | undefined>
  /**
   * Settles when the file's turn came; many are asked for at once. Rejects with what kept it from being proven: an end
   * is lost, the copy or the source is gone or changed meanwhile, `cancelled`.
   */
  check(file: CopiedFile): Promise<Verdict>
  /** No more copies come: what waits is checked at once. */
  flush(): void
  /** Gives up what still waits. */
  close(): void
}

/** What waits is checked when it is so much, or after so long: each round starts a command at the far end. */
const enough = { files: 256, bytes: 256 * 1024 ** 2, waitMs: 2000 } as const
/** Most of one round: what comes later is not to wait for it too long. */
const mostAtOnce = { files: 1024, bytes: 16 * 1024 ** 3 } as const
/**
 * Between rounds when the host has no channel to spare. Once no more copies come that could free one, it is asked so
 * often (each time takes the budget's own wait); then sizes have to do.
 */
const channelWait = { firstMs: 1000, longestMs: 30_000, tries: 2 } as const

/** How copies are proven; null: by their size. */
interface Choice {
  readonly algorithm: ChecksumAlgorithm | null
  /** The bytes are hashed as they are read for the copy: no reading anew, or none that the source could do. */
  readonly inPassing: boolean
}

export interface VerifierParts {
  readonly from: VerifiedEnd
  readonly to: VerifiedEnd
  readonly signal: AbortSignal
}

export function createVerifier({ from, to, signal }: VerifierParts): Verifier {
  const closing = new AbortController()
  const working = AbortSignal.any([signal, closing.signal])
  const waiting: Waiting[] = []
  let waitingBytes = 0
  let running = false
  let flushed = false
  let timer: NodeJS.Timeout | undefined
  let chosen: Promise<Choice> | undefined

  function choose(): Promise<Choice> {
    chosen ??= Promise.all([from.checksums.offers(working), to.checksums.offers(working)]).then(([first, second]) => {
      const common = commonAlgorithm(first, second)
      return common === null
        ? { algorithm: commonAlgorithm(second, second), inPassing: true }
        : { algorithm: common, inPassing: from.files.kind === 'local' }
    })
    // A host that had no channel for the question may have one later.
    chosen.catch(() => {
      chosen = undefined
    })
    return chosen
  }

  function take(): Waiting[] {
    let bytes = 0
    let count = 0
    while (count < waiting.length && count < mostAtOnce.files && (count === 0 || bytes < mostAtOnce.bytes))
      bytes += waiting[count++]?.file.size ?? 0
    waitingBytes -= bytes
    return waiting.splice(0, count)
  }

  /** Now, or a little later when there may soon be more. */
  function schedule(): void {
    if (running || waiting.length === 0) return
    const due = flushed || waiting.length >= enough.files || waitingBytes >= enough.bytes
    if (due) void run()
    else timer ??= setTimeout(() => void run(), enough.waitMs)
  }

  async function run(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    if (running) return
    running = true
    await round(take())
    running = false
    schedule()
  }

  /** Never rejects: each file has its verdict or failure when it resolves. */
  async function round(batch: readonly Waiting[]): Promise<void> {
    const open = new Set(batch)
    const ends = { from, to, signal: working, done: (one: Waiting) => open.delete(one) }
    let waitMs: number = channelWait.firstMs
    for (let tries = 0; open.size > 0; ) {
      try {
        working.throwIfAborted()
        await settle(ends, [...open], tries === channelWait.tries ? undefined : await choose())
      } catch (thrown) {
        const failure = Failure.from(thrown)
        if (failure.code !== 'channel-refused' || working.aborted) {
          for (const one of open) one.fail(failure)
          return
        }
        if (flushed) tries++
        await pause(waitMs, working)
        waitMs = Math.min(waitMs * 2, channelWait.longestMs)
      }
    }
  }

  return {
    async streamAlgorithm() {
      try {
        const { algorithm, inPassing } = await choose()
        return inPassing ? (algorithm ?? undefined) : undefined
      } catch (thrown) {
        // Nothing is lost: the source is then read once more when the copy is checked.
        if (Failure.from(thrown).code === 'channel-refused') return undefined
        throw thrown
      }
    },
    check(file) {
      return new Promise((settle, fail) => {
        waiting.push({ file, settle, fail })
        waitingBytes += file.size
        schedule()
      })
    },
    flush() {
      flushed = true
      schedule()
    },
    close() {
      clearTimeout(timer)
      const failure = new Failure('cancelled', 'The copies were not verified, because the transfer was stopped.')
      closing.abort(failure)
      for (const { fail } of waiting.splice(0)) fail(failure)
    }
  }
}

/** A source that cannot hash by itself is asked nothing: a copy that was not hashed in passing is judged by its size. */
async function settle(ends: Batch, all: readonly Waiting[], choice: Choice | undefined): Promise<void> {
  const algorithm = choice?.algorithm ?? null
  if (algorithm === null) return settleBySize(ends, all)
  const asked = !choice?.inPassing || ends.from.files.kind === 'local'
  const provable = (one: Waiting): boolean => asked || one.file.checksum?.algorithm === algorithm
  await settleByChecksum(ends, algorithm, all.filter(provable))
  await settleBySize(
    ends,
    all.filter(one => !provable(one))
  )
}
