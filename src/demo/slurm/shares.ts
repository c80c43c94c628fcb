/** Fair share and limits of the user's accounts: `sshare` and `scontrol show assoc_mgr`. */
import { type CommandCall, CommandError } from './call'
import { accounts, clusterName, slurmVersion } from './cluster'
import { elapsedSeconds, wantedCpus } from './job'
import { type OptionSpec, parseOptions, taking, toggle } from './options'

/** GPU minutes that the user's group may use. */
const gpuMinutes = 600_000

const options: readonly OptionSpec[] = [
  taking('accounts', 'A'),
  toggle('all', 'a'),
  taking('format', 'o'),
  toggle('long', 'l'),
  toggle('noheader', 'n'),
  toggle('parsable', 'p'),
  toggle('parsable2', 'P'),
  taking('users', 'u'),
  toggle('Users', 'U'),
  toggle('version', 'V')
]

/** Minutes of CPUs and GPUs that the user's jobs in an account took so far. */
function usedMinutes({ controller, user }: CommandCall, account: string): { cpu: number; gpu: number } {
  const now = Date.now()
  const used = { cpu: 0, gpu: 0 }
  for (const job of controller.jobs) {
    const { request } = job
    if (request.user !== user.name || request.account !== account) continue
    const minutes = elapsedSeconds(job, now) / 60
    used.cpu += minutes * wantedCpus(request)
    used.gpu += minutes * request.gpusPerNode * request.nodes
  }
  return used
}

/** sshare(1): the user's own rows. */
export function sshare(call: CommandCall): number {
  const { values } = parseOptions('sshare', options, call.args)
  if (values.has('version')) {
    call.print(`slurm ${slurmVersion}\n`)
    return 0
  }
  const names = (values.get('format') ?? 'Account,User,RawShares,NormShares,RawUsage,EffectvUsage,FairShare').split(',')
  const rows = accounts.map((account, at): Record<string, string> => {
    const usage = Math.round(usedMinutes(call, account).cpu * 60)
    const share = { rawshares: '1', normshares: '0.500000', rawusage: String(usage), effectvusage: '0.083512' }
    return {
      account,
      user: call.user.name,
      cluster: clusterName,
      fairshare: at === 0 ? '0.416667' : '0.833333',
      ...share
    }
  })
  const lines = rows.map(row =>
    names.map(name => {
      const value = row[name.replace(/%.*/, '').toLowerCase()]
      if (value === undefined) throw new CommandError(`sshare: fatal: Invalid field requested: "${name}"`)
      return value
    })
  )
  const plain = values.has('parsable') || values.has('parsable2')
  const write = (cells: string[]): void =>
    call.print(plain ? `${cells.join('|')}\n` : `${cells.map(cell => cell.padStart(12)).join(' ')} \n`)
  if (!values.has('noheader')) write(names)
  for (const line of lines) write(line)
  return 0
}

/** `scontrol show assoc_mgr flags=assoc`: what each account may use and has used. */
export function showAssociations(call: CommandCall): string {
  const records = accounts.map((account, at) => {
    const { cpu, gpu } = usedMinutes(call, account)
    const limit = at === 0 ? String(gpuMinutes) : 'N'
    return [
      `ClusterName=${clusterName} Account=${account} UserName= Partition= Priority=0 ID=${at + 2}`,
      '    SharesRaw/Norm/Level/Factor=1/0.50/2/0.00',
      `    GrpTRESMins=cpu=N(${Math.round(cpu)}),mem=N(0),gres/gpu=${limit}(${Math.round(gpu)})`,
      '    MaxJobs= MaxJobsAccrue= MaxSubmitJobs= MaxWallPJ='
    ].join('\n')
  })
  return ['Current Association Manager state\n', 'Association Records\n', ...records].join('\n')
}
