/** `farscope demo`: the make-believe facility until a signal, or the tour of it. */
import { demoProfileName } from '@domain/cloud/profiles'
import type { CommandRun } from '../command'
import { untilTold } from '../signals'
import { runTour } from '../tour/run-tour'

export const demo: CommandRun = async context => {
  const { args, out, door, signal } = context
  if (args.has('tour')) return runTour(context)
  // It stays, so what others begin in it goes on: copies, watched folders.
  const { client } = await door.open('host')
  const { site, root } = await client.app.startDemo(undefined, { signal })
  await out.result({ ready: true, site, root }, () => demoText(site, root))
  await untilTold(signal)
  return 0
}

/** What can be tried, each line a command for another terminal. */
const demoText = (site: string, root: string): string => `The demo facility runs as site "${site}" in ${root}.
In another terminal, with the same data folder:
  farscope ls ${site}:                          files of a session
  farscope jobs ${site}                         a queue that really runs
  farscope cloud launch --profile ${demoProfileName} --type g5.2xlarge --max-duration 10m -- nvidia-smi
                                             a cloud that costs nothing: its machines are folders of this computer
Press Ctrl-C to end it.
`
