/** Looks at the machines of a region: one question for all runs there, and none while nothing runs. */
import { tagKeys } from '@domain/cloud/tags'
import { Failure } from '@domain/failure'
import type { CloudLink } from '../cloud-link'
import type { RunParts } from './run-parts'
import { type SeenMachine, seeMachines } from './seen-machine'
import { createWakeablePause } from './wakeable-pause'

/** Where a run is, and whose. */
export interface RunPlace {
  readonly profile: string | null
  readonly region: string
  readonly owner: string
}

export interface WatchFollower {
  /** The machines of that run after each look; none if there are none. */
  tell(machines: readonly SeenMachine[]): void
  /** EC2 could not be asked; it is asked again. */
  failed(failure: Failure): void
}

export interface MachineWatch {
  /** Until the returned function is called. */
  follow(place: RunPlace, run: string, follower: WatchFollower): () => void
  /** Looks at once. */
  soon(place: RunPlace): void
  close(): Promise<void>
}

interface Region {
  readonly followers: Set<WatchFollower & { readonly run: string }>
  readonly pause: ReturnType<typeof createWakeablePause>
  done: Promise<void>
}

export function createMachineWatch({
  withLink,
  timing,
  log
}: Pick<RunParts, 'withLink' | 'timing' | 'log'>): MachineWatch {
  const regions = new Map<string, Region>()
  const stop = new AbortController()
  const keyOf = ({ profile, region, owner }: RunPlace): string => JSON.stringify([profile, region, owner])

  const look = async ({ profile, region, owner }: RunPlace): Promise<ReadonlyMap<string, SeenMachine[]>> => {
    const filters = [{ Name: `tag:${tagKeys.owner}`, Values: [literal(owner)] }]
    const all = await withLink({ profile, region }, (link: CloudLink) => seeMachines(link, filters, stop.signal))
    const byRun = new Map<string, SeenMachine[]>()
    // EC2's filter may take more for it than it is.
    for (const machine of all)
      if (machine.owner === owner) byRun.set(machine.run, [...(byRun.get(machine.run) ?? []), machine])
    return byRun
  }

  /** What one run cannot write down keeps nobody from looking at the others, nor at it later. */
  const safely = (tell: () => void): void => {
    try {
      tell()
    } catch (thrown) {
      log.error('A run could not take down what its machine does', thrown)
    }
  }

  /** Until nobody follows any more. */
  async function watchRegion(place: RunPlace, key: string, region: Region): Promise<void> {
    let failures = 0
    while (region.followers.size > 0 && !stop.signal.aborted) {
      const followers = [...region.followers]
      try {
        const machines = await look(place)
        failures = 0
        for (const { run, tell } of followers) safely(() => tell(machines.get(run) ?? []))
      } catch (thrown) {
        if (stop.signal.aborted) break
        failures += 1
        const failure = Failure.from(thrown)
        if (failures === 1) log.warn(failure.message)
        for (const { failed } of followers) safely(() => failed(failure))
      }
      if (region.followers.size === 0) break
      await region.pause.wait(
        failures > 1 ? Math.min(timing.pollMs * 2 ** (failures - 1), timing.mostRetryMs) : timing.pollMs
      )
    }
    if (regions.get(key) === region) regions.delete(key)
  }

  return {
    follow(place, run, { tell, failed }) {
      const key = keyOf(place)
      const follower = { run, tell, failed }
      let region = regions.get(key)
      if (region) region.followers.add(follower)
      else {
        region = { followers: new Set([follower]), pause: createWakeablePause(stop.signal), done: Promise.resolve() }
        regions.set(key, region)
        region.done = watchRegion(place, key, region)
      }
      const { followers, pause } = region
      return () => {
        followers.delete(follower)
        if (followers.size === 0) pause.wake()
      }
    },
    soon: place => regions.get(keyOf(place))?.pause.wake(),
    async close() {
      stop.abort(new Failure('cancelled', 'The engine ends.'))
      await Promise.all([...regions.values()].map(({ done }) => done))
    }
  }
}

/** In EC2's filters `*` and `?` stand for any letters, `\` makes them plain. */
const literal = (text: string): string => text.replace(/[\\*?]/g, sign => `\\${sign}`)
