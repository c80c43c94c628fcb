/** A display's job of SLURM while it comes to be: what sbatch said to it, and the wait in the queue. */
import type { Display } from '@contract/display'
import { Failure } from '@domain/failure'
import { pause } from '../broadcast'
import type { Step } from './adapter'
import { step } from './retry'

/** Seconds between two looks: often at the beginning, seldom in a long queue. */
const usualLooks: readonly number[] = [1, 1, 2, 2, 3, 5, 5, 10, 10, 15]
/** Seconds of waiting after which the job is left in the queue. */
const longestWait = 30 * 60

/**
 * The id that the script of a sent job printed (job-scripts `sendJob`). `command-missing` without SLURM's commands,
 * `remote-error` with its words where it refused the job. `made`: what the job was to hold, for the hint.
 */
export function sentJob(
  site: string,
  { stdout, stderr }: { readonly stdout: Buffer; readonly stderr: Buffer },
  made: 'session' | 'display'
): string {
  const [first = '', ...said] = stdout.toString('utf8').split('\n')
  const id = /^job (\d+)$/.exec(first)?.[1]
  if (id) return id
  if (first === 'none')
    throw new Failure('command-missing', `SLURM's commands are not on the login host of ${site}.`, {
      hint: `Without a job, the ${made} can be made on the host itself.`
    })
  const words = said.join('\n').trim() || stderr.toString('utf8').trim()
  throw new Failure('remote-error', `SLURM of ${site} refused the job: ${words.split('\n').at(-1) ?? ''}`, {
    hint: 'Choose another partition, account or size.',
    detail: words.slice(0, 4000)
  })
}

/**
 * Waits in the queue as long as the caller does; who goes away leaves the job there, and the list shows it. `look`
 * gives the display when it can be opened, until then what is told meanwhile; what it throws ends the wait, so the end
 * of the job is its to tell. `looks`: seconds before the second, third … look, of which the last goes on. `cancelled`, and
 * `timeout` after half an hour.
 */
export async function* waitInQueue(
  job: string,
  look: () => Promise<{ readonly ready: Display } | { readonly message: string }>,
  signal: AbortSignal | undefined,
  looks: readonly number[] = usualLooks
): AsyncGenerator<Step, Display, undefined> {
  let waited = 0
  for (let attempt = 1; waited < longestWait; attempt++) {
    const seen = await look()
    if ('ready' in seen) return seen.ready
    const seconds = looks[Math.min(attempt, looks.length) - 1] ?? 15
    yield step(seen.message, attempt, seconds)
    await pause(seconds * 1000, signal)
    if (signal?.aborted)
      throw new Failure('cancelled', `Nobody waits for job ${job} any more; it stays in the queue.`, {
        hint: 'Its display is in the list; close it there to take the job back.'
      })
    waited += seconds
  }
  throw new Failure('timeout', `Job ${job} did not begin within ${longestWait / 60} minutes; it stays in the queue.`, {
    hint: 'Its display is in the list and can be opened when the job runs.'
  })
}
