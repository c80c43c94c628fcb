/**
 * A thread that reads and writes small local files, for when there are very many: each call of Node's asynchronous fs
 * costs the engine's own thread more than the file itself, and a call that hangs (a network volume) must never hold it.
 * Started when first used, and no reason for the process to live on.
 */
import { Worker } from 'node:worker_threads'
import { Failure } from '@domain/failure'
import { runSmallFileWorker, type SmallJob, type SmallReply, type SmallRequest } from './small-file-worker'

type Answer = Exclude<SmallReply, { error: unknown }>

interface Waiting {
  resolve(answer: Answer): void
  reject(error: Error): void
}

const waiting = new Map<number, Waiting>()
let batch: SmallRequest[] = []
let thread: Worker | undefined
let lastId = 0

function start(): Worker {
  const parts = `{ port: require('node:worker_threads').parentPort, fs: require('node:fs') }`
  const worker = new Worker(`(${runSmallFileWorker.toString()})(${parts})`, { eval: true, name: 'small files' })
  worker.on('message', (replies: readonly SmallReply[]) => {
    for (const reply of replies) settle(reply)
    if (waiting.size === 0) worker.unref()
  })
  worker.on('error', error => end(worker, error))
  worker.on('exit', () => end(worker, undefined))
  return worker
}

function settle(reply: SmallReply): void {
  const one = waiting.get(reply.id)
  waiting.delete(reply.id)
  if ('error' in reply) one?.reject(Object.assign(new Error(reply.error.message), { code: reply.error.code }))
  else one?.resolve(reply)
}

function end(worker: Worker, cause: Error | undefined): void {
  if (thread !== worker) return
  thread = undefined
  const failure = new Failure('internal', 'The thread that reads and writes small files ended.', {
    hint: 'This is a defect of Farscope; please report it.',
    cause
  })
  for (const one of [...waiting.values()]) one.reject(failure)
  waiting.clear()
}

/** What one turn of the event loop wants goes over together. */
function post(): void {
  const requests = batch
  batch = []
  thread ??= start()
  thread.ref()
  thread.postMessage(requests)
}

/** Done in the thread. Rejects with what the system said, its `code` (`ENOENT` …) on the error. */
export function inSmallFileThread(job: SmallJob): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const id = ++lastId
    waiting.set(id, { resolve, reject })
    if (batch.push({ ...job, id }) === 1) setImmediate(post)
  })
}
