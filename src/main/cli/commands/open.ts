/** `farscope open`. */
import { open } from '../../open'
import type { CommandRun } from '../command'
import { untilTold } from '../signals'

export const openWindow: CommandRun = ({ args, out, signal }) => {
  const opened = open({
    dataFolder: args.text('data-dir'),
    demo: args.has('demo'),
    print: line => void (out.json ? out.line({ message: line }) : out.write(`${line}\n`))
  })
  // SIGINT and SIGTERM end the window in good order; what else there is (--timeout, SIGHUP) it does not know of.
  return Promise.race([opened, untilTold(signal, ['SIGINT', 'SIGTERM']).then(() => opened)])
}
