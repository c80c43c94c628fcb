/** `farscope job submit`. */
import { basename } from 'node:path'
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { CommandRun } from '../command'
import type { CommandContext } from '../context'
import { shownJob } from '../job-text'
import { namesAccount, sessionOption } from '../session-option'
import { textInput } from '../text-input'
import { submitTemplate } from './job-template'

/** Characters; sbatch itself refuses scripts of more than 4 MB (slurm.conf(5), max_script_size). */
const longestScript = 4_000_000

export const submitJob: CommandRun = async context => {
  const { args, signal } = context
  const template = args.text('template')
  if (template !== undefined) {
    if (args.positionals.length > 1)
      throw new Failure('usage', 'Name a script or --template, not both.', { hint: 'See farscope job submit --help.' })
    return submitTemplate(context, template)
  }
  const alone = ['set', 'module', 'launcher', 'dry-run'].find(option => args.has(option))
  if (alone !== undefined)
    throw new Failure('usage', `--${alone} goes with --template.`, { hint: 'See farscope job submit --help.' })
  if (args.positionals.length < 2)
    throw new Failure('usage', 'The script is missing.', {
      hint: 'Name a file, - for standard input, or a --template.'
    })
  const file = args.positional(1)
  const script = await readScript(context, file)
  const session = await sessionOption(context)
  const workDir = args.text('chdir') ?? session?.path
  const pays = session?.account && !namesAccount(args.rest, script) ? [`--account=${session.account}`] : []
  const named =
    file !== '-' &&
    !args.rest.some(option => /^(-J|--job-name)/.test(option)) &&
    !/^#SBATCH\s+(-J|--job-name)/m.test(script)
  const job = await (await context.client()).jobs.submit(
    {
      site: args.positional(0),
      script,
      options: [...pays, ...args.rest],
      ...(named && { name: displayName(basename(file)) }),
      ...(workDir !== undefined && { workDir })
    },
    { signal }
  )
  await context.out.result(shownJob(job), () => `Submitted job ${job.id}.\n`)
  return 0
}

async function readScript(context: CommandContext, file: string): Promise<string> {
  const script = await textInput(context, file, { what: 'a batch script', most: longestScript })
  if (!script.startsWith('#!'))
    throw new Failure('usage', `${file === '-' ? 'The script' : file} does not begin with #!.`, {
      hint: 'A batch script names its interpreter in the first line: #!/bin/bash'
    })
  return script
}
