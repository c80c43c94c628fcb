/** What a command gets to work with. */
import type { FarscopeClient } from '../client-type'
import type { Arguments } from './arguments'
import type { EngineDoor } from './engine-door'
import type { Output } from './output'

export interface CommandContext {
  readonly args: Arguments
  readonly out: Output
  /** Aborts at --timeout, SIGINT or SIGTERM. */
  readonly signal: AbortSignal
  /** Whether a person can be asked: standard input and standard error are a terminal. */
  readonly interactive: boolean
  /** The engine of the data folder: run, found or started. */
  readonly door: EngineDoor
  readonly version: string
  readonly stdin: NodeJS.ReadStream
  /** The engine of the data folder, attached to or started; opened once. Questions are answered from then on. */
  client(): Promise<FarscopeClient>
  /** … where the engine that was attached to has ended: another one. */
  clientAgain(): Promise<FarscopeClient>
  /** Whether --answers-stdin has taken standard input. */
  readonly stdinTaken: boolean
  readonly yes: boolean
  /**
   * Asks before something is destroyed: done at once with --yes, a question on a terminal, else
   * `confirmation-required`; `cancelled` when the person says no.
   */
  confirm(question: string): Promise<void>
  /** Replaces what is done when the command is stopped (a signal, --timeout); undefined: nothing. */
  onStop(leave: Leave | undefined): void
}

/** How a command that is stopped leaves its work. */
export interface Leave {
  /** Waited for, within limits, before the engine is let go. */
  work(): Promise<void>
  /** Becomes the hint of the error when the work is done: how to go on. */
  readonly advice: string
}
