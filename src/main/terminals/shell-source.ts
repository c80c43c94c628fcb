/** A running shell, wherever it is. */

/** How a shell ended: `reason` in words for people. */
export interface ShellEnd {
  readonly code: number | null
  readonly signal: string | null
  readonly reason: string
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
  readonly folder?: string | undefined
  readonly onText: (text: string) => void
}

export function endReason(code: number | null, signal: string | null): string {
  if (signal !== null) return `The shell was ended by ${signal}.`
  if (code === null) return 'The shell has ended.'
  return code === 0 ? 'The shell has ended.' : `The shell has ended with status ${code}.`
}
