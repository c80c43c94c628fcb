/** The limit of all transfers together, by the settings and the time of day. */
import type { Settings } from '@contract/app'
import { limitAt } from '@domain/transfers/limit-schedule'
import type { Clock } from '../platform'
import { createLimiter, type Limiter } from './limiter'

/** What of the settings service is needed here. */
export interface LimitSettings {
  read(): Pick<Settings, 'transferLimit' | 'transferSchedule' | 'transfersAtOnce'>
  watch(signal: AbortSignal | undefined): AsyncGenerator<unknown, void, void>
}

/** A window of the schedule may begin or end at any minute. Milliseconds. */
const lookEveryMs = 1000

export interface GlobalLimit {
  readonly limiter: Limiter
  /** Keeps the limit up to date, and calls `changed` when the settings changed, until the returned function is called. */
  follow(changed: () => void): () => void
}

export function createGlobalLimit(settings: LimitSettings, clock: Clock): GlobalLimit {
  const present = (): number | null => limitAt(clock.now(), settings.read())
  const limiter = createLimiter(present())
  return {
    limiter,
    follow(changed) {
      const end = new AbortController()
      const timer = setInterval(() => limiter.setLimit(present()), lookEveryMs)
      timer.unref()
      const watch = async (): Promise<void> => {
        for await (const _ of settings.watch(end.signal)) {
          limiter.setLimit(present())
          changed()
        }
      }
      void watch()
      return () => {
        clearInterval(timer)
        end.abort()
      }
    }
  }
}
