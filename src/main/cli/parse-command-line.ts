/**
 * The command line: words of a command, its options in any order, `--`, the rest. Options are written as getopt_long(3)
 * takes them: `--name value`, `--name=value`, `-n value`, `-nvalue`, `-ab` for switches.
 */
import type { CommandSpec, OptionSpec } from './command'
import { globalOptions } from './global-options'
import { UsageError } from './usage-error'

export interface CommandLine {
  /** Undefined when no command is named. */
  command: CommandSpec | undefined
  /** The words before options and `--` that belong to no command's name. */
  positionals: string[]
  /** What stands after `--`; undefined when there was none. */
  rest: string[] | undefined
  /** Values by option name; a switch has one empty value. */
  values: ReadonlyMap<string, readonly string[]>
}

interface Scan {
  words: string[]
  rest: string[] | undefined
  values: Map<string, string[]>
}

/** Throws UsageError naming the option or argument at fault. */
export function parseCommandLine(argv: readonly string[], commands: readonly CommandSpec[]): CommandLine {
  const command = findCommand(argv, commands)
  const options = [...globalOptions, ...(command?.options ?? [])]
  const scan = scanArguments(argv, options, command)
  const positionals = scan.words.slice(command?.words.length ?? 0)
  const line: CommandLine = { command, positionals, rest: scan.rest, values: scan.values }
  if (scan.values.has('help') || scan.values.has('version')) return line
  if (!command) throw unknownCommand(scan.words, commands)
  checkArguments(line, command)
  return line
}

/** The longest command whose words open the line, options left out. */
function findCommand(argv: readonly string[], commands: readonly CommandSpec[]): CommandSpec | undefined {
  const known = [...globalOptions, ...commands.flatMap(command => command.options)]
  const words: string[] = []
  for (let at = 0; at < argv.length; at++) {
    const text = argv[at] ?? ''
    if (text === '--') break
    if (!isOption(text)) words.push(text)
    else if (takesNext(text, known)) at++
  }
  const fitting = commands.filter(command => command.words.every((word, index) => words[index] === word))
  return fitting.toSorted((one, other) => other.words.length - one.words.length)[0]
}

const isOption = (text: string): boolean => text.startsWith('-') && text !== '-'

function takesNext(text: string, options: readonly OptionSpec[]): boolean {
  if (text.startsWith('--')) return options.some(option => `--${option.name}` === text && option.value !== undefined)
  return options.some(option => `-${option.short}` === text && option.value !== undefined)
}

function scanArguments(argv: readonly string[], options: readonly OptionSpec[], command?: CommandSpec): Scan {
  const scan: Scan = { words: [], rest: undefined, values: new Map() }
  for (let at = 0; at < argv.length; at++) {
    const text = argv[at] ?? ''
    if (text === '--') {
      const rest = argv.slice(at + 1)
      // Where nothing of its own may follow, -- only ends the options, as everywhere (getopt_long(3)).
      if (command && !command.rest) scan.words.push(...rest)
      else scan.rest = rest
      break
    }
    if (!isOption(text)) scan.words.push(text)
    else if (text.startsWith('--')) at += longOption(scan, text, argv[at + 1], options, command)
    else at += shortOptions(scan, text, argv[at + 1], options, command)
  }
  return scan
}

/** Returns how many further arguments it used up. */
function longOption(
  scan: Scan,
  text: string,
  next: string | undefined,
  options: readonly OptionSpec[],
  command?: CommandSpec
): number {
  const equals = text.indexOf('=')
  const name = equals < 0 ? text.slice(2) : text.slice(2, equals)
  const option = options.find(candidate => candidate.name === name)
  if (!option) throw unknownOption(`--${name}`, command)
  if (option.value === undefined) {
    if (equals >= 0) throw new UsageError(`--${name} takes no value.`, `Write --${name} alone.`)
    keep(scan, option, '')
    return 0
  }
  if (equals >= 0) {
    keep(scan, option, text.slice(equals + 1))
    return 0
  }
  keep(scan, option, needed(option, `--${name}`, next))
  return 1
}

function shortOptions(
  scan: Scan,
  text: string,
  next: string | undefined,
  options: readonly OptionSpec[],
  command?: CommandSpec
): number {
  for (let at = 1; at < text.length; at++) {
    const option = options.find(candidate => candidate.short === text[at])
    if (!option) throw unknownOption(`-${text[at]}`, command)
    if (option.value === undefined) {
      keep(scan, option, '')
      continue
    }
    const attached = text.slice(at + 1)
    keep(scan, option, attached === '' ? needed(option, `-${option.short}`, next) : attached)
    return attached === '' ? 1 : 0
  }
  return 0
}

function needed(option: OptionSpec, shown: string, next: string | undefined): string {
  if (next === undefined || next === '--')
    throw new UsageError(`${shown} needs a value.`, `Write ${shown} ${option.value}.`)
  return next
}

function keep(scan: Scan, option: OptionSpec, value: string): void {
  const before = scan.values.get(option.name) ?? []
  if (before.length > 0 && option.value !== undefined && !option.repeated)
    throw new UsageError(`--${option.name} is given twice.`, `Give --${option.name} once.`)
  if (option.choices && !option.choices.includes(value))
    throw new UsageError(
      `--${option.name} cannot be "${value}".`,
      `--${option.name} is one of: ${option.choices.join(', ')}.`
    )
  scan.values.set(option.name, [...before, value])
}

function unknownOption(shown: string, command?: CommandSpec): UsageError {
  const which = command ? command.words.join(' ') : ''
  return new UsageError(
    `Unknown option ${shown}${command ? ` of farscope ${which}` : ''}.`,
    `See farscope ${which}${which && ' '}--help; a name that begins with a dash is written as ./-name.`
  )
}

function unknownCommand(words: readonly string[], commands: readonly CommandSpec[]): UsageError {
  if (words.length === 0) return new UsageError('No command is given.', 'See farscope --help.')
  const family = commands.filter(command => command.words[0] === words[0]).map(command => command.words.join(' '))
  return family.length > 0
    ? new UsageError(`farscope ${words[0]} needs a known second word.`, `One of: ${family.join(', ')}.`)
    : new UsageError(`Unknown command "${words[0]}".`, 'See farscope --help.')
}

function checkArguments(line: CommandLine, command: CommandSpec): void {
  const name = command.words.join(' ')
  const hint = `Usage: farscope ${name} ${command.usage}`.trimEnd()
  const count = line.positionals.length
  if (count < command.arguments.least) {
    const missing = argumentNames(command).slice(count)
    throw new UsageError(
      `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing in farscope ${name}.`,
      hint
    )
  }
  if (count > command.arguments.most)
    throw new UsageError(
      `farscope ${name} takes no argument "${line.positionals[command.arguments.most]?.toWellFormed()}".`,
      hint
    )
  if (command.rest?.required && (line.rest?.length ?? 0) === 0)
    throw new UsageError(`farscope ${name} needs -- and ${command.rest.help}.`, hint)
}

/** The words of those that it needs, as its usage has them: what stands there before options and what may be left out. */
function argumentNames({ usage, arguments: { least } }: CommandSpec): string[] {
  return usage
    .split(' ')
    .slice(0, least)
    .map(word => word.replace(/…$/, ''))
}
