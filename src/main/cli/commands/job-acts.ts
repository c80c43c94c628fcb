/** `farscope job hold|release|requeue|update`. */
import type { ActResult } from '@contract/jobs-acts'
import { Failure } from '@domain/failure'
import { parseTimeLimit } from '@domain/jobs/time-limit'
import type { CommandRun } from '../command'
import type { CommandContext } from '../context'
import { exitStatusOf } from '../exit-status'
import { jobIds } from '../job-ids'
import { safeText } from '../text'

function named({ args }: CommandContext): { site: string; ids: string[] } {
  const [site = '', ...ids] = args.positionals
  return { site, ids: jobIds(ids) }
}

/** Prints what was done to which job; a refusal is the exit status, `partial` when others went well. */
async function report({ out }: CommandContext, result: ActResult, done: string): Promise<number> {
  const { failed } = result
  const lines = [
    ...result.done.map(id => `${done} ${id}\n`),
    ...failed.map(({ id, message }) => `Not ${done.toLowerCase()} ${id}: ${safeText(message)}\n`)
  ]
  await out.result(result, () => lines.join(''))
  const [first] = failed
  if (!first) return 0
  const code = result.done.length > 0 ? 'partial' : 'remote-error'
  await out.failure(new Failure(code, `Job ${first.id}: ${first.message}`, { hint: 'See farscope jobs SITE.' }))
  return exitStatusOf(code)
}

export const holdJobs: CommandRun = async context => {
  const { signal } = context
  return report(context, await (await context.client()).jobs.hold(named(context), { signal }), 'Held')
}

export const releaseJobs: CommandRun = async context => {
  const { signal } = context
  return report(context, await (await context.client()).jobs.release(named(context), { signal }), 'Released')
}

export const requeueJobs: CommandRun = async context => {
  const { signal } = context
  const { site, ids } = named(context)
  const which = `${ids.length === 1 ? 'job' : `${ids.length} jobs`} ${ids.join(', ')}`
  await context.confirm(`Requeue ${which} on ${safeText(site)}? What it has done so far is run again.`)
  return report(context, await (await context.client()).jobs.requeue({ site, ids }, { signal }), 'Requeued')
}

export const updateJobs: CommandRun = async context => {
  const { args, signal } = context
  const wanted = args.text('time-limit')
  const limitSeconds = wanted === undefined ? null : parseTimeLimit(wanted)
  if (limitSeconds === null)
    throw new Failure('usage', wanted === undefined ? 'Nothing is to be changed.' : `"${wanted}" is no time limit.`, {
      hint: 'Write --time-limit 90 (minutes), 36h, 2d, 12:00:00 or 1-12:00:00.'
    })
  const input = { ...named(context), limitSeconds: Math.max(60, limitSeconds) }
  return report(context, await (await context.client()).jobs.setTimeLimit(input, { signal }), 'Updated')
}
