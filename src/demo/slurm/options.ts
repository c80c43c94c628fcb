/** Command-line options the way getopt_long(3) reads them: bundled letters, `--name=value`, unique prefixes. */
import { CommandError } from './call'

/** Long name and optional letter of each option, and whether it takes a value. */
export interface OptionSpec {
  long: string
  letter?: string
  /** `no`: a switch. `maybe`: a value only behind `=`. */
  value: 'yes' | 'no' | 'maybe'
}

export interface ParsedOptions {
  /** Last value given of each option, by long name; '' for switches. */
  values: Map<string, string>
  rest: string[]
}

/** `yes`: long name and letter with a value. */
export const taking = (long: string, letter?: string): OptionSpec => ({ long, value: 'yes', ...(letter && { letter }) })
export const toggle = (long: string, letter?: string): OptionSpec => ({ long, value: 'no', ...(letter && { letter }) })

/** Parses; `stopAtFirst` ends at the first argument that is no option (sbatch's script). Unknown ones are errors. */
export function parseOptions(
  command: string,
  specs: readonly OptionSpec[],
  args: readonly string[],
  stopAtFirst = false
): ParsedOptions {
  const values = new Map<string, string>()
  const rest: string[] = []
  const queue = [...args]
  for (let arg = queue.shift(); arg !== undefined; arg = queue.shift()) {
    if (arg === '--') {
      rest.push(...queue)
      break
    }
    if (arg.startsWith('--')) readLong(command, specs, arg, queue, values)
    else if (arg.startsWith('-') && arg.length > 1) readLetters(command, specs, arg, queue, values)
    else {
      rest.push(arg)
      if (stopAtFirst) {
        rest.push(...queue)
        break
      }
    }
  }
  return { values, rest }
}

function readLong(
  command: string,
  specs: readonly OptionSpec[],
  arg: string,
  queue: string[],
  values: Map<string, string>
): void {
  const cut = arg.indexOf('=')
  const name = cut < 0 ? arg.slice(2) : arg.slice(2, cut)
  const close = specs.filter(spec => spec.long.startsWith(name))
  const spec = specs.find(candidate => candidate.long === name) ?? (close.length === 1 ? close[0] : undefined)
  if (spec === undefined)
    throw usage(
      command,
      `${close.length > 1 ? 'option' : 'unrecognized option'} '--${name}'${close.length > 1 ? ' is ambiguous' : ''}`
    )
  if (spec.value === 'yes' && cut < 0) {
    const value = queue.shift()
    if (value === undefined) throw usage(command, `option '--${spec.long}' requires an argument`)
    values.set(spec.long, value)
  } else if (spec.value === 'no' && cut >= 0) throw usage(command, `option '--${spec.long}' doesn't allow an argument`)
  else values.set(spec.long, cut < 0 ? '' : arg.slice(cut + 1))
}

function readLetters(
  command: string,
  specs: readonly OptionSpec[],
  arg: string,
  queue: string[],
  values: Map<string, string>
): void {
  for (let at = 1; at < arg.length; at++) {
    const letter = arg[at] ?? ''
    const spec = specs.find(candidate => candidate.letter === letter)
    if (spec === undefined) throw usage(command, `invalid option -- '${letter}'`)
    if (spec.value !== 'yes') {
      values.set(spec.long, '')
      continue
    }
    const attached = arg.slice(at + 1)
    const value = attached === '' ? queue.shift() : attached
    if (value === undefined) throw usage(command, `option requires an argument -- '${letter}'`)
    values.set(spec.long, value)
    return
  }
}

function usage(command: string, problem: string): CommandError {
  return new CommandError(`${command}: ${problem}\nTry "${command} --help" for more information`)
}
