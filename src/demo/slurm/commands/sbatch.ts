/** sbatch(1): hands a script to the controller. */
import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { type CommandCall, CommandError } from '../call'
import { slurmVersion } from '../cluster'
import { parseOptions } from '../options'
import { directives, makeRequest, sbatchOptions } from '../sbatch-options'

export async function sbatch(call: CommandCall): Promise<number> {
  const given = parseOptions('sbatch', sbatchOptions, call.args, true)
  if (given.values.has('version')) {
    call.print(`slurm ${slurmVersion}\n`)
    return 0
  }
  const source = await readSource(call, given.values.get('wrap'), given.rest)
  const inScript = parseOptions('sbatch', sbatchOptions, directives(source.script))
  const values = new Map([...inScript.values, ...given.values])
  const { request, array, wholeEnvironment } = makeRequest(call, values, source)
  if (wholeEnvironment) request.environmentFile = await call.keepEnvironment()
  const { controller } = call
  const id = controller.submit(request, array)
  const jobs = controller.find(String(id), controller.jobs)
  if (values.has('parsable')) call.print(`${id}\n`)
  else if (!values.has('quiet')) call.print(`Submitted batch job ${id}\n`)
  if (!values.has('wait')) return 0
  await call.flush()
  await controller.ended(jobs)
  return Math.max(
    ...jobs.map(job => (job.state === 'COMPLETED' ? 0 : job.signal > 0 ? 128 + job.signal : job.exitCode || 1))
  )
}

interface Source {
  script: string
  /** Absolute path, or ''. */
  command: string
  args: string[]
  name: string
}

async function readSource(call: CommandCall, wrap: string | undefined, rest: string[]): Promise<Source> {
  const [file, ...args] = rest
  if (wrap !== undefined) {
    if (file !== undefined) throw new CommandError('sbatch: error: Script arguments not permitted with --wrap option')
    return {
      script: `#!/bin/sh\n# This script was created by sbatch --wrap.\n\n${wrap}\n`,
      command: '',
      args: [],
      name: 'wrap'
    }
  }
  if (file === undefined) return { ...checked(await call.input()), command: '', args: [], name: 'sbatch' }
  const path = resolve(call.cwd, file)
  const script = await readFile(path, 'utf8').catch(() => {
    throw new CommandError(`sbatch: error: Unable to open file ${file}`)
  })
  return { ...checked(script), command: path, args, name: basename(file) }
}

/** sbatch's own three checks of a script. */
function checked(script: string): { script: string } {
  const refuse = (text: string): CommandError => new CommandError(`sbatch: error: ${text}`)
  if (script === '') throw refuse('Batch script is empty!')
  if (script.trim() === '') throw refuse('Batch script contains only whitespace!')
  if (!script.startsWith('#!'))
    throw new CommandError(
      [
        'sbatch: error: This does not look like a batch script.  The first',
        'sbatch: error: line must start with #! followed by the path to an interpreter.',
        'sbatch: error: For instance: #!/bin/sh'
      ].join('\n')
    )
  if (script.includes('\r\n'))
    throw new CommandError(
      'sbatch: error: Batch script contains DOS line breaks (\\r\\n)\nsbatch: error: instead of expected UNIX line breaks (\\n).'
    )
  return { script }
}
