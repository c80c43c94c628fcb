/** `farscope serve`: the window for a browser of this computer, until a signal. */
import { startHost } from '../../host/host'
import { createNodePlatform } from '../../node-platform'
import { rendererFolder } from '../../program'
import { windowConnector } from '../../window-connector'
import type { CommandRun } from '../command'
import { untilTold } from '../signals'

export const serve: CommandRun = async ({ args, out, door, signal }) => {
  const { dataFolder, log } = await createNodePlatform({ door: 'host', dataFolder: args.text('data-dir') })
  const port = args.whole('port', 1, 65_535)
  const opened = await door.open('host')
  const attach = windowConnector(opened, dataFolder)
  const host = await startHost({
    rendererFolder: rendererFolder(),
    attach,
    files: opened.client.files,
    log,
    ...(port !== undefined && { port })
  })
  try {
    const url = host.newUrl()
    await out.result({ url, port: host.port, pid: process.pid }, () => `Open ${url}\nThe address works once.\n`)
    await untilTold(signal)
    return 0
  } finally {
    await host.close()
  }
}
