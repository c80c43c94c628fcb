/** The VNC displays of a host, as the script that looks for them and SLURM's queue tell. */
import type { Display } from '@contract/display'
import {
  type OndemandServer,
  type OwnServer,
  parseQueue,
  parseVncReport,
  type QueuedJob,
  type SocketServer,
  type VncReport
} from '@domain/displays/vnc-report'
import type { ListedServer } from '@domain/displays/vncserver-words'
import { Failure } from '@domain/failure'
import { isFinished, stateWord, taskColumn } from '@domain/jobs/states'
import type { DisplayPlace } from './adapter'
import { slurmPath } from './job-scripts'
import { listScript } from './vnc-scripts'

/** One display and how it is reached. */
export type FoundServer =
  | { readonly by: 'own'; readonly display: Display; readonly server: OwnServer }
  | { readonly by: 'wrapper'; readonly display: Display; readonly server: ListedServer; readonly wrapper: string }
  | { readonly by: 'ondemand'; readonly display: Display; readonly server: OndemandServer }
  /** Runs and listens on a socket file; neither we nor the wrapper started it. */
  | { readonly by: 'others'; readonly display: Display; readonly server: SocketServer }

/** A port, seen from the host, or a socket file of the host. */
export type VncAddress = { readonly host: string; readonly port: number } | { readonly socket: string }

/** Undefined: it listens nowhere yet. */
export const addressOf = ({ display: { listens, socket } }: FoundServer): VncAddress | undefined =>
  listens ?? (socket === undefined ? undefined : { socket })

export interface Found {
  readonly report: VncReport
  readonly servers: readonly FoundServer[]
}

const noPeople = 'VNC keeps no list of people: whoever knows the password may look.'

const queueScript = `${slurmPath}
command -v squeue >/dev/null 2>&1 || exit 3
squeue -h -u "$(id -un)" -o '%i|%T|%r'`

/** Jobs of this account in the queue; null where SLURM does not answer. */
async function queue(place: DisplayPlace, signal: AbortSignal | undefined): Promise<Map<string, QueuedJob> | null> {
  const login = await place.login(signal)
  const { code, stdout } = await login.run(queueScript, { signal })
  return code === 0 ? parseQueue(stdout.toString()) : null
}

/** Of jobs that have neither finished nor wait in the queue: all but running. */
const jobStates: Readonly<Record<string, Display['state']>> = {
  CONFIGURING: 'starting',
  SUSPENDED: 'starting',
  STOPPED: 'starting',
  COMPLETING: 'closing',
  STAGE_OUT: 'closing'
}

/** What SLURM's word means for a display; a word that nobody knows yet is one of a job that lives. */
function stateOf(job: QueuedJob): Display['state'] {
  const word = stateWord(job.state)
  if (isFinished(word)) return 'ended'
  return jobStates[word] ?? (taskColumn(word) === 'pending' ? 'starting' : 'ready')
}

/** What SLURM tells of the job, and whether its server said where it is. */
function jobState(job: QueuedJob | undefined, known: boolean, listens: boolean): Pick<Display, 'state' | 'message'> {
  if (!known) return { state: listens ? 'ready' : 'starting', message: 'SLURM does not answer.' }
  if (!job) return { state: 'ended', message: 'Its job has ended.' }
  const state = stateOf(job)
  if (state === 'ready' && !listens) return { state: 'starting', message: 'Its job runs; the server is starting.' }
  if (state !== 'starting') return { state, message: '' }
  return { state, message: job.reason && job.reason !== 'None' ? `Its job waits: ${job.reason}.` : 'Its job waits.' }
}

/** Without the job's number only the file tells; it stays when the job has ended. */
const fileState = (listens: boolean): Pick<Display, 'state' | 'message'> =>
  listens
    ? { state: 'ready', message: 'The number of its job is not known: it may have ended.' }
    : { state: 'starting', message: 'Its connection file does not tell yet where it is.' }

type Shared = Pick<Display, 'kind' | 'site' | 'host' | 'owner' | 'type' | 'resource' | 'idleSince'>

const instantText = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())

function ownDisplay(
  server: OwnServer,
  shared: Shared,
  report: VncReport,
  jobs: Map<string, QueuedJob> | null
): Display {
  const { job, port, host, display, socket } = server
  const told = job
    ? jobState(jobs?.get(job), jobs !== null, port !== null)
    : server.state === 'ended'
      ? { state: 'ended' as const, message: server.told || 'It ended by itself.' }
      : { state: 'ready' as const, message: '' }
  const away = !job && host !== report.host ? `It runs on ${host}, and this connection leads to ${report.host}.` : null
  return {
    ...shared,
    ...told,
    id: job ?? (away ? `${host}:${display ?? 0}` : `:${display ?? 0}`),
    name: server.name,
    clients: told.state === 'ready' && !away ? server.clients : null,
    created: instantText(server.created),
    idleSince: told.state === 'ready' && !away && server.clients === 0 ? instantText(server.touched) : null,
    size: server.size,
    listens: port === null ? null : { host: job ? host : '127.0.0.1', port },
    ...(socket !== null && { socket }),
    job,
    cannot: { share: noPeople, ...(away && { open: away, close: away, thumbnail: away, people: away }) }
  }
}

/** `socket`: on which its process listens, as its own words tell; a wrapper that tells none then made up the port. */
function listedDisplay(server: ListedServer, shared: Shared, socket: string | undefined): Display {
  const port = socket !== undefined && server.socket === null ? null : server.port
  const path = server.socket ?? socket
  return {
    ...shared,
    ...(server.pid === null ? { state: 'ended', message: 'Its server has ended.' } : { state: 'ready', message: '' }),
    id: `:${server.display}`,
    name: '',
    ...{ clients: null, created: null, size: null, job: null },
    listens: port === null ? null : { host: '127.0.0.1', port },
    ...(path !== undefined && { socket: path }),
    cannot: { share: noPeople, people: 'Its log is not known.' }
  }
}

function othersDisplay({ display, path }: SocketServer, shared: Shared): Display {
  return {
    ...shared,
    ...{ id: `:${display}`, name: '', state: 'ready', message: '' },
    ...{ clients: null, created: null, size: null, job: null, listens: null, socket: path },
    cannot: { share: noPeople, people: 'Its log is not known.', close: 'End it where it was started.' }
  }
}

function ondemandDisplay(server: OndemandServer, shared: Shared, jobs: Map<string, QueuedJob> | null): Display {
  const { job, port, host } = server
  return {
    ...shared,
    ...(job === null ? fileState(port !== null) : jobState(jobs?.get(job), jobs !== null, port !== null)),
    id: `ood-${server.session}`,
    name: 'Open OnDemand',
    ...{ clients: null, created: null, size: null, job },
    listens: port === null ? null : { host, port },
    cannot: {
      share: noPeople,
      people: 'Its log is not known.',
      ...(job === null && { close: 'The number of its job is not known: end it in Open OnDemand.' })
    }
  }
}

/** Everything that is there. What the link throws comes through; a SLURM that does not answer is only told. */
export async function findServers(place: DisplayPlace, signal: AbortSignal | undefined): Promise<Found> {
  const connection = await place.connection(signal)
  const { stdout, stderr } = await connection.run(listScript, { signal, timeoutMs: 60_000, maxBytes: 4 * 1024 * 1024 })
  const report = parseVncReport(stdout.toString())
  if (report.host === '')
    throw new Failure('remote-error', `${place.host} of ${place.site} did not tell which VNC displays it has.`, {
      detail: stderr.toString().slice(0, 2000)
    })
  const needsQueue = report.own.some(({ job }) => job) || report.ondemand.some(({ job }) => job)
  const jobs = needsQueue ? await queue(place, signal).catch(() => null) : null
  const shared: Shared = {
    ...{ kind: 'vnc', site: place.site, host: place.host, owner: report.user, type: 'virtual' },
    ...{ resource: null, idleSince: null }
  }
  return { report, servers: serversOf(report, shared, jobs) }
}

function serversOf(report: VncReport, shared: Shared, jobs: Map<string, QueuedJob> | null): FoundServer[] {
  const { wrapper, sockets } = report
  const ours = new Set(report.own.filter(({ job, host }) => !job && host === report.host).map(({ display }) => display))
  const listed = report.listed.filter(({ display }) => !ours.has(display))
  const known = new Set([...ours, ...listed.map(({ display }) => display)])
  const socketOf = new Map(sockets.map(({ display, path }) => [display, path]))
  return [
    ...report.own.map(server => ({ by: 'own' as const, server, display: ownDisplay(server, shared, report, jobs) })),
    ...listed.flatMap(server =>
      wrapper === null
        ? []
        : [
            {
              ...{ by: 'wrapper' as const, server, wrapper },
              display: listedDisplay(server, shared, socketOf.get(server.display))
            }
          ]
    ),
    ...sockets
      .filter(({ display }) => !known.has(display))
      .map(server => ({ by: 'others' as const, server, display: othersDisplay(server, shared) })),
    ...report.ondemand.map(server => ({
      ...{ by: 'ondemand' as const, server, display: ondemandDisplay(server, shared, jobs) }
    }))
  ]
}

/** The one with this id. `not-found`. */
export async function findServer(
  place: DisplayPlace,
  id: string,
  signal: AbortSignal | undefined
): Promise<FoundServer> {
  const { servers } = await findServers(place, signal)
  const found = servers.find(({ display }) => display.id === id)
  if (found) return found
  throw new Failure('not-found', `There is no VNC display ${id} on ${place.host} of ${place.site}.`, {
    hint: 'It may have ended. The list shows what is there.'
  })
}
