/** scancel(1). */
import type { CommandCall } from '../call'
import { slurmVersion } from '../cluster'
import { finished, type Job, stateCodes } from '../job'
import { type OptionSpec, parseOptions, taking, toggle } from '../options'

const options: readonly OptionSpec[] = [
  toggle('batch', 'b'),
  toggle('full', 'f'),
  toggle('me'),
  taking('name', 'n'),
  taking('jobname'),
  taking('partition', 'p'),
  toggle('quiet', 'Q'),
  taking('signal', 's'),
  taking('state', 't'),
  taking('user', 'u'),
  toggle('verbose', 'v'),
  toggle('version', 'V')
]

const signals: Record<string, NodeJS.Signals> = {
  ...{
    '1': 'SIGHUP',
    '2': 'SIGINT',
    '10': 'SIGUSR1',
    '12': 'SIGUSR2',
    '15': 'SIGTERM',
    '18': 'SIGCONT',
    '19': 'SIGSTOP'
  },
  ...{
    HUP: 'SIGHUP',
    INT: 'SIGINT',
    USR1: 'SIGUSR1',
    USR2: 'SIGUSR2',
    TERM: 'SIGTERM',
    CONT: 'SIGCONT',
    STOP: 'SIGSTOP'
  }
}

export function scancel(call: CommandCall): number {
  const { values, rest } = parseOptions('scancel', options, call.args)
  if (values.has('version')) {
    call.print(`slurm ${slurmVersion}\n`)
    return 0
  }
  const bySelection = ['me', 'user', 'name', 'jobname', 'partition', 'state'].some(name => values.has(name))
  if (rest.length === 0 && !bySelection) {
    call.complain('scancel: error: No job identification provided\n')
    return 1
  }
  const wanted = signals[(values.get('signal') ?? '').replace(/^SIG/, '')]
  const end = (job: Job): void => {
    if (wanted && job.state === 'RUNNING') call.controller.signal(job, wanted)
    else call.controller.cancel(job, call.user.uid)
  }
  const labels = rest.flatMap(text => text.split(','))
  if (labels.length === 0) {
    for (const job of call.controller.known()) if (mine(call, job) && !finished(job) && matches(job, values)) end(job)
    return 0
  }
  let status = 0
  for (const label of labels) {
    const refusal = refusalOf(call, label)
    if (refusal === undefined) for (const job of call.controller.find(label)) matches(job, values) && end(job)
    else {
      call.complain(`scancel: error: ${refusal}\n`)
      status = 1
    }
  }
  return status
}

const mine = (call: CommandCall, job: Job): boolean => job.request.user === call.user.name

function refusalOf(call: CommandCall, label: string): string | undefined {
  if (!/^\d+(_(\d+|\[.*\]))?$/.test(label)) return `Invalid job id ${label}`
  const jobs = call.controller.find(label)
  if (jobs.length === 0) return `Kill job error on job id ${label}: Invalid job id specified`
  if (!jobs.every(job => mine(call, job))) return `Kill job error on job id ${label}: Access/permission denied`
  if (jobs.every(finished)) return `Kill job error on job id ${label}: Job/step already completing or completed`
  return undefined
}

function matches(job: Job, values: ReadonlyMap<string, string>): boolean {
  const { request } = job
  const name = values.get('name') ?? values.get('jobname')
  const state = values.get('state')?.toUpperCase()
  return (
    (name === undefined || name === request.name) &&
    (values.get('partition') ?? request.partition) === request.partition &&
    (values.get('user') ?? request.user) === request.user &&
    (state === undefined || state === job.state || state === stateCodes[job.state])
  )
}
