/** The text of `--help`, made from the catalogue. */
import type { CommandSpec, OptionSpec } from './command'
import { globalOptions } from './global-options'

const indent = '  '

/** `words`: what was typed of no command; where several begin with it (`job`, `transfer`) these are shown. */
export function helpText(
  command: CommandSpec | undefined,
  commands: readonly CommandSpec[],
  [group]: readonly string[] = []
): string {
  if (command) return commandHelp(command)
  const family = commands.filter(({ words }) => words.length > 1 && words[0] === group)
  return group !== undefined && family.length > 0 ? familyHelp(group, family) : programHelp(commands)
}

function familyHelp(group: string, family: readonly CommandSpec[]): string {
  const rows = family.map(
    ({ words, usage, summary }) => [`${words.slice(1).join(' ')} ${usage}`.trimEnd(), summary] as const
  )
  return [
    `Usage: farscope ${group} COMMAND …`,
    '',
    'Commands:',
    ...columns(rows),
    '',
    `farscope ${group} COMMAND --help tells more.`,
    ''
  ].join('\n')
}

function programHelp(commands: readonly CommandSpec[]): string {
  const rows = commands.map(command => [command.words.join(' '), command.summary] as const)
  return [
    'Usage: farscope [OPTIONS] COMMAND …',
    '',
    'The control centre of a remote cryo-EM operator: sites, files, terminals and jobs over nothing but SSH.',
    '',
    'Commands:',
    ...columns(rows),
    '',
    'Options, anywhere before --:',
    ...optionLines(globalOptions),
    '',
    'A place is a path of this computer, SITE:PATH (SITE: alone is the home there) or s3:BUCKET/KEY.',
    'Exit status: 0 done, 1 failed, 2 usage, 3 host key, 4 authentication, 5 network, 6 some failed.',
    'farscope COMMAND --help tells more.',
    ''
  ].join('\n')
}

function commandHelp(command: CommandSpec): string {
  const lines = [
    `Usage: farscope ${command.words.join(' ')} ${command.usage}`.trimEnd(),
    '',
    `${sentence(command.summary)}.`
  ]
  if (command.notes) lines.push('', ...command.notes)
  if (command.options.length > 0) lines.push('', 'Options:', ...optionLines(command.options))
  lines.push('', 'Options of every command:', ...optionLines(globalOptions))
  lines.push('', 'Examples:', ...command.examples.map(example => indent + example), '')
  return lines.join('\n')
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function optionLines(options: readonly OptionSpec[]): string[] {
  return columns(
    options.map(option => {
      const short = option.short ? `-${option.short}, ` : ''
      const value = option.value ? ` ${option.value}` : ''
      return [`${short}--${option.name}${value}`, option.help] as const
    })
  )
}

/** Two columns; a left part that is too long has its text on the next line. */
function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length).filter(length => length <= 28))
  return rows.map(([left, right]) =>
    left.length > width
      ? `${indent}${left}\n${indent}${' '.repeat(width + 2)}${right}`
      : `${indent}${left.padEnd(width + 2)}${right}`
  )
}
