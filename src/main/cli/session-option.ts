/** `--session` of what is submitted: the folder and the account of the session that runs. */
import { Failure } from '@domain/failure'
import { type JobDefaults, jobDefaultsOf } from '@domain/sessions/job-defaults'
import type { CommandContext } from './context'

/** Undefined without the option; `not-found` where no session of yours runs at the site, or its folder is not made. */
export async function sessionOption(context: CommandContext): Promise<JobDefaults | undefined> {
  const { args, signal } = context
  if (!args.has('session')) return undefined
  const site = args.positional(0)
  const sessions = await (await context.client()).sessions.now(undefined, { signal })
  const found = jobDefaultsOf(sessions, site)
  if (found) return found
  throw new Failure('not-found', `No session of yours that runs has its folder at ${site}.`, {
    hint: 'See farscope session now, or name the folder with --chdir.'
  })
}

/** Whether options of sbatch, or the head of a script, say already what pays (sbatch(1): -A, --account). */
export function namesAccount(options: readonly string[], script: string): boolean {
  return options.some(option => /^(-A|--account(=|$))/.test(option)) || /^#SBATCH\s+(-A|--account[=\s])/m.test(script)
}
