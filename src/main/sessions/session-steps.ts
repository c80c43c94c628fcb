/** Does the steps of a session, writes each in the log of its store, and takes them back. */
import type { Booking, LogEntry } from '@contract/booking'
import type { Place } from '@contract/files'
import type { BookingStore, Resource } from '@contract/resources'
import type { SessionStep } from '@contract/sessions'
import { Failure } from '@domain/failure'
import type { FileSystem, FileSystems } from '@domain/files/file-system'
import { armedFrom, phaseOf } from '@domain/sessions/phase'
import { type SessionFolders, sessionFolders, sessionWatchName } from '@domain/sessions/session-folder'
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
  /** Somebody took the watch of the movies back at another computer: it ends at this one, too. */
  watchTakenBack(place: StepPlace): Promise<void>
  log(place: StepPlace, act: LogEntry['act'], text: string, signal: AbortSignal | undefined): Promise<void>
  /** The session is over, whoever ended it: what this computer follows for it comes to its end. */
  over(place: StepPlace): void
  /** Writes in the store's log that somebody was kept from an act, by which rule and why. */
  refuse(
    place: StepPlace,
    act: LogEntry['act'],
    why: Pick<LogEntry, 'rule' | 'text'>,
    signal: AbortSignal | undefined
  ): Promise<void>
}

/** What follows the movies of a session; it is told of them by computers that do its steps. */
export interface SessionWatches {
  /** Again for one that is there: nothing. */
  begin(watch: {
    readonly name: string
    readonly source: Place
    readonly destinations: readonly Place[]
    readonly session: { readonly store: BookingStore; readonly uid: string }
  }): Promise<void>
  /** Nothing new is waited for; what is there is still taken. */
  finish(name: string): void
  /** Nothing more is followed or sent; what was copied stays. Nothing where there is none. */
  remove(name: string): Promise<void>
}

interface StepParts {
  readonly watches: SessionWatches
  readonly files: FileSystems
  readonly records: SessionRecords
  readonly clock: Clock
}

class Steps implements StepWorker {
  constructor(private readonly parts: StepParts) {}

  async run(place: StepPlace, step: Step, automatic: boolean, signal: AbortSignal | undefined): Promise<void> {
    if (step === 'folder') return this.makeThem(place, automatic, signal)
    if (step === 'watch') return this.setMovies(place, automatic, signal)
    await this.logStep(place, step, '', signal)
    this.save(place, step, 'done')
  }

  async undo(place: StepPlace, step: Step, signal: AbortSignal | undefined): Promise<void> {
    if (step !== 'armed' && step !== 'watch' && step !== 'folder')
      throw new Failure('usage', `The step "${step}" cannot be taken back.`)
    if (step === 'folder') await this.removeFolders(place, signal)
    if (step === 'watch') await this.removeWatch(place)
    await this.log(place, 'undo', step, signal)
    this.save(place, step, 'undone')
  }

  async watchTakenBack(place: StepPlace): Promise<void> {
    await this.removeWatch(place)
    this.save(place, 'watch', 'undone')
  }

  over({ booking }: StepPlace): void {
    this.parts.watches.finish(sessionWatchName(booking))
  }

  log({ looked, booking }: StepPlace, act: LogEntry['act'], text: string, signal: AbortSignal | undefined) {
    const { resource, uid } = booking
    return looked.folder.log([{ act, granted: true, resource, uid, rule: null, text }], signal)
  }

  refuse(
    { looked, booking }: StepPlace,
    act: LogEntry['act'],
    why: Pick<LogEntry, 'rule' | 'text'>,
    signal: AbortSignal | undefined
  ) {
    const { resource, uid } = booking
    return looked.folder.log([{ act, granted: false, resource, uid, ...why }], signal)
  }

  /** Once for all computers: what another one has logged of it, and nobody took back, is not logged again. */
  private async logStep(place: StepPlace, step: Step, text: string, signal: AbortSignal | undefined): Promise<void> {
    const { looked, booking } = place
    const { file } = looked.contents
    const isThere = (log: readonly LogEntry[]): boolean => {
      const said = { file, booking, log, at: this.at(place) }
      return loggedStep(step, said) !== undefined && !isTakenBack(step, said)
    }
    const entry = { granted: true, resource: booking.resource, uid: booking.uid, rule: null, text }
    const from = new Date(armedFrom(booking))
    await looked.folder.logOnce({ act: actOfStep[step], ...entry }, from, isThere, signal)
  }

  private save(place: StepPlace, step: Step, state: StepRecord['state'], more: Partial<StepRecord> = {}): void {
    const { records } = this.parts
    const at = new Date(this.at(place)).toISOString()
    records.save(sessionKey(place), { step, state, at, path: null, error: null, made: [], ...more })
  }

  /** Milliseconds since 1970 by the server's clock. */
  private at({ looked }: StepPlace): number {
    return this.parts.clock.now().getTime() + looked.contents.clockOffsetMs
  }

  private madeBefore(place: StepPlace): readonly string[] {
    return this.parts.records.steps(sessionKey(place)).find(({ step }) => step === 'folder')?.made ?? []
  }

  /** Runs `work` where the session's folders are; a link of its own, so that it asks nobody when nobody is there. */
  private async withFiles<Result>(
    { looked, resource }: StepPlace,
    automatic: boolean,
    signal: AbortSignal | undefined,
    work: (files: FileSystem) => Promise<Result>
  ): Promise<Result> {
    const { files } = this.parts
    const site = resource.session?.site ?? looked.store.site
    if (site === null) return work(files.local)
    const there = await files.openSite(site, signal, { automatic })
    try {
      return await work(there)
    } finally {
      there.close()
    }
  }

  private async makeThem(place: StepPlace, automatic: boolean, signal: AbortSignal | undefined): Promise<void> {
    const made = [...this.madeBefore(place)]
    const limit = AbortSignal.timeout(folderLimitMs)
    const bound = signal ? AbortSignal.any([signal, limit]) : limit
    try {
      const path = await this.withFiles(place, automatic, bound, async there => {
        const folders = foldersOf(place, there.home)
        const onMade = (folder: string): void => {
          made.push(folder)
          // An engine that is killed in between still knows what it may take back.
          this.save(place, 'folder', 'running', { made: [...made], path: folders.folder })
        }
        await makeSessionFolders(there, folders, onMade, bound)
        return folders.folder
      })
      this.save(place, 'folder', 'done', { made, path })
      await this.logStep(place, 'folder', path, signal)
    } catch (thrown) {
      // The engine ends: the next one goes on.
      if (signal?.aborted) throw thrown
      const failure = limit.aborted ? tooSlow(thrown) : Failure.from(thrown)
      this.save(place, 'folder', 'failed', { made, error: failure.toData() })
    }
  }

  private async setMovies(place: StepPlace, automatic: boolean, signal: AbortSignal | undefined): Promise<void> {
    try {
      const { movies, copies } = await this.withFiles(place, automatic, signal, async ({ home }) =>
        foldersOf(place, home)
      )
      if (movies !== null) await this.beginWatch(place, movies, copies)
      await this.logStep(place, 'watch', movies ?? '', signal)
      this.save(place, 'watch', 'done', { path: movies })
    } catch (thrown) {
      if (signal?.aborted) throw thrown
      this.save(place, 'watch', 'failed', { error: Failure.from(thrown).toData() })
    }
  }

  private async beginWatch({ looked, booking, resource }: StepPlace, movies: string, copies: readonly Place[]) {
    const site = resource.session?.site ?? looked.store.site
    const source: Place = site === null ? { kind: 'local', path: movies } : { kind: 'site', site, path: movies }
    const session = { store: looked.store, uid: booking.uid }
    await this.parts.watches.begin({ name: sessionWatchName(booking), source, destinations: copies, session })
  }

  private async removeWatch(place: StepPlace): Promise<void> {
    // The camera's last files are still on their way then, and somebody waits for them.
    if (phaseOf(place.booking, this.at(place)) === 'over')
      throw new Failure('usage', 'The session is over: what is still copied ends by itself.', {
        hint: 'Remove the watch in Watched folders to stop it at once.'
      })
    await this.parts.watches.remove(sessionWatchName(place.booking))
  }

  private async removeFolders(place: StepPlace, signal: AbortSignal | undefined): Promise<void> {
    const made = this.madeBefore(place)
    if (made.length === 0)
      throw new Failure('usage', 'This computer made no folder for the session.', {
        hint: 'Remove it where it was made, or in Files.'
      })
    const kept = await this.withFiles(place, false, signal, there => removeSessionFolders(there, made, signal))
    if (kept.length === made.length)
      throw new Failure('conflict', `No folder was removed: something is in ${kept.join(', ')}.`, {
        hint: 'Only empty folders are taken back.'
      })
  }
}

export const createStepWorker = (parts: StepParts): StepWorker => new Steps(parts)

function foldersOf({ looked, booking, resource }: StepPlace, home: string): SessionFolders {
  if (!resource.session) throw new Failure('internal', `${resource.name} has no session folder.`)
  return sessionFolders(resource.session, booking, looked.contents.file.timeZone, home)
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
