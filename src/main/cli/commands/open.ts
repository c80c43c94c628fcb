/** `farscope open`. */
import { open } from '../../open'
import type { CommandRun } from '../command'

export const openWindow: CommandRun = ({ args, out }) =>
  open({
    dataFolder: args.text('data-dir'),
    demo: args.has('demo'),
    print: line => void (out.json ? out.line({ message: line }) : out.write(`${line}\n`))
  })
