/** `farscope jobs`, `farscope job show|cancel|wait`. */
import type { Job } from '@contract/jobs'
import { Failure } from '@domain/failure'
import { knownStates } from '@domain/jobs/states'
import type { CommandRun } from '../command'
import { exitStatusOf } from '../exit-status'
import { jobIds } from '../job-ids'
import { jobStatus, jobsTable, jobText, shownJob } from '../job-text'
import { safeText } from '../text'

/** A word that is no state would look like an empty queue. */
function knownState(typed: string): string {
  const state = typed.toUpperCase()
  if (knownStates.includes(state)) return state
  throw new Failure('usage', `${typed} is no state of a job.`, { hint: `The states are ${knownStates.join(', ')}.` })
}

export const listJobs: CommandRun = async context => {
  const { args, signal } = context
  const snapshot = await (await context.client()).jobs.list(
    {
      site: args.positional(0),
      allUsers: args.has('all-users'),
      historyDays: args.whole('history', 0, 365) ?? 0,
      unfoldTasks: args.has('tasks'),
      states: args.list('state').map(knownState)
    },
    { signal }
  )
  // A dead scheduler is an error, never an empty queue.
  if (snapshot.error) throw Failure.fromData(snapshot.error)
  if (args.has('history') && !snapshot.accounting.available)
    throw new Failure('unsupported', `There is no job history: ${snapshot.accounting.message}`, {
      hint: 'Leave out --history to see the queue.'
    })
  await context.out.result(snapshot.jobs.map(shownJob), () => jobsTable(snapshot.jobs))
  return 0
}

export const showJob: CommandRun = async context => {
  const { args, signal } = context
  const job = await (await context.client()).jobs.show({ site: args.positional(0), id: args.positional(1) }, { signal })
  await context.out.result(shownJob(job), () => jobText(job))
  return 0
}

export const waitForJob: CommandRun = async context => {
  const { args, signal } = context
  const job: Job = await (await context.client()).jobs.wait(
    { site: args.positional(0), id: args.positional(1) },
    { signal }
  )
  await context.out.result(shownJob(job), () => jobText(job))
  return jobStatus(job)
}

export const cancelJobs: CommandRun = async context => {
  const { args, signal, out } = context
  const [site = '', ...words] = args.positionals
  const ids = jobIds(words)
  await context.confirm(
    `Cancel ${ids.length === 1 ? 'job' : `${ids.length} jobs`} ${ids.join(', ')} on ${safeText(site)}?`
  )
  const result = await (await context.client()).jobs.cancel({ site, ids }, { signal })
  const { cancelled, failed } = result
  const lines = [
    ...cancelled.map(id => `Cancelled ${id}\n`),
    ...failed.map(({ id, message }) => `Not cancelled ${id}: ${safeText(message)}\n`)
  ]
  await out.result(result, () => lines.join(''))
  const [first] = failed
  if (!first) return 0
  const failure = new Failure(cancelled.length > 0 ? 'partial' : 'remote-error', `Job ${first.id}: ${first.message}`, {
    hint: 'See farscope jobs SITE.'
  })
  await out.failure(failure)
  return exitStatusOf(failure.code)
}
