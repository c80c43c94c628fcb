/** `--answers-stdin`: one answer a line, in the order of the questions. Decisions are never taken from there. */
import { createInterface } from 'node:readline'
import type { Questioner } from './questioner'

export function createStdinQuestioner(input: NodeJS.ReadableStream): Questioner {
  let lines: AsyncIterator<string> | undefined
  let close = (): void => {}
  return {
    ask: async ({ decision }, signal) => {
      if (decision || signal.aborted) return null
      if (!lines) {
        const reader = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
        lines = reader[Symbol.asyncIterator]()
        close = () => reader.close()
        signal.addEventListener('abort', close, { once: true })
      }
      const next = await lines.next()
      return next.done ? null : next.value
    }
  }
}
