/** What the script that looks for VNC servers found on a host: one fact a line, tabs between (main/displays/vnc-scripts). */
import { type ListedServer, parseVncserverList } from './vncserver-words'

/** A display that Farscope started, here or in a job. */
export interface OwnServer {
  /** Name of its folder on the host. */
  readonly folder: string
  readonly host: string
  readonly display: number | null
  readonly port: number | null
  /** Path of the socket file at which it listens instead. */
  readonly socket: string | null
  readonly pid: number | null
  /** `away`: it belongs to another host, so this one cannot tell. */
  readonly state: 'alive' | 'ended' | 'away'
  /** Milliseconds since 1970. */
  readonly created: number | null
  readonly size: string | null
  readonly clients: number
  /** When its log was written last: somebody came or left then. Milliseconds since 1970. */
  readonly touched: number | null
  readonly job: string | null
  /** The last that its desktop said. */
  readonly told: string
  readonly name: string
}

/** A VNC server of this account that runs and listens on a socket file, whoever started it. */
export interface SocketServer {
  readonly display: number
  readonly path: string
}

/** A display of Open OnDemand. */
export interface OndemandServer {
  readonly session: string
  readonly job: string | null
  readonly host: string
  readonly port: number | null
  readonly display: number | null
}

export interface VncReport {
  readonly host: string
  readonly user: string
  /** Path of the server program; null: it was not found. */
  readonly server: string | null
  /** Path of `vncserver`; null: it was not found. */
  readonly wrapper: string | null
  readonly own: readonly OwnServer[]
  readonly listed: readonly ListedServer[]
  readonly sockets: readonly SocketServer[]
  readonly ondemand: readonly OndemandServer[]
}

const whole = (text: string | undefined): number | null => (text && /^\d{1,15}$/.test(text) ? Number(text) : null)

function ownServer(fields: readonly string[]): OwnServer | null {
  const [
    folder = '',
    host = '',
    display,
    port,
    pid,
    state,
    created,
    size,
    accepted,
    closed,
    job,
    touched,
    socket,
    told = '',
    ...name
  ] = fields
  if (folder === '' || (state !== 'alive' && state !== 'ended' && state !== 'away')) return null
  const instant = (seconds: number | null): number | null => (seconds === null ? null : seconds * 1000)
  return {
    ...{ folder, host, state, told, display: whole(display), port: whole(port), pid: whole(pid) },
    created: instant(whole(created)),
    touched: instant(whole(touched)),
    size: size && /^[1-9]\d{1,4}x[1-9]\d{1,4}$/.test(size) ? size : null,
    clients: Math.max(0, (whole(accepted) ?? 0) - (whole(closed) ?? 0)),
    job: job || null,
    socket: socket || null,
    name: name.join(' ')
  }
}

/** Lines of another form, such as a greeting, are passed over. */
export function parseVncReport(text: string): VncReport {
  const own: OwnServer[] = []
  const ondemand: OndemandServer[] = []
  const sockets: SocketServer[] = []
  const listed: string[] = []
  const one = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [kind = '', ...fields] = line.split('\t')
    if (kind === 'own') {
      const server = ownServer(fields)
      if (server) own.push(server)
    } else if (kind === 'ood') {
      const [session = '', job, host = '', port, display] = fields
      if (session)
        ondemand.push({
          session,
          job: job || null,
          host,
          port: whole(port),
          display: whole(display?.replace(/^:/, ''))
        })
    } else if (kind === 'socket') {
      const [display, path] = [whole(fields[0]), fields[1]]
      // Its wrapper runs with the same words.
      const known = sockets.some(one => one.display === display)
      if (display !== null && path?.startsWith('/') && !known) sockets.push({ display, path })
    } else if (kind === 'listed') listed.push(fields.join(' '))
    else if (fields[0]) one.set(kind, fields[0])
  }
  return {
    host: one.get('host') ?? '',
    user: one.get('user') ?? '',
    server: one.get('server') ?? null,
    wrapper: one.get('wrapper') ?? null,
    ...{ own, ondemand, sockets, listed: parseVncserverList(listed.join('\n')) }
  }
}

/** A job that SLURM still has: its state in its own word, and why it waits. */
export interface QueuedJob {
  readonly state: string
  readonly reason: string
}

/** Lines of `squeue -h -o '%i|%T|%r'`, by the job's id. */
export function parseQueue(text: string): Map<string, QueuedJob> {
  const jobs = new Map<string, QueuedJob>()
  for (const line of text.split('\n')) {
    const [id, state, ...reason] = line.trim().split('|')
    if (id && state) jobs.set(id, { state, reason: reason.join('|') })
  }
  return jobs
}
