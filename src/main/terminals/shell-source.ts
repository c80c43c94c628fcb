/** A running shell, wherever it is. */
import type { KeptShell } from '@contract/terminals'

/** How a shell ended: `reason` in words for people. */
export interface ShellEnd {
  readonly code: number | null
  readonly signal: string | null
  readonly reason: string
  /** The way to the shell broke; a kept shell goes on without it. */
  readonly lost: boolean
}

export interface ShellSource {
  /** Stops and restarts reading; what the shell prints meanwhile waits in its pipe. */
  pause(): void
  resume(): void
  /** Settles when the shell's side took the text; later writes never overtake. */
  write(text: string): Promise<void>
  resize(cols: number, rows: number): void
  close(): void
  /** Settles after the last output was handed over; never rejects. */
  readonly ended: Promise<ShellEnd>
}

/** What every source is opened with; `onText` gets whole characters in order. */
export interface ShellRequest {
  readonly cols: number
  readonly rows: number
  readonly onText: (text: string) => void
}

/** Opens the same kept shell anew, over the link that came back. */
export type Reopen = (request: ShellRequest) => Promise<ShellSource>

/** What can be done with a shell that lives in tmux or screen. */
export interface Keeping {
  readonly shell: KeptShell
  /** `onBack` is called, and waited for, each time that a lost link stands again, until the returned function is called. */
  follow(onBack: (reopen: Reopen) => Promise<void>): () => void
  /** Ends the shell itself. Best effort: without a link it goes on, which the log says. */
  end(): Promise<void>
}

/** A shell as it was opened: its streams, who keeps it, and where it is. */
export interface OpenedShell {
  readonly source: ShellSource
  readonly keeping: Keeping | null
  /** The folder it is in now; null where nobody can tell without typing into it. */
  folder(): Promise<string | null>
}

export function endReason(code: number | null, signal: string | null): string {
  if (signal !== null) return `The shell was ended by ${signal}.`
  if (code === null) return 'The shell has ended.'
  return code === 0 ? 'The shell has ended.' : `The shell has ended with status ${code}.`
}
