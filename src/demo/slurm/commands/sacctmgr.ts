/** sacctmgr(1), as far as a user looks: which accounts and qualities of service are his. */
import type { CommandCall } from '../call'
import { accounts, clusterName, qualities } from '../cluster'

export function sacctmgr(call: CommandCall): number {
  const words = call.args.filter(arg => !arg.startsWith('-'))
  const header = !call.args.some(arg => /^-\w*n/.test(arg) || arg === '--noheader')
  if (words[0] !== 'show' && words[0] !== 'list') {
    call.complain('sacctmgr: error: This demo only shows.\n')
    return 1
  }
  if (/^qos/.test(words[1] ?? '')) {
    if (header) call.print('Name|Priority|MaxJobsPU\n')
    for (const [name, quality] of Object.entries(qualities))
      call.print(`${name}|${quality.priority}|${quality.maxJobsPerUser}\n`)
    return 0
  }
  if (header) call.print('Cluster|Account|User|QOS\n')
  for (const account of accounts)
    call.print(`${clusterName}|${account}|${call.user.name}|${Object.keys(qualities).join(',')}\n`)
  return 0
}
