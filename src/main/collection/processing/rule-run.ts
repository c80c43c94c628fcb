/** One rule of pre-processing at work: it notes what has come, submits arrays of it, and sees how each ended. */
import type { FailureData } from '@contract/errors'
import type { JobTemplate } from '@contract/job-templates'
import type { Job, JobsSnapshot } from '@contract/jobs'
import type { ProcessingBatch } from '@contract/processing'
import { retryAfterMs } from '@domain/collection/batches'
import { Failure } from '@domain/failure'
import { joinPath } from '@domain/files/path'
import type { TaskEnd } from '@domain/processing/array-ends'
import { arrayName, arrayScript, batchFolder, refusedPath } from '@domain/processing/array-script'
import { nextBatch, secondsToBatch } from '@domain/processing/next-batch'
import { pause } from '../../broadcast'
import type { FileChange, KeptBatch, KeptFile } from '../../store/processing'
import { destinationOf, templateOf } from './add-rule'
import { createArrivals } from './arrivals'
import type { ArrayPlace, ProcessingParts } from './ports'
import type { RuleRecord } from './rule-record'

export interface RuleRun {
  readonly error: { readonly failure: FailureData; readonly at: string } | null
  /** As the last poll of the site's jobs showed them; newest first. */
  batches(): ProcessingBatch[]
  /** It goes on, or has something new to look at; what failed is tried at once. */
  resume(): void
  close(): void
}

export interface RuleRunParts {
  readonly parts: ProcessingParts
  readonly id: string
  readonly record: RuleRecord
  changed(): void
}

/**
 * Longest rest, between two looks at an array that SLURM has no more, how long its last words are waited for, and how long
 * where their folder is not there: a file system may be away for a while. Milliseconds.
 */
const waits = { longest: 60_000, ending: 5000, lastWords: 90_000, lostFolder: 3_600_000 } as const

export const createRuleRun = (parts: RuleRunParts): RuleRun => new Run(parts)

class Run implements RuleRun {
  error: RuleRun['error'] = null
  private readonly ending = new AbortController()
  private readonly arrivals: ReturnType<typeof createArrivals>
  private waker = new AbortController()
  private following: AbortController | undefined
  private snapshot: JobsSnapshot | undefined
  /** Arrays of which it has to be asked how they ended, by when they were asked last. */
  private readonly asked = new Map<string, number>()
  private failures = 0
  private restUntil = 0

  constructor(private readonly own: RuleRunParts) {
    this.arrivals = createArrivals(own.parts, own.id, own.record)
    void this.followWatches()
    void this.loop()
  }

  batches(): ProcessingBatch[] {
    const { parts, id } = this.own
    return parts.store.openBatches(id).map(batch => {
      const tasks = this.jobOf(batch)?.tasks
      const known = tasks && {
        ...{ pending: tasks.pending, running: tasks.running, done: tasks.done, failed: tasks.failed }
      }
      const counts = known ?? {
        ...{ pending: batch.goneSince === null ? batch.files : 0, running: 0, done: 0, failed: 0 }
      }
      const submittedAt = batch.submittedAt === null ? null : new Date(batch.submittedAt).toISOString()
      return { id: batch.id, job: batch.job, submittedAt, files: batch.files, ...counts }
    })
  }

  resume(): void {
    this.restUntil = 0
    this.waker.abort()
  }

  close(): void {
    this.ending.abort(new Failure('cancelled', 'The rule was ended.'))
    this.following?.abort()
    this.waker.abort()
  }

  private now(): number {
    return this.own.parts.platform.clock.now().getTime()
  }

  /** The folded array of the last poll; one of a single task comes as that task. */
  private jobOf({ job, submittedAt }: KeptBatch): Job | undefined {
    const { snapshot } = this
    if (job === null || !snapshot?.asOf || Date.parse(snapshot.asOf) < (submittedAt ?? 0)) return undefined
    const found = snapshot.jobs.find(one => (one.arrayId ?? one.id) === job)
    return found
  }

  private async followWatches(): Promise<void> {
    const { signal } = this.ending
    try {
      for await (const _ of this.own.parts.watches.changes(signal)) if (!this.rests()) this.waker.abort()
    } catch (thrown) {
      if (!signal.aborted) this.own.parts.platform.log.warn(`Pre-processing: ${Failure.from(thrown).message}`)
    }
  }

  private async loop(): Promise<void> {
    const { signal } = this.ending
    while (!signal.aborted) {
      this.waker = new AbortController()
      const waker = this.waker.signal
      let waitMs: number = waits.longest
      try {
        waitMs = this.rests() ? this.restUntil - this.now() : await this.work(signal)
        if (!this.rests()) this.clear()
      } catch (thrown) {
        if (signal.aborted) return
        this.rest(Failure.from(thrown))
        waitMs = this.restUntil - this.now()
      }
      this.follow()
      await pause(Math.max(200, Math.min(waits.longest, waitMs)), AbortSignal.any([signal, waker]))
    }
  }

  private rests(): boolean {
    const left = this.restUntil - this.now()
    // A clock that was set back does not make it longer.
    return left > 0 && left <= retryAfterMs(this.failures, this.own.parts.retry)
  }

  private clear(): void {
    this.failures = 0
    if (!this.error) return
    this.error = null
    this.own.changed()
  }

  private rest(failure: Failure): void {
    this.failures++
    const at = this.now()
    this.restUntil = at + retryAfterMs(this.failures, this.own.parts.retry)
    this.error = { failure: failure.toData(), at: new Date(at).toISOString() }
    this.own.changed()
  }

  /** Milliseconds until there may be more to do. */
  private async work(signal: AbortSignal): Promise<number> {
    const { parts, id, record } = this.own
    const template = templateOf(await parts.templates(), record.request.template)
    const watch = parts.watches.get(record.watch)
    const destination = watch && destinationOf(watch, record.from)
    if (watch && destination !== undefined && (await this.arrivals.note(watch, destination, template)))
      this.own.changed()
    for (const batch of parts.store.openBatches(id))
      if (batch.job === null) {
        if (!record.paused) await this.submit(batch, signal)
      } else if (this.mayHaveEnded(batch)) await this.settle(batch, signal)
    if (record.paused) return this.untilNextLook()
    const due = this.due()
    if (due > 0) {
      const files = parts.store.waiting(id, due)
      if (this.refuse(files, template)) return 0
      const batch = { id: parts.newId(), files: due, job: null, submittedAt: null, goneSince: null }
      parts.store.begin(id, batch, files, this.now())
      this.own.changed()
      await this.submit(batch, signal)
      return 0
    }
    // A watch that is not there is told when there is nothing else to tell.
    if (!watch || destination === undefined) throw noWatch(record)
    return Math.min(this.untilNextLook(), this.untilBatch())
  }

  /** What was noted for another template, or is tried again by a person, may be nothing for this one. */
  private refuse(files: readonly KeptFile[], template: JobTemplate): boolean {
    const { parts, id, record } = this.own
    const refused = files.flatMap(file => {
      const reason = refusedPath(template, joinPath(record.seenAs, file.path))
      return reason === null ? [] : [{ ...file, reason }]
    })
    if (refused.length === 0) return false
    parts.store.refuse(id, refused, this.now())
    this.own.changed()
    return true
  }

  private stateNow() {
    const { store } = this.own.parts
    const since = store.waitingSince(this.own.id)
    return {
      waiting: store.counts(this.own.id).waiting,
      waitedSeconds: since === null ? 0 : Math.max(0, (this.now() - since) / 1000),
      open: this.batches().reduce((sum, { pending, running }) => sum + pending + running, 0)
    }
  }

  private due(): number {
    return nextBatch(this.stateNow(), this.own.record.pace)
  }

  private untilBatch(): number {
    const seconds = secondsToBatch(this.stateNow(), this.own.record.pace)
    return seconds === null || seconds === 0 ? waits.longest : seconds * 1000
  }

  private untilNextLook(): number {
    return this.own.parts.store.openBatches(this.own.id).some(({ goneSince }) => goneSince !== null)
      ? waits.ending
      : waits.longest
  }

  private placeOf(batch: KeptBatch): ArrayPlace {
    const { site, workDir, name } = this.own.record
    return { site, workDir, folder: batchFolder(batch.id), name: arrayName(name, batch.id) }
  }

  private async submit(batch: KeptBatch, signal: AbortSignal): Promise<void> {
    const { parts, id, record } = this.own
    const files = parts.store.filesOf(id, batch.id).map(({ path }) => joinPath(record.seenAs, path))
    const place = this.placeOf(batch)
    const wish = { batch: batch.id, name: place.name, files: files.length, atOnce: record.pace.atOnce }
    const script = arrayScript(templateOf(await parts.templates(), record.request.template), record.request, wish)
    const job = await parts.jobs.submitOnce({ ...place, files, script }, { signal, automatic: true })
    parts.store.saveBatch(id, { ...batch, job, submittedAt: this.now() })
    parts.jobs.submitted({ ...place, script }, job)
    this.own.changed()
  }

  /** The shared poll shows it no more, or as ended; and it was not asked about a moment ago. */
  private mayHaveEnded(batch: KeptBatch): boolean {
    const { snapshot } = this
    if (!snapshot?.asOf || snapshot.error || Date.parse(snapshot.asOf) <= (batch.submittedAt ?? 0)) return false
    const tasks = this.jobOf(batch)?.tasks
    if (tasks && tasks.pending + tasks.running > 0) return false
    return this.now() - (this.asked.get(batch.id) ?? 0) >= waits.ending
  }

  private async settle(batch: KeptBatch, signal: AbortSignal): Promise<void> {
    const { parts, id } = this.own
    const now = this.now()
    this.asked.set(batch.id, now)
    const { lives, ends, reached } = await parts.jobs.ends(this.placeOf(batch), batch.job ?? '', {
      signal,
      automatic: true
    })
    if (lives) return
    const files = parts.store.filesOf(id, batch.id)
    const since = batch.goneSince ?? now
    // A folder over NFS may show the last files a minute late.
    const patience = reached ? waits.lastWords : waits.lostFolder
    if (files.some(({ task }) => !ends.has(task ?? 0)) && now - since < patience) {
      parts.store.saveBatch(id, { ...batch, goneSince: since })
      return
    }
    const changes = new Map(files.map(file => [file.task ?? 0, this.changeOf(file, ends.get(file.task ?? 0))]))
    parts.store.end(id, { ...batch, goneSince: since }, changes, now)
    this.asked.delete(batch.id)
    this.own.changed()
  }

  private changeOf({ tries }: KeptFile, end: TaskEnd | undefined): FileChange {
    const { failed, cancelled } = end ?? { failed: 'It ended without a word: killed, say.', cancelled: false }
    if (failed === null) return { state: 'done', tries, error: null }
    const again = !cancelled && tries < this.own.record.pace.retries
    return { state: again ? 'waiting' : 'failed', tries: tries + 1, error: failed }
  }

  /** The site's jobs are followed while there are arrays of ours, by the poll that all share. */
  private follow(): void {
    const { parts, id, record } = this.own
    const wanted = parts.store.openBatches(id).some(({ job }) => job !== null)
    if (!wanted) {
      this.following?.abort()
      this.following = undefined
      return
    }
    if (this.following) return
    const following = new AbortController()
    this.following = following
    const signal = AbortSignal.any([this.ending.signal, following.signal])
    const read = async (): Promise<void> => {
      for await (const snapshot of parts.jobs.follow(record.site, signal)) {
        this.snapshot = snapshot
        this.own.changed()
        if (!this.rests()) this.waker.abort()
      }
    }
    read()
      .catch(thrown => {
        if (!signal.aborted) this.rest(Failure.from(thrown))
      })
      .finally(() => {
        if (this.following === following) this.following = undefined
      })
  }
}

const noWatch = ({ watch }: RuleRecord): Failure =>
  new Failure('not-found', `The watch ${watch} brings nothing to the folder of this rule any more.`, {
    hint: 'Add the watch again, or remove this rule.'
  })
