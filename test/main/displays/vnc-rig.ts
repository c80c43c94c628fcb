/** A VNC adapter on a real site, and what its tests say to a server. */
import { setTimeout as sleep } from 'node:timers/promises'
import { vi } from 'vitest'
import type { DisplayWish } from '../../../src/contract/display'
import type { ResourceDisplay } from '../../../src/contract/resources'
import type { DisplayPlace, Step } from '../../../src/main/displays/adapter'
import { createVncAdapter } from '../../../src/main/displays/vnc'
import { createVncChannels } from '../../../src/main/displays/vnc-channels'
import { memorySecrets } from '../../../src/main/keyring'
import { silentLog } from '../../../src/main/platform'
import type { PromptBroker } from '../../../src/main/prompts/prompt-broker'
import { type FacilityUser, facility } from '../../facility/facility'
import { createRig, targetAt } from '../ssh/rig'

/** All that has a default, as the router fills it in. */
export const wishOf = (more: Partial<DisplayWish> = {}): DisplayWish => ({
  ...{ kind: 'vnc', site: 'facility', name: '', type: 'virtual', by: 'command', ...more }
})

/** Who waits for a display. */
interface Waiting {
  readonly signal?: AbortSignal
  readonly onStep?: (step: Step) => void
}

/** `watchMs`: how long it is watched whether a new server stays; one look unless told. */
export async function createVncRig(user: FacilityUser = 'cryo', watchMs = 1) {
  const rig = await createRig()
  const connection = () => rig.connections.acquire({ ...targetAt(facility.ports.facility), user })
  const place: DisplayPlace = {
    ...{ site: 'facility', host: 'main', automatic: false, facility: undefined },
    ...{ connection, login: connection }
  }
  const channels = createVncChannels()
  const secrets = memorySecrets()
  const platform = { environment: {}, homeFolder: rig.folder, dataFolder: rig.folder, secrets, log: silentLog }
  const ask = vi.fn<PromptBroker['ask']>(async () => ({ kind: 'declined' }))
  const adapter = createVncAdapter({ platform, channels, ask, watchMs })
  const made: string[] = []
  return {
    ...{ adapter, channels, place, connection, ask, secrets },
    /** Made displays are closed with the rig. `place`: as one that is reached in another way. */
    async create(more: Partial<DisplayWish> = {}, how: { place?: DisplayPlace } & Waiting = {}) {
      const steps: Step[] = []
      const making = adapter.create(wishOf(more), how.place ?? place, how.signal)
      for (;;) {
        const { value, done } = await making.next()
        if (!done) {
          steps.push(value)
          how.onStep?.(value)
          continue
        }
        made.push(value.id)
        return { display: value, steps }
      }
    },
    async open(id: string, right: 'control' | 'view' = 'control', facility?: ResourceDisplay) {
      const at = { ...place, facility }
      const opening = adapter.open({ place: at, id, right, way: 'inside', print: false }, undefined)
      for (;;) {
        const { value, done } = await opening.next()
        if (done) return value
      }
    },
    async run(script: string, ...args: string[]): Promise<string> {
      return (await (await connection()).run(script, { args, timeoutMs: 90_000 })).stdout.toString()
    },
    async close() {
      for (const id of made) await adapter.close(place, id, undefined).catch(() => undefined)
      await adapter.dispose?.()
      await rig.close()
    }
  }
}
export type VncRig = Awaited<ReturnType<typeof createVncRig>>

/** Line of shell: waits until the process `$pid` is no more. */
export const untilGone = `while grep -q '^State:.[^ZX]' "/proc/$pid/status" 2>/dev/null; do sleep 0.1; done`

/** Asks again until it is so; fails after a minute, for a busy machine is slow and a wait ends as soon as it is over. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
  ms = 60_000
): Promise<T> {
  const end = performance.now() + ms
  for (;;) {
    const value = await look()
    if (value !== undefined) return value
    if (performance.now() > end) throw new Error(`waited too long: ${what}`)
    await sleep(50)
  }
}
