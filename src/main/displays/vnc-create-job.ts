/** A VNC display in a job of SLURM: sent, waited for, and looked after until its server listens. */
import type { Display, DisplayWish } from '@contract/display'
import { parseConnectionFile } from '@domain/displays/connection-file'
import { startTrouble } from '@domain/displays/vncserver-words'
import { Failure } from '@domain/failure'
import type { DisplayPlace, Step } from './adapter'
import { step } from './retry'
import { sbatchOptions } from './sbatch-options'
import { sentJob, waitInQueue } from './slurm-job'
import { findServer } from './vnc-found'
import { batchScript, jobFileScript, submitScript } from './vnc-job-scripts'
import { newAuthority, newPasswords, passwordFile } from './vnc-secrets'

type JobWish = NonNullable<DisplayWish['job']>

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
  const sent = await login.run(submitScript, {
    args: [size, name, ...sbatchOptions(job)],
    stdin: Buffer.concat([
      passwordFile(passwords),
      Buffer.from(passwords.control + passwords.view, 'latin1'),
      ...[newAuthority(), Buffer.from(script)]
    ]),
    ...{ signal, timeoutMs: 60_000 }
  })
  return sentJob(place.site, sent, 'display')
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

/** As `waitInQueue`, from the sending of the job on. */
export async function* createInJob(
  wish: DisplayWish,
  job: JobWish,
  place: DisplayPlace,
  signal: AbortSignal | undefined
): AsyncGenerator<Step, Display, undefined> {
  const size = wish.size ?? '1920x1080'
  yield step(`Sending a job to SLURM of ${place.site}`)
  const id = await submit(wish, job, size, place, signal)
  const look = async (): Promise<{ ready: Display } | { message: string }> => {
    const { display } = await findServer(place, id, signal)
    const { ready, said } = await readJob(place, id, signal)
    if (display.state === 'ready' && ready) return { ready: display }
    if (display.state === 'ended' || display.state === 'closing') throw jobEnded(id, place.site, said)
    return { message: `Job ${id}: ${display.message || 'it is starting.'}` }
  }
  return yield* waitInQueue(id, look, signal)
}
