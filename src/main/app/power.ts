/** Sleep and waking of the computer, in the order in which things rest and come back. */
import type { Transfer } from '@contract/transfers'
import { sleptBetween } from '@domain/links/slept'
import type { Clock, Log } from '../platform'

/** What a door tells; see contract/app. */
export type PowerEvent = 'sleep' | 'wake' | 'offline' | 'online'

/** The parts of other services that rest; engine.ts hands them in. */
export interface PowerDependencies {
  clock: Clock
  log: Log
  links: {
    sleep(): void
    /** Resolves when links, tunnels and terminals are back as far as they can be without a person. */
    wake(): Promise<void>
    networkBack(): void
  }
  transfers: {
    list(): readonly Pick<Transfer, 'id' | 'state'>[]
    pause(id: string): Promise<void>
    resume(id: string, automatic: boolean): void
  }
  jobs: { sleep(): void; wake(): void; offline(): void; online(): void }
  collection: { wake(): void }
}

export interface Power {
  event(event: PowerEvent): Promise<void>
  close(): void
}

/** How often it is looked whether the program slept. Milliseconds. */
const tickMs = 2000

export function createPower({ clock, log, links, transfers, jobs, collection }: PowerDependencies): Power {
  /** Ids of the transfers that were paused for the sleep; null while awake. */
  let paused: Set<string> | null = null
  /** A door said so, and none has said otherwise. */
  let offline = false
  let order: Promise<void> = Promise.resolve()
  let lastTick = clock.now().getTime()

  async function sleep(): Promise<void> {
    const before = paused ?? new Set()
    paused = before
    jobs.sleep()
    const moving = transfers.list().filter(({ state }) => state === 'running' || state === 'waiting')
    for (const { id } of moving) before.add(id)
    // What is on the way is confirmed and kept before the link rests.
    await Promise.all(
      moving.map(({ id }) =>
        transfers.pause(id).catch(thrown => log.warn(`Not paused before sleep: ${String(thrown)}`))
      )
    )
    links.sleep()
  }

  async function wake(): Promise<void> {
    const ids = paused ?? []
    paused = null
    await links.wake().catch(thrown => log.error('Links did not come back after a sleep.', thrown))
    const stillPaused = new Set(transfers.list().flatMap(({ id, state }) => (state === 'paused' ? [id] : [])))
    for (const id of ids) if (stillPaused.has(id)) transfers.resume(id, true)
    jobs.wake()
    collection.wake()
  }

  /** One after the other, however fast they come. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    order = order.then(work).catch(thrown => log.error('Sleep or waking went wrong.', thrown))
    return order
  }

  const timer = setInterval(() => {
    const now = clock.now().getTime()
    const slept = sleptBetween(now - lastTick, tickMs)
    lastTick = now
    if (!slept || paused) return
    log.info('The program was stopped for a while; its links are looked after.')
    void inTurn(wake)
  }, tickMs)
  timer.unref()

  return {
    event(event) {
      if (event === 'sleep') return inTurn(sleep)
      if (event === 'wake') return inTurn(wake)
      // Every window tells of the same network, and each again when it is loaded: only a change counts.
      if (offline === (event === 'offline')) return Promise.resolve()
      offline = event === 'offline'
      if (offline) jobs.offline()
      else {
        links.networkBack()
        jobs.online()
        collection.wake()
      }
      return Promise.resolve()
    },
    close: () => clearInterval(timer)
  }
}
