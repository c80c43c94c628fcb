/** A pause that others can end. */
import { pause } from '../../broadcast'

export interface WakeablePause {
  /** Resolves after so many milliseconds, when it is woken, or when the signal fires; a waking while nobody waits counts for the next. */
  wait(milliseconds: number): Promise<void>
  wake(): void
}

export function createWakeablePause(signal: AbortSignal): WakeablePause {
  let woken = false
  let end: (() => void) | undefined
  return {
    async wait(milliseconds) {
      if (woken) {
        woken = false
        return
      }
      const ender = new AbortController()
      end = () => ender.abort()
      await pause(milliseconds, AbortSignal.any([signal, ender.signal]))
      end = undefined
      woken = false
    },
    wake() {
      woken = true
      end?.()
    }
  }
}
