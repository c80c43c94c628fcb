/** The batch system: keeps the jobs, starts and ends them, and answers the commands. */
import { EventEmitter } from 'node:events'
import type { Children } from '../children'
import type { DemoPlaces } from '../environment'
import { makeNodes, makeReservations, type Node, type Reservation } from './cluster'
import { timeText } from './format'
import { finished, type Job, type JobRequest, type JobState, type Play, wantedCpus } from './job'
import { type JobEnd, playJob, type RunningJob, runJob } from './runner'
import { occupy, schedule } from './scheduler'

/** Finished jobs stay this long in squeue and scontrol (MinJobAge), milliseconds; accounting keeps them. */
const keptMs = 300_000

type StopReason = 'cancelled' | 'timeout' | 'requeued' | 'closing'

/** A job that runs. */
interface Run {
  handle: RunningJob
  limit: NodeJS.Timeout | undefined
  why?: StopReason
}

export class Controller {
  readonly nodes: Node[] = makeNodes()
  readonly jobs: Job[] = []
  readonly started = Date.now()
  readonly reservations: Reservation[] = makeReservations(this.started)
  private nextId: number
  private readonly running = new Map<Job, Run>()
  private readonly events = new EventEmitter().setMaxListeners(0)
  private readonly clock: NodeJS.Timeout
  private closed = false

  constructor(
    private readonly places: DemoPlaces,
    private readonly children: Children,
    firstId: number
  ) {
    this.nextId = firstId
    this.clock = setInterval(() => this.look(), 1000)
    this.clock.unref()
  }

  takeId(): number {
    return this.nextId++
  }

  /** Adds a job, or the tasks of an array; gives its id. */
  submit(request: JobRequest, array: { indices: number[]; limit: number } | undefined, play?: Play): number {
    const id = this.takeId()
    const now = Date.now()
    for (const taskId of array ? array.indices : [undefined])
      this.jobs.push({
        id,
        arrayId: array && id,
        taskId,
        taskLimit: array?.limit ?? 0,
        taskCount: array?.indices.length ?? 0,
        request: array ? { ...request } : request,
        state: 'PENDING',
        reason: 'None',
        priority: request.held ? 0 : this.priorityOf(request),
        submitted: now,
        eligible: now,
        started: undefined,
        ended: undefined,
        nodes: [],
        exitCode: 0,
        signal: 0,
        cancelledBy: undefined,
        restarts: 0,
        play
      })
    setImmediate(() => this.look())
    return id
  }

  /** Multifactor-like: larger and less nice first, then age by the order of arrival. */
  priorityOf(request: JobRequest): number {
    return Math.max(1, 4000 + Math.min(900, wantedCpus(request) * 2) + request.gpusPerNode * 50 - request.nice)
  }

  /** Jobs that squeue and scontrol know: unfinished, or finished a short while ago. */
  known(): Job[] {
    const now = Date.now()
    return this.jobs.filter(job => !finished(job) || now - (job.ended ?? 0) < keptMs)
  }

  /** `123`, `123_4` or `123_[1-4]` (the whole array's rest); empty if there is no such job. */
  find(label: string, among: readonly Job[] = this.known()): Job[] {
    const match = /^(\d+)(?:_(\d+|\[[^\]]*\]|\*))?$/.exec(label)
    if (!match) return []
    const id = Number(match[1])
    if (match[2] === undefined) return among.filter(job => job.id === id || job.arrayId === id)
    if (/^\d+$/.test(match[2])) return among.filter(job => job.arrayId === id && job.taskId === Number(match[2]))
    return among.filter(job => job.arrayId === id && job.state === 'PENDING')
  }

  cancel(job: Job, uid: number): void {
    if (finished(job) || job.state === 'COMPLETING') return
    job.cancelledBy = uid
    if (job.state === 'PENDING') {
      this.giveOwnId(job)
      this.close(job, 'CANCELLED', { exitCode: 0, signal: 0 })
    } else this.stop(job, 'cancelled')
  }

  signal(job: Job, name: NodeJS.Signals): void {
    this.running.get(job)?.handle.signal(name)
  }

  hold(job: Job): void {
    job.request.held = true
    job.priority = 0
    this.look()
  }

  /** `seconds` from its start; a running job ends then. */
  limit(job: Job, seconds: number): void {
    job.request.timeLimit = seconds
    const run = this.running.get(job)
    if (run) this.guard(job, run)
    this.look()
  }

  release(job: Job): void {
    job.request.held = false
    job.priority = this.priorityOf(job.request)
    this.look()
  }

  /** Back to pending; a running job is stopped first. */
  requeue(job: Job): void {
    if (this.running.has(job)) this.stop(job, 'requeued')
    else if (finished(job)) this.again(job)
  }

  /** Resolves when all of them have ended, or the facility closes. */
  async ended(jobs: readonly Job[]): Promise<void> {
    while (!this.closed && jobs.some(job => !finished(job)))
      await new Promise(resolve => this.events.once('change', resolve))
  }

  /** Puts a job that runs already into the books (the history a facility starts with). */
  adopt(job: Job): void {
    this.jobs.push(job)
    if (job.state !== 'RUNNING') return
    job.play?.files?.((Date.now() - (job.started ?? Date.now())) / 1000, false)
    occupy(job, this.nodes)
    this.watch(job, Date.now())
  }

  shutDown(): void {
    this.closed = true
    clearInterval(this.clock)
    for (const [job, { handle, limit }] of this.running) {
      clearTimeout(limit)
      this.running.set(job, { handle, limit, why: 'closing' })
      // A real job's processes are killed with all others; a played one only has its timers.
      if (job.play) handle.stop('')
    }
    this.events.emit('change')
  }

  /** Starts what can start. */
  private look(): void {
    if (this.closed || !this.jobs.some(job => job.state === 'PENDING')) return
    const now = Date.now()
    schedule(this.nodes, this.jobs, this.reservations, now, (job, on) => this.start(job, on, now))
  }

  private giveOwnId(job: Job): void {
    const shared = this.jobs.some(other => other !== job && other.id === job.id && other.state === 'PENDING')
    if (shared && job.id === job.arrayId) job.id = this.takeId()
  }

  private start(job: Job, on: Job['nodes'], now: number): void {
    this.giveOwnId(job)
    Object.assign(job, { nodes: on, state: 'RUNNING', reason: 'None', started: now, ended: undefined })
    occupy(job, this.nodes)
    this.watch(job, now)
    this.events.emit('change')
  }

  private watch(job: Job, now: number): void {
    const ended = (end: JobEnd): void => this.finish(job, end)
    const handle = job.play ? playJob(job, ended, now) : runJob(job, this.places, this.children, ended)
    const run: Run = { handle, limit: undefined }
    this.running.set(job, run)
    this.guard(job, run)
  }

  /** Ends the job when its time limit is over. */
  private guard(job: Job, run: Run): void {
    const left = (job.started ?? Date.now()) + job.request.timeLimit * 1000 - Date.now()
    clearTimeout(run.limit)
    run.limit = setTimeout(() => this.stop(job, 'timeout'), Math.min(Math.max(left, 0), 2 ** 31 - 1))
    run.limit.unref()
  }

  private stop(job: Job, why: StopReason): void {
    const run = this.running.get(job)
    if (run === undefined || run.why !== undefined) return
    run.why = why
    job.state = 'COMPLETING'
    const at = timeText(Date.now(), '', '')
    const cause = why === 'timeout' ? ' DUE TO TIME LIMIT' : why === 'requeued' ? ' DUE TO JOB REQUEUE' : ''
    run.handle.stop(`slurmstepd: error: *** JOB ${job.id} ON ${job.nodes[0]?.name} CANCELLED AT ${at}${cause} ***`)
    this.events.emit('change')
  }

  private finish(job: Job, end: JobEnd): void {
    const run = this.running.get(job)
    clearTimeout(run?.limit)
    this.running.delete(job)
    occupy(job, this.nodes, true)
    if (run?.why === 'requeued' && !this.closed) this.again(job)
    else this.close(job, endState(job, end, run?.why), run?.why ? { exitCode: 0, signal: end.signal } : end)
  }

  private again(job: Job): void {
    const now = Date.now()
    Object.assign(job, { state: 'PENDING', reason: 'BeginTime', nodes: [], started: undefined, ended: undefined })
    Object.assign(job, { exitCode: 0, signal: 0, cancelledBy: undefined, submitted: now, eligible: now })
    job.restarts++
    this.events.emit('change')
    this.look()
  }

  private close(job: Job, state: JobState, end: JobEnd): void {
    job.state = state
    job.reason = state === 'TIMEOUT' ? 'TimeLimit' : state === 'FAILED' ? failureReason(end) : 'None'
    job.exitCode = end.exitCode
    job.signal = end.signal
    job.ended = Date.now()
    this.events.emit('change')
    this.look()
  }
}

function endState(job: Job, end: JobEnd, why: StopReason | undefined): JobState {
  if (why === 'timeout') return 'TIMEOUT'
  if (why !== undefined) return 'CANCELLED'
  if (job.play) return job.play.outcome
  return end.exitCode === 0 && end.signal === 0 ? 'COMPLETED' : 'FAILED'
}

function failureReason(end: JobEnd): string {
  if (end.signal === 53) return 'RaisedSignal:53(Real-time_signal_19)'
  return end.signal > 0 ? `RaisedSignal:${end.signal}` : 'NonZeroExitCode'
}
