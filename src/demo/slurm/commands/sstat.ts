/** sstat(1): what the steps of a running job use now. As everywhere, only of one's own jobs. */
import { cpuShare, memorySoFar, usageText } from '../accounting'
import { type CommandCall, CommandError } from '../call'
import { slurmVersion } from '../cluster'
import { duration } from '../format'
import { elapsedSeconds, type Job, wantedCpus } from '../job'
import { type OptionSpec, parseOptions, taking, toggle } from '../options'

const options: readonly OptionSpec[] = [
  toggle('allsteps', 'a'),
  taking('format', 'o'),
  taking('jobs', 'j'),
  toggle('noheader', 'n'),
  toggle('noconvert'),
  toggle('parsable', 'p'),
  toggle('parsable2', 'P'),
  toggle('version', 'V')
]

const usual = 'JobID,MaxRSS,AveCPU,NTasks'

/** A field of one step; undefined for a name that sstat does not know. */
function field(job: Job, step: 'batch' | 'extern', name: string): string | undefined {
  const seconds = elapsedSeconds(job, Date.now())
  const idle = step === 'extern'
  const cpu = idle ? 0 : seconds * wantedCpus(job.request) * cpuShare(job)
  const memory = idle ? 0 : memorySoFar(job, seconds)
  const use = usageText(job, cpu, memory, !idle)
  const fields: Record<string, string> = {
    jobid: `${job.id}.${step}`,
    ...{
      maxrss: `${Math.round(memory)}K`,
      averss: `${Math.round(memory)}K`,
      maxvmsize: `${Math.round(memory * 1.2)}K`
    },
    ...{ avecpu: duration(Math.floor(cpu), true), mincpu: duration(Math.floor(cpu), true), ntasks: '1' },
    ...{ tresusageintot: use, tresusageinmax: use, tresusageinave: use },
    ...{ nodelist: job.nodes.map(node => node.name).join(','), pids: '' }
  }
  return fields[name.replace(/%.*/, '').toLowerCase()]
}

export function sstat(call: CommandCall): number {
  const { values, rest } = parseOptions('sstat', options, call.args)
  if (values.has('version')) {
    call.print(`slurm ${slurmVersion}\n`)
    return 0
  }
  const labels = (values.get('jobs') ?? rest.join(',')).split(',').filter(label => label !== '')
  if (labels.length === 0) throw new CommandError('sstat: error: You must specify a job id')
  const names = (values.get('format') ?? usual).split(',')
  const separator = values.has('parsable2') || values.has('parsable') ? '|' : ' '
  if (!values.has('noheader')) call.print(`${names.join(separator)}\n`)
  let status = 0
  for (const label of labels) {
    const jobs = call.controller.find(label.replace(/\..*/, '')).filter(job => job.state === 'RUNNING')
    if (jobs.length === 0) {
      call.complain(`sstat: error: couldn't get steps for job ${label}\n`)
      status = 1
    }
    for (const job of jobs.filter(({ request }) => request.user === call.user.name))
      for (const step of values.has('allsteps') ? (['extern', 'batch'] as const) : (['batch'] as const)) {
        const cells = names.map(name => field(job, step, name))
        if (cells.includes(undefined)) throw new CommandError('sstat: fatal: Invalid field requested')
        call.print(`${cells.join(separator)}\n`)
      }
  }
  return status
}
