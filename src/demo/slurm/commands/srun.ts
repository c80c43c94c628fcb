/** srun(1), the simple case: one command as a job, its output when it ends. */
import { readFile, rm } from 'node:fs/promises'
import { quote } from '@domain/shell'
import type { CommandCall } from '../call'
import { slurmVersion } from '../cluster'
import { outputFiles } from '../job'
import { parseOptions, toggle } from '../options'
import { makeRequest, sbatchOptions } from '../sbatch-options'

export async function srun(call: CommandCall): Promise<number> {
  const { values, rest } = parseOptions(
    'srun',
    [...sbatchOptions, toggle('pty'), toggle('label', 'l')],
    call.args,
    true
  )
  if (values.has('version')) {
    call.print(`slurm ${slurmVersion}\n`)
    return 0
  }
  const [program] = rest
  if (program === undefined) {
    call.complain('srun: fatal: No command given to execute.\n')
    return 1
  }
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
