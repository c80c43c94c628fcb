/** Notices that the network of this computer changed: another Wi-Fi, a VPN that came up, a cable. */
import { networkInterfaces } from 'node:os'
import type { Timers } from './timers'

/** How often it is looked. Milliseconds. */
const lookMs = 3000

/** Addresses of this computer, as one text. */
export function presentNetwork(): string {
  const all = Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses.map(({ address }) => `${name} ${address}`)
  )
  return all.sort().join('\n')
}

export interface NetworkWatch {
  /** Looks from now on, for as long as `wanted` says so. */
  start(): void
  stop(): void
}

/** `network`: something that differs when the network does. Nothing is looked at before `start`. */
export function createNetworkWatch(
  network: () => string,
  wanted: () => boolean,
  changed: () => void,
  timers: Timers
): NetworkWatch {
  let end: (() => void) | undefined
  let last = ''
  const stop = (): void => {
    end?.()
    end = undefined
  }
  const look = (): void => {
    if (!wanted()) stop()
    const now = network()
    const same = now === last
    last = now
    if (end && !same) changed()
  }
  return {
    start() {
      if (end) return
      last = network()
      end = timers.every(lookMs, look)
    },
    stop
  }
}
