import type { OptionSpec } from './command'

/** Accepted anywhere before `--`, with every command. */
export const globalOptions: readonly OptionSpec[] = [
  { name: 'data-dir', value: 'DIR', help: 'use this data folder (also FARSCOPE_DATA_DIR)' },
  { name: 'json', help: 'print one JSON document; an error is one JSON object on standard error' },
  { name: 'yes', short: 'y', help: 'answer yes to the question before something is destroyed' },
  { name: 'timeout', value: 'SECONDS', help: 'give up after this time (exit status 5)' },
  { name: 'answers-stdin', help: 'take passwords and codes from standard input, one a line, in the order asked' },
  { name: 'help', short: 'h', help: 'show help' },
  { name: 'version', help: 'print the version' }
]
