/** srun(1), the simple cases: one command as a job, its output when it ends; or beside a running job (`--overlap`). */
import { readFile, rm } from 'node:fs/promises'
import { quote } from '@domain/shell'
import { type CommandCall, CommandError } from '../call'
import { slurmVersion, unfoldNodes } from '../cluster'
import { type Job, outputFiles } from '../job'
import { nvidiaSmi } from '../nvidia-smi'
import { parseOptions, taking, toggle } from '../options'
import { makeRequest, sbatchOptions } from '../sbatch-options'

const stepOptions = [
  ...[toggle('pty'), toggle('label', 'l'), toggle('overlap'), toggle('unbuffered', 'u'), taking('jobid')],
  ...[taking('immediate', 'I'), taking('kill-on-bad-exit', 'K'), taking('mpi'), taking('cpu-bind')]
]

export async function srun(call: CommandCall): Promise<number> {
  const { values, rest } = parseOptions('srun', [...sbatchOptions, ...stepOptions], call.args, true)
  if (values.has('version')) {
    call.print(`slurm ${slurmVersion}\n`)
    return 0
  }
  const [program] = rest
  if (program === undefined) {
    call.complain('srun: fatal: No command given to execute.\n')
    return 1
  }
  const within = values.get('jobid')
  if (within !== undefined) return runStep(call, within, values, rest)
  const { request } = makeRequest(call, values, {
    script: `#!/bin/sh\nexec ${rest.map(quote).join(' ')}\n`,
    command: program,
    args: [],
    name: program.slice(program.lastIndexOf('/') + 1)
  })
  request.environmentFile = await call.keepEnvironment()
  request.outputPattern = `${request.environmentFile}.out`
  request.errorPattern = `${request.environmentFile}.err`
  const id = call.controller.submit(request, undefined)
  const jobs = call.controller.find(String(id), call.controller.jobs)
  await call.controller.ended(jobs)
  const job = jobs[0]
  if (job === undefined) return 1
  const files = outputFiles(job)
  call.print(await readFile(files.output, 'utf8').catch(() => ''))
  call.complain(await readFile(files.error, 'utf8').catch(() => ''))
  await Promise.all([rm(files.output, { force: true }), rm(files.error, { force: true })])
  const status = job.signal > 0 ? 128 + job.signal : job.exitCode
  if (status !== 0) call.complain(`srun: error: ${job.nodes[0]?.name}: task 0: Exited with exit code ${status}\n`)
  return status
}

/** A step beside what runs: only nvidia-smi is there to be run on the make-believe nodes. */
function runStep(call: CommandCall, label: string, values: ReadonlyMap<string, string>, command: string[]): number {
  const [program = '', ...args] = command
  const job = call.controller.find(label).find(found => found.state === 'RUNNING')
  const refuse = (words: string): CommandError =>
    new CommandError(
      `srun: error: Unable to confirm allocation for job ${label}: ${words}\nsrun: Check SLURM_JOB_ID environment variable. Expired or invalid job ${label}`
    )
  if (job === undefined) throw refuse('Invalid job id specified')
  if (job.request.user !== call.user.name) throw refuse('Access/permission denied')
  const wanted = unfoldNodes(values.get('nodelist') ?? '')
  const nodes = job.nodes.map(({ name }) => name).filter(name => wanted.length === 0 || wanted.includes(name))
  return Math.max(0, ...nodes.map(node => runOn(call, job, node, program, args, values.has('label'))))
}

function runOn(call: CommandCall, job: Job, node: string, program: string, args: string[], label: boolean): number {
  const script = program === 'sh' || program === 'bash' ? (args.at(-1) ?? '') : ''
  const words = script.includes('nvidia-smi') ? script.slice(script.indexOf('nvidia-smi')).split(/\s+/).slice(1) : args
  if (!/(^|\/)nvidia-smi$/.test(program) && !script.includes('nvidia-smi')) {
    call.complain(`slurmstepd-${node}: error: execve(): ${program}: No such file or directory\n`)
    call.complain(`srun: error: ${node}: task 0: Exited with exit code 2\n`)
    return 2
  }
  if (script.includes('CUDA_VISIBLE_DEVICES'))
    call.print(`visible=${job.nodes.find(part => part.name === node)?.gpus.join(',') ?? ''}\n`)
  const { text, status } = nvidiaSmi(job, node, words)
  const at = job.nodes.findIndex(part => part.name === node)
  call.print(label ? text.replace(/^(?=.)/gm, `${at}: `) : text)
  return status
}
