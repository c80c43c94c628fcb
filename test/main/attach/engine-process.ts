/** A process that opens the engine of the folder it is given, says what it got, and ends when its input does. */
import { openEngine } from '../../../src/main/attach'
import { testPlatform } from '../test-platform'

const opened = await openEngine(testPlatform(process.argv[2] ?? ''))
const { pid } = await opened.client.app.info()
process.stdout.write(`${JSON.stringify({ owned: opened.owned, pid: process.pid, enginePid: pid })}\n`)
process.stdin.on('end', async () => {
  await opened.close()
  process.exit(0)
})
process.stdin.resume()
