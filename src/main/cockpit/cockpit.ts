/** The running session at one glance: the service behind contract/cockpit; units and errors are described there. */
import type { CockpitLook, Cockpit as CockpitView, MicrographPicture, QualityLimits } from '@contract/cockpit'
import type { Job, JobsSnapshot } from '@contract/jobs'
import type { ProcessingRule } from '@contract/processing'
import type { BookingStore } from '@contract/resources'
import type { Session } from '@contract/sessions'
import type { Transfer } from '@contract/transfers'
import type { Watch } from '@contract/watch'
import { rulesOf } from '@domain/cockpit/session-rules'
import { jobsOf, openTransfers } from '@domain/cockpit/session-work'
import { Failure } from '@domain/failure'
import type { FileSystems } from '@domain/files/file-system'
import { sessionBacklogs } from '@domain/forecast/session-backlog'
import { phaseOf } from '@domain/sessions/phase'
import { pause } from '../broadcast'
import type { Clock } from '../platform'
import type { SiteAccess } from '../site-access'
import { createSessionLook, type SessionLook } from './session-look'
import type { QuotaLeft } from './storage-room'

/** A session by its calendar. */
export interface SessionName {
  readonly store: BookingStore
  readonly uid: string
}

type Signal = AbortSignal | undefined

/** Errors as contract/cockpit tells them. */
export interface Cockpit {
  now(only: BookingStore | undefined, signal: Signal): Promise<CockpitView[]>
  watch(name: SessionName, clientId: string, signal: Signal): AsyncGenerator<CockpitLook, void, void>
  picture(name: SessionName & PictureWish, signal: Signal): Promise<MicrographPicture>
}

interface PictureWish {
  readonly name: string
  readonly of: 'micrograph' | 'spectrum'
}

export interface CockpitParts {
  readonly clock: Clock
  readonly access: SiteAccess
  readonly files: FileSystems
  readonly quotaLeft: QuotaLeft
  readonly limits: () => QualityLimits
  readonly sessions: {
    now(only: BookingStore | undefined, signal: Signal): Promise<Session[]>
    watch(signal: Signal): AsyncGenerator<Session[], void, void>
  }
  /** Asks the scheduler now. */
  readonly jobs: (site: string, signal: Signal) => Promise<JobsSnapshot>
  /** As the window follows them, with the polls that all share; no prompt is raised. `clientId`: who follows. */
  readonly followJobs: (site: string, clientId: string, signal: Signal) => AsyncGenerator<JobsSnapshot, void, void>
  readonly transfers: () => Transfer[]
  /** Watched folders. */
  readonly watches: () => readonly Watch[]
  /** Of pre-processing. */
  readonly rules: () => readonly ProcessingRule[]
}

/** Sessions whose looks are remembered: with them only what is new is read. */
const mostKept = 8
/** How long a first look waits for the scheduler, so that results are looked for where jobs run. Milliseconds. */
const jobsMs = 5000
/** Looks at one session are shared by all who ask while they are this young. Milliseconds. */
const sharedMs = 10_000

const keyOf = ({ store, uid }: SessionName): string => JSON.stringify([store.site, store.folder, uid])
const nameOf = ({ store, booking }: Session): SessionName => ({ store, uid: booking.uid })

export function createCockpit(parts: CockpitParts): Cockpit {
  const { clock, sessions } = parts
  const now = (): number => clock.now().getTime()
  const kept = new Map<string, SessionLook>()

  function lookOf(name: SessionName): SessionLook {
    const key = keyOf(name)
    const look = kept.get(key) ?? createSessionLook({ ...parts, now })
    kept.delete(key)
    kept.set(key, look)
    for (const oldest of kept.keys()) {
      if (kept.size <= mostKept) break
      kept.delete(oldest)
    }
    return look
  }

  /** As the engine has it now, without asking its server. */
  async function known(name: SessionName, signal: Signal): Promise<Session> {
    const over = new AbortController()
    const either = signal ? AbortSignal.any([signal, over.signal]) : over.signal
    try {
      for await (const all of sessions.watch(either)) {
        const found = all.find(session => keyOf(nameOf(session)) === keyOf(name))
        if (found) return found
        break
      }
    } finally {
      over.abort()
    }
    signal?.throwIfAborted()
    throw new Failure('not-found', 'No session of yours that is near has this booking.', {
      hint: 'See farscope session now.'
    })
  }

  /** Under way, by the clock of its server; one that is over is looked at no more. */
  const isOn = ({ booking, clockOffsetMs }: Session): boolean => {
    const phase = phaseOf(booking, now() + clockOffsetMs)
    return phase === 'running' || phase === 'armed'
  }

  const rootsOf = (jobs: readonly Job[]): string[] => [...new Set(jobs.flatMap(({ workDir }) => workDir ?? []))]

  async function jobsAt(session: Session, signal: Signal): Promise<Pick<CockpitView, 'jobs' | 'jobsError'>> {
    const site = session.folder?.site
    if (!site) return { jobs: [], jobsError: null }
    try {
      const { jobs, error } = await parts.jobs(site, signal)
      return { jobs: jobsOf(session, jobs), jobsError: error }
    } catch (thrown) {
      signal?.throwIfAborted()
      return { jobs: [], jobsError: Failure.from(thrown).toData() }
    }
  }

  /** Folders of the session's jobs as they are followed, none before the first answer; `first` comes then at the latest. */
  function followRoots(session: Session, site: string, clientId: string, signal: AbortSignal) {
    let roots: string[] = []
    let told = (): void => undefined
    const first = new Promise<void>(resolve => {
      told = resolve
    })
    const follow = async (): Promise<void> => {
      for await (const { jobs, asOf, error } of parts.followJobs(site, clientId, signal)) {
        roots = rootsOf(jobsOf(session, jobs))
        if (asOf !== null || error !== null) told()
      }
    }
    // Without them what lies in the folders of the session is still shown.
    follow().then(told, told)
    return { roots: () => roots, first: Promise.race([first, pause(jobsMs, signal)]) }
  }

  return {
    async now(only, signal) {
      const found: CockpitView[] = []
      const transfers = openTransfers(parts.transfers())
      for (const session of await sessions.now(only, signal)) {
        const on = isOn(session) && (session.folder !== null || session.movies !== null)
        const work = on ? await jobsAt(session, signal) : { jobs: [], jobsError: null }
        const options = { automatic: false, ageMs: sharedMs, roots: rootsOf(work.jobs) }
        const look = on ? await lookOf(nameOf(session)).look(session, options, signal) : null
        const backlogs = isOn(session) ? sessionBacklogs(session, parts.watches(), now()) : []
        const processing = isOn(session) ? rulesOf(session, parts.watches(), parts.rules()) : []
        found.push({ ...session, look, ...work, transfers, backlogs, processing })
      }
      return found
    },
    async *watch(name, clientId, signal) {
      const over = new AbortController()
      const either = signal ? AbortSignal.any([signal, over.signal]) : over.signal
      try {
        let jobs: ReturnType<typeof followRoots> | undefined
        while (!signal?.aborted) {
          const session = await known(name, signal)
          // Its folder may be made later.
          const site = session.folder?.site
          if (site) jobs ??= followRoots(session, site, clientId, either)
          await jobs?.first
          const options = { automatic: true, ageMs: sharedMs, roots: jobs?.roots() ?? [] }
          const look = await lookOf(name).look(session, options, signal)
          yield look
          const next = look.nextAt === null ? sharedMs : Date.parse(look.nextAt) - now()
          await pause(Math.max(1000, next), signal)
        }
      } finally {
        over.abort()
      }
    },
    async picture({ name, of, ...session }, signal) {
      return lookOf(session).picture(await known(session, signal), name, of, signal)
    }
  }
}
