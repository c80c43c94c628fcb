/** What a command is to the parser, to its help and to the schema page: words only, so that `--help` loads nothing. */
import type { CommandContext } from './context'

export interface OptionSpec {
  /** Long name without the dashes. */
  name: string
  short?: string
  /** The word for its value in help; a switch has none. */
  value?: string
  repeated?: boolean
  /** The closed list of values, where there is one. */
  choices?: readonly string[]
  help: string
}

export interface CommandSpec {
  /** The words that call it: `['site', 'host', 'add']`. */
  words: readonly string[]
  /** Its arguments as help shows them. */
  usage: string
  summary: string
  /** How many arguments it takes. */
  arguments: { least: number; most: number }
  /** Whether `-- …` may follow, and what stands there. */
  rest?: { required: boolean; help: string }
  options: readonly OptionSpec[]
  examples: readonly string[]
  /** Whether it talks to sites, so that questions may come up. */
  connects: boolean
  /** Whether its output is the remote command's own, and its exit status too. */
  remoteStatus?: boolean
  /** Stays until a signal ends it, which is then no failure. */
  stays?: boolean
  /** Further lines of its help. */
  notes?: readonly string[]
  load(): Promise<CommandRun>
}

/** Does the work and returns the exit status; undefined is 0. Throws a Failure otherwise. */
export type CommandRun = (context: CommandContext) => Promise<number | undefined>
