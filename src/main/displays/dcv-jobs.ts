/** DCV sessions in jobs of SLURM: sent, listed, waited for, ended. They are reached over the login host. */
import type { Display, DisplayWish } from '@contract/display'
import { parseQueue, type QueuedJob } from '@domain/displays/vnc-report'
import { Failure } from '@domain/failure'
import { taskColumn } from '@domain/jobs/states'
import type { DisplayPlace, Step } from './adapter'
import { dcvBatchScript, dcvJobLogScript, endDcvJobScript, listDcvJobsScript, submitDcvScript } from './dcv-job-scripts'
import { type DcvServer, factsOf, serverOf } from './dcv-server'
import { step } from './retry'
import { sbatchOptions } from './sbatch-options'
import { sentJob, waitInQueue } from './slurm-job'

export interface DcvJob {
  readonly id: string
  readonly name: string
  readonly job: string
  readonly created: string | null
  readonly state: 'starting' | 'ready' | 'ended'
  /** Why it is not ready. */
  readonly message: string
  /** Where it is, when it is ready. */
  readonly place: { readonly host: string; readonly server: DcvServer } | undefined
}

/** Those of this account that the queue still has; all that are known where SLURM does not answer. */
export async function readDcvJobs(place: DisplayPlace, signal: AbortSignal | undefined): Promise<DcvJob[]> {
  const login = await place.login(signal)
  const { stdout } = await login.run(listDcvJobsScript, { signal, timeoutMs: 30_000, maxBytes: 4 * 1024 * 1024 })
  const [known = '', queue] = stdout.toString('utf8').split(/^asked\n/m)
  const states = queue === undefined ? undefined : parseQueue(queue)
  return known
    .split(/^end\n/m)
    .flatMap(text => jobOf(text, states) ?? [])
    .filter(({ state }) => state !== 'ended')
}

function jobOf(text: string, states: Map<string, QueuedJob> | undefined): DcvJob | undefined {
  const facts = factsOf(text)
  const [id, job, host] = [facts.get('id'), facts.get('job'), facts.get('host')]
  if (!id || !job) return undefined
  const queued = states?.get(job)
  const created = Number(facts.get('created'))
  const common = {
    id,
    job,
    name: facts.get('name') ?? '',
    created: created > 0 ? new Date(created * 1000).toISOString() : null
  }
  if (states && !queued) return { ...common, state: 'ended', message: `Job ${job} has ended.`, place: undefined }
  if (host) return { ...common, state: 'ready', message: '', place: { host, server: serverOf(text) } }
  // CONFIGURING: its nodes are still being started, so nothing of it runs.
  const waits = queued !== undefined && (taskColumn(queued.state) === 'pending' || queued.state === 'CONFIGURING')
  const message = !queued
    ? `SLURM does not say how job ${job} is.`
    : waits
      ? `Job ${job} waits in the queue (${queued.reason || 'no reason told'}).`
      : `Job ${job} runs, its session is being made.`
  return { ...common, state: 'starting', message, place: undefined }
}

export const jobDisplay = (one: DcvJob, place: DisplayPlace, owner: string): Display => ({
  ...{ kind: 'dcv', site: place.site, host: place.host, id: one.id, name: one.name, owner, type: 'virtual' },
  ...{ state: one.state, message: one.message, clients: null, created: one.created, idleSince: null, size: null },
  listens: one.place ? { host: one.place.host, port: one.place.server.port } : null,
  ...{ job: one.job, resource: null },
  cannot: {
    share: 'The session is on another node, which is not reached for this.',
    people: 'The session is on another node, which is not asked.',
    thumbnail: 'The session is on another node, which is not asked.'
  }
})

/** As `waitInQueue`, from the sending of the job on. */
export async function* createDcvJob(
  wish: DisplayWish,
  job: NonNullable<DisplayWish['job']>,
  id: string,
  place: DisplayPlace,
  signal: AbortSignal | undefined,
  queue: readonly number[] | undefined
): AsyncGenerator<Step, Display, undefined> {
  yield step(`Sending a job to SLURM of ${place.site}`)
  const login = await place.login(signal)
  const number = await submit(wish, job, id, place, signal)
  const look = async (): Promise<{ ready: Display } | { message: string }> => {
    const found = (await readDcvJobs(place, signal)).find(one => one.id === id)
    if (!found) throw await endedFailure(place, id, number, signal)
    return found.state === 'ready' ? { ready: jobDisplay(found, place, login.target.user) } : found
  }
  return yield* waitInQueue(number, look, signal, queue)
}

async function submit(
  wish: DisplayWish,
  job: NonNullable<DisplayWish['job']>,
  id: string,
  place: DisplayPlace,
  signal: AbortSignal | undefined
): Promise<string> {
  const name = wish.name.replace(/\s+/g, ' ').trim()
  const script = dcvBatchScript({ id, name, gl: wish.gl, command: wish.command, size: wish.size, modules: job.modules })
  const login = await place.login(signal)
  const run = { stdin: Buffer.from(script), signal, timeoutMs: 60_000 }
  return sentJob(
    place.site,
    await login.run(submitDcvScript, { args: [id, name, ...sbatchOptions(job)], ...run }),
    'session'
  )
}

async function endedFailure(
  place: DisplayPlace,
  id: string,
  job: string,
  signal: AbortSignal | undefined
): Promise<Failure> {
  const login = await place.login(signal)
  const { stdout } = await login.run(dcvJobLogScript, { args: [id], signal, timeoutMs: 15_000 })
  const said = stdout.toString('utf8').trim()
  const last = said.split('\n').at(-1)
  return new Failure(
    'remote-error',
    `Job ${job} of ${place.site} ended before its session was there: ${last || 'it said nothing'}`,
    {
      hint: 'Its own words are below. The jobs room tells how SLURM ended it.',
      ...(said && { detail: said.slice(-4000) })
    }
  )
}

export async function endDcvJob(place: DisplayPlace, one: DcvJob, signal: AbortSignal | undefined): Promise<void> {
  const login = await place.login(signal)
  const { code, stderr } = await login.run(endDcvJobScript, { args: [one.job, one.id], signal, timeoutMs: 30_000 })
  const words = stderr.toString('utf8').trim()
  if (code !== 0)
    throw new Failure('remote-error', `SLURM of ${place.site} did not end job ${one.job}: ${words}`, { detail: words })
}
