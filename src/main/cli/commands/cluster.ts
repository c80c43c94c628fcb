/** `farscope cluster`. */

import { clusterText } from '../cluster-text'
import type { CommandRun } from '../command'

export const showCluster: CommandRun = async context => {
  const { args, signal } = context
  const cluster = await (await context.client()).jobs.cluster({ site: args.positional(0) }, { signal })
  await context.out.result(cluster, () => clusterText(cluster))
  return 0
}
