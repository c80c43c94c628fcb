/** Does the steps of a session, writes each in the log of its store, and takes them back. */
import type { Booking, LogEntry } from '@contract/booking'
import type { Resource } from '@contract/resources'
import type { SessionStep } from '@contract/sessions'
import { Failure } from '@domain/failure'
import type { FileSystem, FileSystems } from '@domain/files/file-system'
import { armedFrom } from '@domain/sessions/phase'
import { type SessionFolders, sessionFolders } from '@domain/sessions/session-folder'
import { actOfStep, isTakenBack, loggedStep, type Step, type StepRecord } from '@domain/sessions/steps'
import type { Clock } from '../platform'
import type { SessionRecords } from '../store/session-records'
import { makeSessionFolders, removeSessionFolders } from './session-folders'
import { type Looked, storeKey } from './session-stores'

/** One session of a store, as the steps need it. */
export interface StepPlace {
  readonly looked: Looked
  readonly booking: Booking
  readonly resource: Resource
}

/** Longest time that making the folders of a session may take. Milliseconds. */
const folderLimitMs = 60_000

/** A booking that was moved to another begin is another session. */
export const sessionKey = ({ looked, booking }: Pick<StepPlace, 'looked' | 'booking'>): string =>
  JSON.stringify([storeKey(looked.store), booking.uid, booking.start])

export interface StepWorker {
  /** Never throws for what is a step's own failure: that is in its record. Throws where the log cannot be written. */
  run(place: StepPlace, step: Step, automatic: boolean, signal: AbortSignal | undefined): Promise<void>
  /** `usage` where there is nothing to take back, `conflict` where all folders have something in them. */
  undo(place: StepPlace, step: Step, signal: AbortSignal | undefined): Promise<void>
  log(place: StepPlace, act: LogEntry['act'], text: string, signal: AbortSignal | undefined): Promise<void>
}

export function createStepWorker(parts: {
  readonly files: FileSystems
  readonly records: SessionRecords
  readonly clock: Clock
}): StepWorker {
  const { files, records, clock } = parts
  const stamp = ({ looked }: StepPlace): string =>
    new Date(clock.now().getTime() + looked.contents.clockOffsetMs).toISOString()

  function save(place: StepPlace, step: Step, state: StepRecord['state'], more: Partial<StepRecord> = {}): void {
    const record = { step, state, at: stamp(place), path: null, error: null, made: [], ...more }
    records.save(sessionKey(place), record)
  }

  const log: StepWorker['log'] = ({ looked, booking }, act, text, signal) =>
    looked.folder.log([{ act, granted: true, resource: booking.resource, uid: booking.uid, rule: null, text }], signal)

  /** Once for all computers: what another one has logged of it, and nobody took back, is not logged again. */
  async function logStep(place: StepPlace, step: Step, text: string, signal: AbortSignal | undefined): Promise<void> {
    const { looked, booking } = place
    const isThere = (log: readonly LogEntry[]): boolean =>
      loggedStep(step, { booking, log }) !== undefined && !isTakenBack(step, { booking, log })
    const entry = { granted: true, resource: booking.resource, uid: booking.uid, rule: null, text }
    const from = new Date(armedFrom(booking))
    await looked.folder.logOnce({ act: actOfStep[step], ...entry }, from, isThere, signal)
  }

  /** Runs `work` where the session's folders are; a link of its own, so that it asks nobody when nobody is there. */
  async function withFiles<Result>(
    { looked, resource }: StepPlace,
    automatic: boolean,
    signal: AbortSignal | undefined,
    work: (files: FileSystem) => Promise<Result>
  ): Promise<Result> {
    const site = resource.session?.site ?? looked.store.site
    if (site === null) return work(files.local)
    const there = await files.openSite(site, signal, { automatic })
    try {
      return await work(there)
    } finally {
      there.close()
    }
  }

  const foldersOf = ({ looked, booking, resource }: StepPlace, home: string): SessionFolders => {
    if (!resource.session) throw new Failure('internal', `${resource.name} has no session folder.`)
    return sessionFolders(resource.session, booking, looked.contents.file.timeZone, home)
  }

  async function makeThem(place: StepPlace, automatic: boolean, signal: AbortSignal | undefined): Promise<void> {
    const before = records.steps(sessionKey(place)).find(({ step }) => step === 'folder')
    const made = [...(before?.made ?? [])]
    const limit = AbortSignal.timeout(folderLimitMs)
    const bound = signal ? AbortSignal.any([signal, limit]) : limit
    try {
      const path = await withFiles(place, automatic, bound, async there => {
        const folders = foldersOf(place, there.home)
        await makeSessionFolders(
          there,
          folders,
          folder => {
            made.push(folder)
            // An engine that is killed in between still knows what it may take back.
            save(place, 'folder', 'running', { made: [...made], path: folders.folder })
          },
          bound
        )
        return folders.folder
      })
      save(place, 'folder', 'done', { made, path })
      await logStep(place, 'folder', path, signal)
    } catch (thrown) {
      const failure = limit.aborted ? tooSlow(thrown) : Failure.from(thrown)
      save(place, 'folder', 'failed', { made, error: failure.toData() })
    }
  }

  async function setMovies(place: StepPlace, automatic: boolean, signal: AbortSignal | undefined): Promise<void> {
    try {
      const movies = await withFiles(place, automatic, signal, async ({ home }) => foldersOf(place, home).movies)
      await logStep(place, 'watch', movies ?? '', signal)
      save(place, 'watch', 'done', { path: movies })
    } catch (thrown) {
      save(place, 'watch', 'failed', { error: Failure.from(thrown).toData() })
    }
  }

  return {
    log,
    async run(place, step, automatic, signal) {
      if (step === 'folder') return makeThem(place, automatic, signal)
      if (step === 'watch') return setMovies(place, automatic, signal)
      await logStep(place, step, '', signal)
      save(place, step, 'done')
    },
    async undo(place, step, signal) {
      const record = records.steps(sessionKey(place)).find(one => one.step === step)
      if (step !== 'armed' && step !== 'watch' && step !== 'folder')
        throw new Failure('usage', `The step "${step}" cannot be taken back.`)
      if (step === 'folder') await removeFolders(record, place, signal)
      await log(place, 'undo', step, signal)
      save(place, step, 'undone')
    }
  }

  async function removeFolders(
    record: StepRecord | undefined,
    place: StepPlace,
    signal: AbortSignal | undefined
  ): Promise<void> {
    const made = record?.made ?? []
    if (made.length === 0)
      throw new Failure('usage', 'This computer made no folder for the session.', {
        hint: 'Remove it where it was made, or in Files.'
      })
    const kept = await withFiles(place, false, signal, there => removeSessionFolders(there, made, signal))
    if (kept.length === made.length)
      throw new Failure('conflict', `No folder was removed: something is in ${kept.join(', ')}.`, {
        hint: 'Only empty folders are taken back.'
      })
  }
}

function tooSlow(cause: unknown): Failure {
  return new Failure('timeout', `The session's folders were not made within ${folderLimitMs / 1000} s.`, {
    cause,
    hint: 'Begin the session by hand when the site answers again.'
  })
}

/** Whether a person who begins the session means this step: it is of the begin, and is not done or does not apply. */
export const isAskedAgain = ({ step, state }: SessionStep): boolean =>
  step !== 'disarmed' && step !== 'ended' && (state === 'failed' || state === 'undone' || state === 'to-come')
