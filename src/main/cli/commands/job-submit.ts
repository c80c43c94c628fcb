/** `farscope job submit`. */
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { text } from 'node:stream/consumers'
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { CommandRun } from '../command'
import type { CommandContext } from '../context'
import { shownJob } from '../job-text'
import { localFileFailure } from '../local-file-failure'
import { namesAccount, sessionOption } from '../session-option'
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
  const script =
    file === '-'
      ? await readInput(context)
      : await readFile(file, { encoding: 'utf8', signal: context.signal }).catch(thrown => {
          throw localFileFailure(file, thrown)
        })
  if (script.length > longestScript) throw new Failure('limit-exceeded', `${file} is too long for a batch script.`)
  if (!script.startsWith('#!'))
    throw new Failure('usage', `${file === '-' ? 'The script' : file} does not begin with #!.`, {
      hint: 'A batch script names its interpreter in the first line: #!/bin/bash'
    })
  return script
}

function readInput({ stdin, stdinTaken, signal }: CommandContext): Promise<string> {
  if (stdinTaken)
    throw new Failure('usage', 'Standard input cannot give both answers and the script.', {
      hint: 'Name the script file, or leave out --answers-stdin.'
    })
  signal.addEventListener('abort', () => stdin.destroy(), { once: true })
  return text(stdin)
}
