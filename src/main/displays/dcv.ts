/** Amazon DCV through its own command on the host, as the account that we log in with. */
import { parseDcvConnections } from '@domain/displays/dcv-connections'
import { screenshotOf } from '@domain/displays/screenshot'
import { Failure } from '@domain/failure'
import type { Platform } from '../platform'
import type { DisplayAdapter, DisplayPlace, Opened, OpenRequest, Step } from './adapter'
import type { SecretFiles } from './connection-file'
import { checkDcv } from './dcv-check'
import { checkId, dcv, dcvFailure } from './dcv-commands'
import { createDcvSession } from './dcv-create'
import { endDcvJob, jobDisplay, readDcvJobs } from './dcv-jobs'
import { type DcvOpenDependencies, openDcv } from './dcv-open'
import { asDisplay, readSession, readSessions } from './dcv-read'
import { shareDcv } from './dcv-right'
import { findDcvJob, targetInJob, targetOnHost } from './dcv-target'
import { step } from './retry'
import { usualWatchMs } from './watch-birth'

export interface DcvDependencies {
  readonly platform: Pick<Platform, 'clock' | 'environment' | 'homeFolder' | 'start' | 'openPage'>
  readonly files: SecretFiles
  /** Seconds between the tries of what is not ready; unset: as in retry. */
  readonly waits?: readonly number[]
  /** How long a new session is watched; unset: 5 seconds. Milliseconds. */
  readonly watchMs?: number | undefined
  /** Seconds between the looks at a job in the queue; unset: as in slurm-job. */
  readonly queue?: readonly number[] | undefined
}

async function* open(
  request: OpenRequest,
  deps: DcvOpenDependencies,
  signal: AbortSignal | undefined
): AsyncGenerator<Step, Opened, undefined> {
  yield step('Connecting to the host')
  const target = (await findDcvJob(request, signal))
    ? yield* targetInJob(request, deps.waits, signal)
    : yield* targetOnHost(request, deps.waits, signal)
  return yield* openDcv(request, target, deps, signal)
}

export function createDcvAdapter(dependencies: DcvDependencies): DisplayAdapter {
  const { platform, files, waits, watchMs = usualWatchMs, queue } = dependencies
  const deps = { platform, files, waits }
  return {
    kind: 'dcv',
    list: async (place, signal, tell) => {
      const connection = await place.connection(signal)
      const sessions = await readSessions(connection, signal)
      const jobs = await readDcvJobs(place, signal).catch((thrown: unknown) => {
        signal?.throwIfAborted()
        if (!tell) throw thrown
        // Jobs are asked of the login host: the sessions of this one are shown without it.
        tell(withoutJobs(place, Failure.from(thrown)))
        return []
      })
      if (!sessions && jobs.length === 0) return null
      const { user } = connection.target
      return [
        ...jobs.map(job => jobDisplay(job, place, user)),
        // A job on this very host is told once.
        ...(sessions ?? [])
          .filter(({ id }) => !jobs.some(job => job.id === id))
          .map(session => asDisplay(session, place, place.facility?.port))
      ]
    },
    create: (wish, place, signal) => createDcvSession(wish, place, { watchMs, queue }, signal),
    open: (request, signal) => open(request, deps, signal),
    close: async (place, id, signal) => {
      const job = await findDcvJob({ place, id }, signal)
      if (job) return endDcvJob(place, job, signal)
      const connection = await place.connection(signal)
      const printed = await dcv(connection, ['close-session', checkId(id)], { signal })
      if (printed.code === 0) return
      if (!(await readSession(connection, id, signal)))
        throw new Failure('not-found', `There is no DCV session ${id} on ${place.host}.`, {
          hint: 'It has ended already.'
        })
      throw dcvFailure(`closing the session ${id}`, printed)
    },
    share: async (place, id, people, signal) => shareDcv(await place.connection(signal), id, people, signal),
    people: async (place, id, signal) => {
      const connection = await place.connection(signal)
      const printed = await dcv(connection, ['list-connections', checkId(id), '--json'], { signal })
      const connections = parseDcvConnections(printed.stdout, printed.code)
      if (!connections) throw dcvFailure(`asking who is connected to ${id}`, printed)
      // Its owner may do everything ("default permissions"), unless a facility or a booking says otherwise.
      const owner = place.facility === undefined ? connection.target.user : null
      return connections.map(({ user, since, address }) => ({
        user,
        since: since ?? null,
        address: address ?? null,
        right: user === owner ? ('control' as const) : null
      }))
    },
    thumbnail: async (place, id, width, signal) => {
      const words = ['get-screenshot', '--json', '--format', 'png', '--max-width', String(width), checkId(id)]
      const printed = await dcv(await place.connection(signal), words, { signal })
      const base64 = printed.code === 0 ? screenshotOf(printed.stdout) : undefined
      if (base64 === undefined) throw dcvFailure(`a picture of the session ${id}`, printed)
      return Buffer.from(base64, 'base64')
    },
    check: request => checkDcv(request, platform)
  }
}

const withoutJobs = ({ site }: DisplayPlace, { code, message, hint }: Failure): Failure =>
  new Failure(code, `DCV sessions in jobs of ${site} are not listed: its login host cannot be asked. ${message}`, {
    hint
  })
