/** The end of an output file as it grows, bounded. */

/** What is kept of a log: whole lines, and the one that is still being written. */
export interface LogText {
  readonly lines: readonly string[]
  readonly last: string
  /** Earlier lines were let go. */
  readonly cut: boolean
}

export const emptyLog: LogText = { lines: [], last: '', cut: false }

/** Lines kept, and letters of one line (a program that never ends its line must not fill the memory). */
const mostLines = 5_000
const longestLine = 10_000

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences of terminals are what is looked for
const sequences = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g

/** A line as a terminal would leave it: colours gone, and only what was written after the last carriage return. */
export function plainLine(line: string): string {
  const text = line.replace(sequences, '').replace(/\r+$/, '')
  return text.slice(text.lastIndexOf('\r') + 1)
}

/** Adds text; keeps the last 5,000 lines. */
export function appendLog(log: LogText, text: string): LogText {
  const pieces = (log.last + text).split('\n')
  const last = (pieces.pop() ?? '').slice(-longestLine)
  const fresh = pieces.slice(-mostLines).map(piece => piece.slice(-longestLine))
  const room = mostLines - fresh.length
  const kept = room <= 0 ? [] : log.lines.slice(-room)
  const cut = log.cut || log.lines.length + pieces.length > mostLines
  return { lines: [...kept, ...fresh], last, cut }
}

/** The whole text to be drawn. */
export function logString(log: LogText): string {
  return [...log.lines, log.last].map(plainLine).join('\n')
}
