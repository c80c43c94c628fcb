/** Asks the person at the terminal. The question goes to standard error, so that standard output stays the result's. */
import { createInterface } from 'node:readline'
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
        output.write(text)
        // readline echoes to its output; for a secret that output swallows everything.
        const echo = secret ? new Writable({ write: (_chunk, _encoding, done) => done() }) : output
        const lines = createInterface({ input, output: echo, terminal: true, historySize: 0 })
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
