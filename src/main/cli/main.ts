/** Door 3: the command. Only the catalogue loads here; zod, ssh2 and the engine load when a command needs them. */
import { version } from '../../../package.json'
import { commands } from './catalogue/commands'
import { exactArguments } from './exact-arguments'
import { helpText } from './help'
import { type CommandLine, parseCommandLine } from './parse-command-line'
import { UsageError } from './usage-error'

/** Output that nobody reads any more is no error of ours (EPIPE). */
function print(text: string, stream: NodeJS.WriteStream): Promise<void> {
  stream.on('error', () => {})
  return new Promise(resolve => stream.write(text, () => resolve()))
}

function usageText(error: UsageError, json: boolean): string {
  const shown = { code: 'usage', message: error.message, hint: error.hint }
  return json ? `${JSON.stringify(shown)}\n` : `farscope: ${error.message}\n  ${error.hint}\n`
}

async function main(argv: readonly string[]): Promise<number> {
  const ownPart = argv.slice(0, argv.indexOf('--') < 0 ? undefined : argv.indexOf('--'))
  let line: CommandLine
  try {
    line = parseCommandLine(argv, commands)
  } catch (thrown) {
    if (!(thrown instanceof UsageError)) throw thrown
    await print(usageText(thrown, ownPart.includes('--json')), process.stderr)
    return 2
  }
  if (line.values.has('version') || line.values.has('help')) {
    const help = line.values.has('version') ? undefined : helpText(line.command, commands, line.positionals)
    const document = help === undefined ? { version } : { help }
    await print(line.values.has('json') ? `${JSON.stringify(document)}\n` : (help ?? `${version}\n`), process.stdout)
    return 0
  }
  const { runCommand } = await import('./run-command')
  return runCommand(line, version)
}

// A warning of the runtime would be a second thing on standard error beside the one error object.
process.removeAllListeners('warning')
process.on('warning', () => {})
process.exit(await main(exactArguments(process.argv.slice(2))))
