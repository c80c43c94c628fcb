/** A VNC display in a job of SLURM: sent, waited for, and looked after until its server listens. */
import type { Display, DisplayWish } from '@contract/display'
import { parseConnectionFile } from '@domain/displays/connection-file'
import { startTrouble } from '@domain/displays/vncserver-words'
import { Failure } from '@domain/failure'
import { pause } from '../broadcast'
import type { DisplayPlace, Step } from './adapter'
import { step } from './retry'
import { sbatchOptions } from './sbatch-options'
import { findServer } from './vnc-found'
import { batchScript, jobFileScript, submitScript } from './vnc-job-scripts'
import { newAuthority, newPasswords, passwordFile } from './vnc-secrets'

type JobWish = NonNullable<DisplayWish['job']>

/** Seconds between two looks: often at the beginning, seldom in a long queue. */
const looks: readonly number[] = [1, 1, 2, 2, 3, 5, 5, 10, 10, 15]
/** Seconds of waiting after which the job is left in the queue. */
const longestWait = 30 * 60

/** Gives the job's id. */
async function submit(
  wish: DisplayWish,
  job: JobWish,
  size: string,
  place: DisplayPlace,
  signal: AbortSignal | undefined
): Promise<string> {
  const passwords = newPasswords()
  const name = wish.name.replace(/\s+/g, ' ').trim()
  const script = batchScript({ size, name: name || 'Farscope', command: wish.command ?? '', modules: job.modules })
  const login = await place.login(signal)
  const { stdout, stderr } = await login.run(submitScript, {
    args: [size, name, ...sbatchOptions(job)],
    stdin: Buffer.concat([
      passwordFile(passwords),
      Buffer.from(passwords.control + passwords.view, 'latin1'),
      ...[newAuthority(), Buffer.from(script)]
    ]),
    ...{ signal, timeoutMs: 60_000 }
  })
  const [first = '', ...said] = stdout.toString().split('\n')
  const id = /^job (\d+)$/.exec(first)?.[1]
  if (id) return id
  if (first === 'none')
    throw new Failure('command-missing', `SLURM's commands are not on the login host of ${place.site}.`, {
      hint: 'Without a job, the display can be made on the host itself.'
    })
  const words = said.join('\n').trim() || stderr.toString().trim()
  throw new Failure('remote-error', `SLURM of ${place.site} refused the job: ${words.split('\n').at(-1) ?? ''}`, {
    hint: 'Choose another partition, account or size.',
    detail: words.slice(0, 4000)
  })
}

/** What the job wrote: its connection file is there, not yet, or its end. */
async function readJob(
  place: DisplayPlace,
  id: string,
  signal: AbortSignal | undefined
): Promise<{ ready: boolean; said: string }> {
  const login = await place.login(signal)
  const { stdout } = await login.run(jobFileScript, { args: [id], signal })
  const [state, ...rest] = stdout.toString().split('\n')
  const text = rest.join('\n')
  return {
    ready: state === 'connection' && parseConnectionFile(text) !== null,
    said: state === 'connection' ? '' : text
  }
}

function jobEnded(id: string, site: string, said: string): Failure {
  const trouble = startTrouble(said) ?? said.trim().split('\n').at(-1)?.trim()
  return new Failure(
    'remote-error',
    `Job ${id} of ${site} ended before its display was there: ${trouble || 'it said nothing'}.`,
    {
      hint: 'Its own words are below. The jobs room tells how SLURM ended it.',
      ...(said.trim() && { detail: said.trim().slice(-4000) })
    }
  )
}

/** Waits in the queue as long as the caller does; who goes away leaves the job there, and the list shows it. */
export async function* createInJob(
  wish: DisplayWish,
  job: JobWish,
  place: DisplayPlace,
  signal: AbortSignal | undefined
): AsyncGenerator<Step, Display, undefined> {
  const size = wish.size ?? '1920x1080'
  yield step(`Sending a job to SLURM of ${place.site}`)
  const id = await submit(wish, job, size, place, signal)
  let waited = 0
  for (let attempt = 1; waited < longestWait; attempt++) {
    const { display } = await findServer(place, id, signal)
    const { ready, said } = await readJob(place, id, signal)
    if (display.state === 'ready' && ready) return display
    if (display.state === 'ended' || display.state === 'closing') throw jobEnded(id, place.site, said)
    const seconds = looks[Math.min(attempt, looks.length) - 1] ?? 15
    yield step(`Job ${id}: ${display.message || 'it is starting.'}`, attempt, seconds)
    await pause(seconds * 1000, signal)
    if (signal?.aborted)
      throw new Failure('cancelled', `Nobody waits for job ${id} any more; it stays in the queue.`, {
        hint: 'Its display is in the list; close it there to take the job back.'
      })
    waited += seconds
  }
  throw new Failure('timeout', `Job ${id} did not begin within ${longestWait / 60} minutes; it stays in the queue.`, {
    hint: 'Its display is in the list and can be opened when the job runs.'
  })
}
