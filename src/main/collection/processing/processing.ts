/** Rules of pre-processing: each keeps job arrays of a template running on the newest files that a watch brings. */

import type { JobTemplate } from '@contract/job-templates'
import type { ProcessedFile, ProcessingRule } from '@contract/processing'
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import { joinPath } from '@domain/files/path'
import { refusedPath } from '@domain/processing/array-script'
import { createBroadcast } from '../../broadcast'
import type { KeptFile } from '../../store/processing'
import { type AddRule, refuseUnfit, ruleOf, templateOf } from './add-rule'
import type { ProcessingParts } from './ports'
import { type RuleRecord, ruleRecordSchema } from './rule-record'
import { createRuleRun, type RuleRun } from './rule-run'

/** The calls of contract/processing. */
export interface Processing {
  add(rule: AddRule, signal: AbortSignal | undefined): Promise<ProcessingRule>
  list(): ProcessingRule[]
  watch(signal: AbortSignal | undefined): AsyncGenerator<ProcessingRule[], void, void>
  change(wish: ChangeRule): Promise<ProcessingRule>
  pause(name: string): ProcessingRule
  resume(name: string): ProcessingRule
  retry(name: string): ProcessingRule
  remove(name: string): void
  files(name: string, choice: FileChoice): { total: number; files: ProcessedFile[] }
  close(): void
}

/** What is not said stays. */
interface ChangeRule {
  readonly name: string
  readonly request?: RuleRecord['request'] | undefined
  readonly pace?: { readonly [key in keyof RuleRecord['pace']]?: number | undefined } | undefined
}

interface FileChoice {
  readonly states?: readonly ProcessedFile['state'][] | undefined
  readonly offset: number
  readonly limit: number
}

interface Kept {
  readonly id: string
  readonly record: RuleRecord
  /** Unset: no engine that stays is running. */
  readonly run: RuleRun | undefined
}

/** Least time between two pictures of the list. Milliseconds. */
const broadcastMs = 1000

const iso = (ms: number): string => new Date(ms).toISOString()

export const createProcessing = (parts: ProcessingParts): Processing => new Rules(parts)

class Rules implements Processing {
  private readonly kept = new Map<string, Kept>()
  private readonly lists = createBroadcast(() => this.list(), broadcastMs)
  private readonly changed = (): void => this.lists.publish()

  constructor(private readonly parts: ProcessingParts) {
    for (const { id, record } of parts.store.load()) {
      const known = ruleRecordSchema.safeParse(record)
      if (known.success) this.keep(id, known.data)
      else parts.platform.log.warn('A rule of pre-processing of the store could not be read and is left out.')
    }
  }

  async add(asked: AddRule, signal: AbortSignal | undefined): Promise<ProcessingRule> {
    this.refuseTaken(asked.name ?? asked.watch)
    const record = await ruleOf(this.parts, asked, signal)
    // Another call may have come first while the site was asked.
    this.refuseTaken(record.name)
    const id = this.parts.newId()
    this.parts.store.save(id, record)
    const kept = this.keep(id, record)
    this.changed()
    return this.viewOf(kept)
  }

  list(): ProcessingRule[] {
    const inOrder = [...this.kept.values()].sort((one, other) => (one.record.name < other.record.name ? -1 : 1))
    return inOrder.map(kept => this.viewOf(kept))
  }

  watch(signal: AbortSignal | undefined): AsyncGenerator<ProcessingRule[], void, void> {
    return this.lists.follow(signal)
  }

  async change({ name, request, pace }: ChangeRule): Promise<ProcessingRule> {
    const templates = await this.parts.templates()
    const { id, record } = this.find(name)
    const wish = { request: request ?? record.request, pace: paceOf(record.pace, pace) }
    refuseUnfit({ name, ...wish }, templates)
    this.refuseUnsent(id, templateOf(templates, wish.request.template), record)
    return this.set(name, wish)
  }

  pause(name: string): ProcessingRule {
    return this.set(name, { paused: true })
  }

  resume(name: string): ProcessingRule {
    return this.set(name, { paused: false })
  }

  retry(name: string): ProcessingRule {
    const kept = this.find(name)
    this.parts.store.retry(kept.id, this.parts.platform.clock.now().getTime())
    kept.run?.resume()
    this.changed()
    return this.viewOf(kept)
  }

  remove(name: string): void {
    const kept = this.find(name)
    this.kept.delete(kept.id)
    kept.run?.close()
    this.parts.store.remove(kept.id)
    this.changed()
  }

  files(name: string, { states, offset, limit }: FileChoice): ReturnType<Processing['files']> {
    const { id } = this.find(name)
    const { total, files } = this.parts.store.page(id, states, offset, limit)
    return { total, files: files.map(file => this.fileView(id, file)) }
  }

  close(): void {
    for (const { run } of this.kept.values()) run?.close()
  }

  private keep(id: string, record: RuleRecord): Kept {
    const { parts, changed } = this
    // A command ends when it is done: it submits nothing by itself.
    const run = parts.platform.door === 'cli' ? undefined : createRuleRun({ parts, id, record, changed })
    const kept = { id, record, run }
    this.kept.set(id, kept)
    return kept
  }

  /** The run holds the same record, so it sees the change. */
  private set(name: string, change: Partial<Pick<RuleRecord, 'paused' | 'request' | 'pace'>>): ProcessingRule {
    const kept = this.find(name)
    Object.assign(kept.record, change)
    this.parts.store.save(kept.id, kept.record)
    kept.run?.resume()
    this.changed()
    return this.viewOf(kept)
  }

  private find(name: string): Kept {
    const kept = [...this.kept.values()].find(({ record }) => record.name === name)
    if (kept) return kept
    throw new Failure('not-found', `There is no rule of pre-processing ${name}.`, {
      hint: 'See farscope watch process list.'
    })
  }

  private refuseTaken(name: string): void {
    if ([...this.kept.values()].some(({ record }) => record.name === name))
      throw new Failure('exists', `There is a rule of pre-processing ${name} already.`, {
        hint: 'Choose another name, or remove that one first.'
      })
  }

  /** An array that SLURM may not have yet keeps its files; its script is written by what the rule has become. */
  private refuseUnsent(id: string, template: JobTemplate, { seenAs }: RuleRecord): void {
    const { store } = this.parts
    for (const { job, id: batch } of store.openBatches(id))
      for (const { path } of job === null ? store.filesOf(id, batch) : []) {
        const reason = refusedPath(template, joinPath(seenAs, path))
        if (reason !== null)
          throw new Failure(
            'conflict',
            `An array that is about to be submitted holds ${displayName(path)}: ${reason}`,
            {
              hint: 'Change the template when that array was submitted.'
            }
          )
      }
  }

  private viewOf({ id, record, run }: Kept): ProcessingRule {
    const { store } = this.parts
    const { version: _, pace, paused, ...rule } = record
    const kept = store.counts(id)
    const batches = run?.batches() ?? []
    const sum = (key: 'pending' | 'running'): number => batches.reduce((all, batch) => all + batch[key], 0)
    const counts = {
      ...{ waiting: kept.waiting, pending: sum('pending'), running: sum('running') },
      ...{ done: kept.done + batches.reduce((all, { done }) => all + done, 0), failed: kept.failed }
    }
    const oldest = store.oldestWaiting(id)
    const busy = kept.waiting > 0 || kept.submitted > 0
    return {
      ...{ id, ...rule, ...pace, counts, batches },
      state: paused ? 'paused' : !run ? 'resting' : run.error ? 'trouble' : busy ? 'working' : 'idle',
      oldestWaiting: oldest === null ? null : iso(oldest),
      lastJob: store.lastJob(id),
      error: run?.error?.failure ?? null,
      errorAt: run?.error?.at ?? null
    }
  }

  private fileView(rule: string, { path, state, tries, batch, task, finishedAt, at, error }: KeptFile): ProcessedFile {
    const job = batch === null ? null : (this.parts.store.batch(rule, batch)?.job ?? null)
    const told = { finishedAt: iso(finishedAt), at: iso(at), error }
    return { path, state, tries, job: job === null ? null : `${job}_${task}`, ...told }
  }
}

const paceOf = (before: RuleRecord['pace'], change: ChangeRule['pace'] = {}): RuleRecord['pace'] => ({
  batch: change.batch ?? before.batch,
  waitSeconds: change.waitSeconds ?? before.waitSeconds,
  atOnce: change.atOnce ?? before.atOnce,
  queued: change.queued ?? before.queued,
  retries: change.retries ?? before.retries
})
