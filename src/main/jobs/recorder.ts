/**
 * Keeps what the polls see of the user's jobs: what lives, how it ended, and the notices of it. A job that left the queue
 * is remembered as gone until somebody has said how it ended, so nothing is missed or told twice when the engine or the
 * link breaks in between.
 */
import type { Job } from '@contract/jobs'
import { type AccountedJob, unknownState, vanished } from '@domain/jobs/history'
import { type JobRecord, splitId } from '@domain/jobs/job-record'
import { isFinished, taskColumn } from '@domain/jobs/states'
import { pause } from '../broadcast'
import type { Clock, Log } from '../platform'
import type { LiveJob, SeenSite } from '../store/live-jobs'
import { submittedMs } from '../store/past-jobs'
import type { Store } from '../store/store'
import type { Notices } from './notices'
import type { QueueReading } from './queue-reader'
import { lifeOf, queueChanges } from './recorder-changes'
import type { AskEnds, EndsAnswer } from './recorder-ends'
import { createKeepEnds, type Ending } from './recorder-keep'
import { matchEnds, missingEnds, unaccounted } from './recorder-match'
import { startNotices } from './recorder-notices'

/** A reading of a poll as far as it matters here. */
export type SiteReading = Pick<QueueReading, 'records' | 'queue' | 'user'>

export interface Recorder {
  /** Never throws; what it asks goes on by itself. */
  onReading(site: string, reading: SiteReading): void
  /** A job as it was right after it was submitted from here: it may be over before the next poll. */
  onSubmitted(site: string, job: Job): void
  /** Jobs are about to be cancelled from here: that is no news to the person. */
  onCancelling(site: string, ids: readonly string[]): void
  /** The scheduler refused to. */
  onNotCancelled(site: string, ids: readonly string[]): void
  /** Resolves when nothing is being asked. */
  idle(): Promise<void>
  close(): Promise<void>
}

/** Waits before each question for the end of a job, milliseconds: accounting lags by seconds, under load by minutes. */
const askAfterMs = [0, 3000, 5000, 10_000, 20_000, 40_000, 60_000, 120_000, 300_000]
/** Accounting is gone through for what no poll saw: at most this often, and so far back. Milliseconds. */
const sweep = { everyMs: 3_600_000, leastMs: 60_000, mostMs: 7 * 86_400_000, overlapMs: 2 * 3_600_000 }
/** The first time it is asked for this history, and so many of its newest jobs are kept. */
const firstSweep = { backMs: 90 * 86_400_000, mostJobs: 5000 }

interface SiteMemory {
  seen: SeenSite
  /** By life. */
  readonly live: Map<string, LiveJob>
  /** Lives whose end is in the store, of those that this run has met. */
  readonly ended: Set<string>
  settling: boolean
  sweeping: boolean
  /** Accounting has ends that it was not gone through for yet. */
  news: boolean
  /** When it was gone through last or that was tried, milliseconds. */
  sweepTried: number
}

const nothingAsked = { settling: false, sweeping: false, news: false, sweepTried: Number.NEGATIVE_INFINITY }

/** A folded array is called by its id. */
const withoutList = (id: string): string => id.replace(/_\[.*$/, '')

function newest(jobs: readonly AccountedJob[], most: number): readonly AccountedJob[] {
  if (jobs.length <= most) return jobs
  const at = ({ record }: AccountedJob): number => submittedMs(record)
  return [...jobs].sort((one, other) => at(other) - at(one)).slice(0, most)
}

export interface RecorderDependencies {
  readonly store: Pick<Store, 'pastJobs' | 'liveJobs' | 'submissions'>
  readonly notices: Pick<Notices, 'raise'>
  readonly askEnds: AskEnds
  readonly clock: Clock
  readonly log: Log
  /** After what lives at a site changed. */
  readonly onChange?: () => void
  /** Replaces the waits of questions in tests. */
  readonly sleep?: (milliseconds: number, signal: AbortSignal) => Promise<void>
}

export function createRecorder(deps: RecorderDependencies): Recorder {
  const { store, askEnds, clock, log, sleep = pause } = deps
  const control = new AbortController()
  const memories = new Map<string, SiteMemory>()
  const work = new Set<Promise<void>>()
  const keepEnds = createKeepEnds(deps)
  const nowMs = (): number => clock.now().getTime()

  function memoryOf(site: string, user: string): { memory: SiteMemory; firstLook: boolean } {
    const present = memories.get(site)
    if (present?.seen.user === user) return { memory: present, firstLook: false }
    const known = store.liveJobs.sites().find(one => one.site === site)
    // Another login's jobs are a first contact; what lived of the one before is not this one's.
    const firstLook = known?.user !== user
    const seen = known && !firstLook ? known : { site, user, firstLook: nowMs(), sweptAt: null }
    const kept = store.liveJobs.load(site)
    if (firstLook) {
      if (known) store.liveJobs.change(site, [], kept)
      store.liveJobs.saveSite(seen)
    }
    // Without a look before they are what was submitted from here.
    const live = new Map((known && firstLook ? [] : kept).map(job => [lifeOf(job.record), job]))
    const memory = { seen, live, ended: new Set<string>(), ...nothingAsked }
    memories.set(site, memory)
    return { memory, firstLook }
  }

  function keepLive(site: string, { live }: SiteMemory, saved: readonly LiveJob[], removed: readonly LiveJob[]): void {
    if (saved.length === 0 && removed.length === 0) return
    store.liveJobs.change(site, saved, removed)
    for (const { record } of removed) live.delete(lifeOf(record))
    for (const job of saved) live.set(lifeOf(job.record), job)
    deps.onChange?.()
  }

  const gone = ({ live }: SiteMemory): LiveJob[] => [...live.values()].filter(job => job.goneAt !== null)

  /** Asks how jobs ended until all that left the queue are accounted for, or nobody will ever say. */
  async function settle(site: string, memory: SiteMemory): Promise<void> {
    let attempt = 0
    for (let left = gone(memory); left.length > 0 && attempt < askAfterMs.length; left = gone(memory)) {
      await sleep(askAfterMs[attempt] ?? 0, control.signal)
      if (control.signal.aborted) return
      const asked = missingEnds(left)
      const answer =
        attempt === askAfterMs.length - 1
          ? await askEnds.ofController(site, asked.ids, control.signal)
          : await askEnds.byId(site, asked.ids, asked, control.signal)
      // What answers goes on at once with the next ones; what lags is given time.
      attempt = keepAnswer(site, memory, gone(memory).filter(asked.holds), answer) ? 0 : attempt + 1
    }
  }

  /** Whether it told of anything that was missing. */
  function keepAnswer(site: string, memory: SiteMemory, missing: LiveJob[], { source, jobs }: EndsAnswer): boolean {
    const matched = matchEnds(missing, jobs)
    const lost = new Set(source === 'seen' ? unaccounted(matched.saved, jobs) : [])
    const again = latestLives(memory)
    const unseen = [...lost].filter(({ record, submitted }) => (again.get(record.id) ?? 0) <= submitted)
    const vanishings = unseen.map(before => ({ ended: { record: vanished(before.record), use: null }, before }))
    const saved = matched.saved.filter(job => !lost.has(job))
    const removed = [...matched.removed, ...lost]
    // Written before they are let go: what breaks in between is done again, and told once all the same.
    keep(site, memory, source, [...matched.endings, ...vanishings], { saved, removed })
    keepLive(site, memory, removed.length > 0 ? saved : [], removed)
    return removed.length > 0
  }

  /** By id. A life that ended with a requeue leaves no end of its own where accounting does not keep it. */
  function latestLives({ live }: SiteMemory): Map<string, number> {
    const latest = new Map<string, number>()
    for (const { record, submitted } of live.values())
      latest.set(record.id, Math.max(submitted, latest.get(record.id) ?? 0))
    return latest
  }

  function keep(
    site: string,
    { live, seen, ended }: SiteMemory,
    source: EndsAnswer['source'],
    endings: readonly Ending[],
    { saved = [], removed = [], quiet = false }: { saved?: LiveJob[]; removed?: LiveJob[]; quiet?: boolean }
  ): void {
    const left = new Set(removed)
    const living = [...[...live.values()].filter(job => !left.has(job)), ...saved]
    keepEnds(site, source, endings, { living, quiet, firstLook: seen.firstLook })
    for (const { ended: one } of endings) if (one.record.state !== unknownState) ended.add(lifeOf(one.record))
  }

  /** Takes the jobs that accounting tells of and no poll saw. Nothing is news that ended before the first look. */
  async function goThrough(site: string, memory: SiteMemory): Promise<void> {
    const { sweptAt } = memory.seen
    const now = nowMs()
    memory.news = false
    const asked = sweptAt === null ? firstLookBack(site) : back(site, now - sweptAt + sweep.overlapMs)
    const answer = await asked.catch(thrown => {
      memory.news = true
      throw thrown
    })
    memory.seen = { ...memory.seen, sweptAt: answer ? now : memory.seen.sweptAt }
    if (!answer) return
    store.liveJobs.saveSite(memory.seen)
    const met = ({ record }: AccountedJob): boolean => !memory.live.has(lifeOf(record)) && isFinished(record.state)
    const endings = answer.jobs.filter(met).map(ended => ({ ended, before: undefined }))
    keep(site, memory, 'accounting', endings, { quiet: sweptAt === null })
  }

  const back = (site: string, backMs: number): Promise<EndsAnswer | null> =>
    askEnds.since(site, Math.min(sweep.mostMs, backMs) / 1000, control.signal)

  /** What is too long an answer, or takes accounting too long, is asked for again from fewer days. */
  async function firstLookBack(site: string): Promise<EndsAnswer | null> {
    const answer = await askEnds.since(site, firstSweep.backMs / 1000, control.signal).catch(thrown => {
      if (control.signal.aborted) throw thrown
      log.warn(`The jobs of 90 days could not be read from accounting of ${site}: ${String(thrown)}`)
      return null
    })
    return answer ? { ...answer, jobs: newest(answer.jobs, firstSweep.mostJobs) } : back(site, sweep.mostMs)
  }

  /** One at a time; a failure is no more than a line in the log, the next reading tries again. */
  function run(site: string, memory: SiteMemory, kind: 'settling' | 'sweeping', task: () => Promise<void>): void {
    if (memory[kind] || control.signal.aborted) return
    memory[kind] = true
    const done = task()
      .catch(thrown => {
        if (!control.signal.aborted) log.warn(`How jobs of ${site} ended could not be asked: ${String(thrown)}`)
      })
      .finally(() => {
        memory[kind] = false
        work.delete(done)
      })
    work.add(done)
  }

  /** Ended jobs of the reading that the store does not have: accounting has more than the polls saw. */
  function isNews(site: string, { ended, live }: SiteMemory, record: JobRecord): boolean {
    const life = lifeOf(record)
    if (!isFinished(record.state) || record.partition === null || ended.has(life) || live.has(life)) return false
    ended.add(life)
    return store.pastJobs.get({ site, id: record.id, submitted: submittedMs(record) }) === undefined
  }

  function read(site: string, { records, queue, user }: SiteReading): void {
    const { memory, firstLook } = memoryOf(site, user)
    const own = queue.filter(record => record.user === user)
    const changes = queueChanges(memory.live, own, nowMs(), firstLook)
    keepLive(site, memory, changes.saved, changes.removed)
    deps.notices.raise(startNotices(site, changes.started, clock.now()))
    if (gone(memory).length > 0) run(site, memory, 'settling', () => settle(site, memory))
    for (const record of records) if (record.user === user && isNews(site, memory, record)) memory.news = true
    if (memory.sweeping || nowMs() - memory.sweepTried < (memory.news ? sweep.leastMs : sweep.everyMs)) return
    memory.sweepTried = nowMs()
    run(site, memory, 'sweeping', () => goThrough(site, memory))
  }

  return {
    onReading(site, reading) {
      if (control.signal.aborted || reading.user === '') return
      try {
        read(site, reading)
      } catch (thrown) {
        log.error(`What was seen of the jobs of ${site} could not be kept.`, thrown)
      }
    },
    onSubmitted(site, job) {
      const record = { ...job, ...splitId(job.id) }
      const one: LiveJob = { record, submitted: submittedMs(record), goneAt: null }
      const memory = memories.get(site)
      // A poll may have been quicker.
      if (job.submitTime === null || memory?.live.has(lifeOf(record))) return
      if (memory) keepLive(site, memory, [one], [])
      else {
        store.liveJobs.change(site, [one], [])
        deps.onChange?.()
      }
      // No poll will see that it waited. Of an array the polls tell, by its tasks.
      if (record.arrayId === null && taskColumn(record.state) === 'running')
        deps.notices.raise(startNotices(site, [record], clock.now()))
    },
    onCancelling: (site, ids) => store.liveJobs.cancelled(site, ids.map(withoutList), nowMs()),
    onNotCancelled: (site, ids) => store.liveJobs.notCancelled(site, ids.map(withoutList)),
    idle: async () => {
      while (work.size > 0) await Promise.all(work)
    },
    close: async () => {
      control.abort()
      await Promise.all(work)
    }
  }
}
