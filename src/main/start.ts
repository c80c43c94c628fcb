/** Entry of `npm start`. */
import { parseArgs } from 'node:util'
import { Failure } from '@domain/failure'
import { open } from './open'

async function start(): Promise<number> {
  const { values } = parseArgs({
    options: { demo: { type: 'boolean' }, 'data-dir': { type: 'string' }, 'print-url': { type: 'boolean' } }
  })
  return open({
    dataFolder: values['data-dir'],
    demo: values.demo ?? false,
    printOnly: values['print-url'] ?? false,
    print: line => process.stdout.write(`${line}\n`)
  })
}

// A warning of the runtime says nothing to the user of a window.
process.removeAllListeners('warning')
process.on('warning', () => {})
start().then(
  status => process.exit(status),
  (thrown: unknown) => {
    const { message, hint } = Failure.from(thrown)
    process.stderr.write(`farscope: ${message}\n${hint && `  ${hint}\n`}`)
    process.exit(1)
  }
)
