/** One run of a SLURM command, as its code in `commands/` sees it. */
import type { Controller } from './controller'

export interface CommandCall {
  name: string
  args: string[]
  /** The caller's working folder. */
  cwd: string
  /** The few variables that change a command's output. */
  variables: { timeFormat: string; squeueFormat: string; sacctFormat: string }
  user: { name: string; uid: number; group: string; gid: number }
  controller: Controller
  /** Standard input to its end. */
  input(): Promise<string>
  /** Keeps the caller's exported variables for a job; gives the file that `.` reads. */
  keepEnvironment(): Promise<string>
  print(text: string): void
  complain(text: string): void
  /** Shows what was printed so far; for commands that wait. */
  flush(): Promise<void>
}

/** A command's exit status. */
export type CommandCode = (call: CommandCall) => Promise<number> | number

/** A refusal with the command's own text, ended by a newline where it is shown. */
export class CommandError extends Error {
  constructor(
    message: string,
    readonly status = 1
  ) {
    super(message)
  }
}
