/** `farscope demo`: the make-believe facility until a signal, or the tour of it. */
import type { CommandRun } from '../command'
import { untilTold } from '../signals'
import { runTour } from '../tour/run-tour'

export const demo: CommandRun = async context => {
  const { args, out, door, signal } = context
  if (args.has('tour')) return runTour(context)
  // It stays, so what others begin in it goes on: copies, watched folders.
  const { client } = await door.open('host')
  const { site, root } = await client.app.startDemo(undefined, { signal })
  await out.result(
    { ready: true, site, root },
    () => `The demo facility runs as site "${site}" in ${root}.\nPress Ctrl-C to end it.\n`
  )
  await untilTold(signal)
  return 0
}
