/**
 * Small files by the batch, where both ends can (domain/files/many-files): no call, message and round trip for each.
 * Only files for which nothing has to be asked at the destination go this way. What does not succeed here is copied
 * alone afterwards, which finds out why.
 */
import type { FileSystem } from '@domain/files/file-system'
import type { ManyFiles, ManyRead, ManyWrite } from '@domain/files/many-files'
import { partPath } from '@domain/transfers/part-name'
import type { JournalFile } from '../../store/journal-file'
import type { Attempt } from '../attempt'
import type { FileTask } from '../copy-file'
import { arrived, begin, type CopyRun, failed, type LeftBehind } from '../copy-one'
import { hashWhole } from '../copy-small'
import { isSmallFile, largestSmall } from '../files-at-once'
import { planFile } from '../plan-file'
import { keptMode } from '../source-state'
import { smallPartId } from '../transfer-record'

/** Both ends of a copy that moves many small files together. */
export interface ManyEnds {
  readonly from: ManyFiles
  readonly to: ManyFiles
  /** They have moved files: then even a few more are worth it. */
  begun: boolean
  /** Both have been told that files may come. */
  prepared: boolean
}

/** undefined where one of the ends cannot. */
export function manyEndsOf(from: FileSystem, to: FileSystem): ManyEnds | undefined {
  return from.many && to.many && !to.wholeFilesOnly
    ? { from: from.many, to: to.many, begun: false, prepared: false }
    : undefined
}

/**
 * A folder is to be copied, so there may be many files: what the ends need for them is got ready while it is listed,
 * before the other channels of the transfer take all that the server allows.
 */
export function prepareMany({ request, signal }: Pick<Attempt, 'request' | 'signal'>, many: ManyEnds): void {
  if (many.prepared || request.jobs !== null) return
  many.prepared = true
  for (const end of [many.from, many.to]) void end.ready(signal)
}

/** A batch is large enough to be worth its call, and small enough that a key typed meanwhile does not wait for it. */
const mostOfBatch = { bytes: 256 * 1024, files: 64 } as const

/** Starting the program at a far end costs some round trips: so many files must wait for it, and so many afterwards. */
const worthFiles = { first: 32, further: 4 } as const

/** Takes from `files`, which wait in their order, those that go this way: as batches. The others stay for the usual one. */
export async function batchesOf(
  run: CopyRun,
  many: ManyEnds,
  files: readonly JournalFile[]
): Promise<{ batches: JournalFile[][]; others: JournalFile[] }> {
  const alone = { batches: [], others: [...files] }
  const fitting = files.filter(file => fits(run, file))
  if (fitting.length < (many.begun ? worthFiles.further : worthFiles.first)) return alone
  const ready = await Promise.all([many.from.ready(run.signal), many.to.ready(run.signal)])
  if (!ready.every(Boolean)) return alone
  many.begun = true
  return { batches: inBatches(fitting), others: files.filter(file => !fitting.includes(file)) }
}

/** Nothing has to be looked at for it, and nobody asked. */
function fits({ attempt: { request }, touchedUpTo }: CopyRun, file: JournalFile): boolean {
  if (!isSmallFile(file.size) || file.part !== null || file.seq <= touchedUpTo) return false
  return file.existing === null || file.how === 'replace' || decided.has(request.conflict ?? '')
}

/** Rules that say what becomes of a file without a look at the destination. */
const decided: ReadonlySet<string> = new Set(['overwrite', 'skip', 'newer'])

function inBatches(files: readonly JournalFile[]): JournalFile[][] {
  const batches: JournalFile[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const file of files) {
    const last = batches.at(-1)
    if (last && last.length < mostOfBatch.files && bytes + file.size <= mostOfBatch.bytes) last.push(file)
    else {
      batches.push([file])
      bytes = 0
    }
    bytes += file.size
  }
  return batches
}

/** One of a batch on its way. */
interface Moving {
  readonly file: JournalFile
  readonly task: FileTask
}

/** A batch, and what of it has no end yet. */
interface Batch {
  readonly run: CopyRun
  readonly moving: Set<Moving>
  /** It goes the usual way instead. */
  alone(file: JournalFile, left: LeftBehind): void
}

/** Never rejects. `alone` is given each file that did not go this way, with what may have been left of it. */
export async function copyBatch(
  run: CopyRun,
  many: ManyEnds,
  files: readonly JournalFile[],
  alone: Batch['alone']
): Promise<void> {
  const batch: Batch = { run, moving: new Set(), alone }
  for (const file of files) {
    const task = await taskOf(run, file)
    if (!task) {
      alone(file, 'nothing')
      continue
    }
    run.given.add(task.target)
    begin(run.attempt, file, task)
    batch.moving.add({ file, task })
  }
  run.attempt.tally.currentFile = files[0]?.source ?? null
  try {
    await move(batch, many)
  } catch (thrown) {
    const over = run.signal.aborted || run.attempt.isLost(thrown)
    for (const one of batch.moving) {
      // The stream broke under it: whether the far end had done it nobody knows.
      if (!over) giveBack(batch, one, 'anything')
      else {
        await failed(run, one.file, thrown)
        run.attempt.journal.save(one.file)
      }
    }
  }
}

function giveBack({ run, moving, alone }: Batch, one: Moving, left: LeftBehind): void {
  moving.delete(one)
  run.given.delete(one.task.target)
  alone(one.file, left)
}

/** undefined: the usual way has more to do than to copy it. */
async function taskOf({ attempt, given }: CopyRun, file: JournalFile): Promise<FileTask | undefined> {
  if (file.existing === null && given.has(file.target)) return undefined
  if (file.existing === null && file.how === null) return { source: file.source, target: file.target, how: 'new' }
  try {
    const plan = await planFile(attempt, file, given, false)
    return typeof plan === 'string' || plan.partial || plan.resumeFrom !== undefined ? undefined : plan
  } catch {
    return undefined
  }
}

async function move(batch: Batch, many: ManyEnds): Promise<void> {
  const { parts, signal, attempt } = batch.run
  const wishes = [...batch.moving].map(({ file, task }) => ({
    ...{ path: task.source, most: largestSmall, expected: file.size }
  }))
  const contents = wishes.length > 0 ? await many.from.read(wishes, signal) : []
  const read = [...batch.moving].flatMap((one, at) => {
    const content = contents[at]
    if (!content) giveBack(batch, one, 'nothing')
    return content ? [{ one, content }] : []
  })
  if (read.length === 0) return
  await parts.throttle?.take(
    read.reduce((sum, { content }) => sum + content.data.length, 0),
    signal
  )
  const checksums = await Promise.all(read.map(({ content }) => hashWhole(parts.checksum, content.data)))
  // Also when the room has run out meanwhile: each is told its own end, and leaves nothing.
  const written = await many.to.write(
    read.map(({ one, content }) => writeOf(attempt, one, content)),
    attempt.signal
  )
  for (const [at, { one, content }] of read.entries()) {
    if (written[at] !== true) {
      giveBack(batch, one, 'part')
      continue
    }
    batch.moving.delete(one)
    batch.run.given.delete(one.task.target)
    attempt.tally.sent(one.file, content.data.length)
    one.file.mtime = content.mtime
    arrived(batch.run, one.file, content.data.length, checksums[at] ?? null)
  }
}

function writeOf({ to, record }: Attempt, { file, task }: Moving, { mode, mtime, data }: ManyRead): ManyWrite {
  const part = partPath(task.target, smallPartId(record, file))
  return { target: task.target, part, how: task.how, mode: keptMode(to, mode), mtime, data }
}
