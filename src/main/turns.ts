import { orAborted } from './ssh/errors'

/** Work that is done one after the other. */
export interface Turns {
  /** Waits for its turn, no longer than the signal wants. */
  run<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T>
  /** Resolves when all that was asked for so far is done. Never rejects. */
  idle(): Promise<void>
}

export function createTurns(): Turns {
  let last = Promise.resolve()
  return {
    async run(signal, work) {
      const before = last
      let end = (): void => undefined
      last = new Promise(resolve => {
        end = resolve
      })
      try {
        await orAborted(signal, before)
      } catch (thrown) {
        before.then(end)
        throw thrown
      }
      try {
        return await work()
      } finally {
        end()
      }
    },
    idle: () => last
  }
}
