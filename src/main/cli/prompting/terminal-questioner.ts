/** Asks the person at the terminal. The question goes to standard error, so that standard output stays the result's. */
import { createInterface, type Interface } from 'node:readline'
import { Writable } from 'node:stream'
import type { Questioner } from './questioner'

export function createTerminalQuestioner(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  interrupt: () => void
): Questioner {
  return {
    ask: ({ text, secret }, signal) =>
      new Promise(resolve => {
        // readline echoes to its output; for a secret that output swallows everything.
        const echo = secret ? new Writable({ write: (_chunk, _encoding, done) => done() }) : output
        const lines = createInterface({ input, output: echo, terminal: true, historySize: 0 })
        // Only now: readline has taken the terminal's own echo away, or it would show what a fast typist answers.
        if (secret) output.write(text)
        else askOn(lines, output, text)
        let answer: string | null = null
        const withdraw = (): void => lines.close()
        signal.addEventListener('abort', withdraw, { once: true })
        lines.once('SIGINT', () => {
          lines.close()
          interrupt()
        })
        lines.once('line', line => {
          answer = line
          lines.close()
        })
        lines.once('close', () => {
          signal.removeEventListener('abort', withdraw)
          if (secret || answer === null) output.write('\n')
          resolve(answer)
        })
        if (signal.aborted) withdraw()
      })
  }
}

/** The last line is readline's prompt, which it draws again when the answer is edited. */
function askOn(lines: Interface, output: NodeJS.WritableStream, text: string): void {
  const last = text.lastIndexOf('\n') + 1
  if (last > 0) output.write(text.slice(0, last))
  lines.setPrompt(text.slice(last))
  lines.prompt()
}
