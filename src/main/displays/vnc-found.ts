/** The VNC displays of a host, as the script that looks for them and SLURM's queue tell. */
import type { Display } from '@contract/display'
import {
  type OndemandServer,
  type OwnServer,
  parseQueue,
  parseVncReport,
  type QueuedJob,
  type VncReport
} from '@domain/displays/vnc-report'
import type { ListedServer } from '@domain/displays/vncserver-words'
import { Failure } from '@domain/failure'
import type { DisplayPlace } from './adapter'
import { slurmPath } from './job-scripts'
import { listScript } from './vnc-scripts'

/** One display and how it is reached. */
export type FoundServer =
  | { readonly by: 'own'; readonly display: Display; readonly server: OwnServer }
  | { readonly by: 'wrapper'; readonly display: Display; readonly server: ListedServer; readonly wrapper: string }
  | { readonly by: 'ondemand'; readonly display: Display; readonly server: OndemandServer }

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

const jobStates: Readonly<Record<string, Display['state']>> = {
  PENDING: 'starting',
  CONFIGURING: 'starting',
  REQUEUED: 'starting',
  SUSPENDED: 'starting',
  RUNNING: 'ready',
  COMPLETING: 'closing',
  STAGE_OUT: 'closing'
}

/** What SLURM tells of the job, and whether its server said where it is. */
function jobState(job: QueuedJob | undefined, known: boolean, listens: boolean): Pick<Display, 'state' | 'message'> {
  if (!known) return { state: listens ? 'ready' : 'starting', message: 'SLURM does not answer.' }
  if (!job) return { state: 'ended', message: 'Its job has ended.' }
  const state = jobStates[job.state] ?? 'ended'
  if (state === 'ready' && !listens) return { state: 'starting', message: 'Its job runs; the server is starting.' }
  if (state !== 'starting') return { state, message: '' }
  return { state, message: job.reason && job.reason !== 'None' ? `Its job waits: ${job.reason}.` : 'Its job waits.' }
}

type Shared = Pick<Display, 'kind' | 'site' | 'host' | 'owner' | 'type' | 'resource' | 'idleSince'>

const instantText = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())

function ownDisplay(
  server: OwnServer,
  shared: Shared,
  report: VncReport,
  jobs: Map<string, QueuedJob> | null
): Display {
  const { job, port, host, display } = server
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
    job,
    cannot: { share: noPeople, ...(away && { open: away, close: away, thumbnail: away, people: away }) }
  }
}

function listedDisplay(server: ListedServer, shared: Shared): Display {
  return {
    ...shared,
    ...(server.pid === null ? { state: 'ended', message: 'Its server has ended.' } : { state: 'ready', message: '' }),
    id: `:${server.display}`,
    name: '',
    ...{ clients: null, created: null, size: null, job: null },
    listens: { host: '127.0.0.1', port: server.port },
    cannot: { share: noPeople, people: 'Its log is not known.' }
  }
}

function ondemandDisplay(server: OndemandServer, shared: Shared, jobs: Map<string, QueuedJob> | null): Display {
  const { job, port, host } = server
  return {
    ...shared,
    // Without the job's number only the file tells; it stays when the job has ended.
    ...jobState(job === null ? undefined : jobs?.get(job), jobs !== null && job !== null, port !== null),
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
  const { stdout, stderr } = await connection.run(listScript, { signal, maxBytes: 4 * 1024 * 1024 })
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
  const ours = new Set(report.own.filter(({ job, host }) => !job && host === report.host).map(({ display }) => display))
  const { wrapper } = report
  return {
    report,
    servers: [
      ...report.own.map(server => ({ by: 'own' as const, server, display: ownDisplay(server, shared, report, jobs) })),
      ...report.listed
        .filter(({ display }) => !ours.has(display))
        .flatMap(server =>
          wrapper ? [{ by: 'wrapper' as const, server, wrapper, display: listedDisplay(server, shared) }] : []
        ),
      ...report.ondemand.map(server => ({
        ...{ by: 'ondemand' as const, server, display: ondemandDisplay(server, shared, jobs) }
      }))
    ]
  }
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
