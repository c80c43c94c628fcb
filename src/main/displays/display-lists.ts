/** What displays a site has: one question a host and kind; polled once a site for all who follow it. */
import { type Display, type DisplayKind, displayKinds } from '@contract/display'
import type { DisplayList } from '@contract/displays'
import type { SiteView } from '@contract/sites'
import { Failure } from '@domain/failure'
import { isInstruments, matchDisplay } from '@domain/sessions/instrument-display'
import { createBroadcast, pause } from '../broadcast'
import type { InstrumentDisplay, MayOpen } from '../may-open'
import type { Clock } from '../platform'
import type { SiteAccess } from '../site-access'
import type { DisplayAdapter } from './adapter'
import { displayHosts, placeOn } from './places'

export interface DisplayListsDependencies {
  readonly clock: Clock
  readonly access: SiteAccess
  readonly sites: { show(name: string): Promise<SiteView> }
  readonly mayOpen: MayOpen
  readonly adapters: readonly DisplayAdapter[]
  /** Milliseconds between two polls; unset: half a minute. */
  readonly pollMs?: number | undefined
}

export interface DisplayLists {
  /** Asks now; `automatic`: nobody just asked for it. `unknown-site`; what a host answers wrongly is in `problems`. */
  read(
    site: string,
    kinds: readonly DisplayKind[],
    signal: AbortSignal | undefined,
    automatic?: boolean
  ): Promise<DisplayList>
  /** The list at once, then after each poll that is made while somebody follows. */
  watch(
    site: string,
    kinds: readonly DisplayKind[],
    signal: AbortSignal | undefined
  ): AsyncGenerator<DisplayList, void, void>
  /** Something was done there: whoever follows gets it anew. */
  refresh(site: string): void
  close(): void
}

/** Longest wait for one host. Milliseconds. */
const hostMs = 60_000
const usualPollMs = 30_000

export function createDisplayLists(deps: DisplayListsDependencies): DisplayLists {
  const polls = new Map<string, Poll>()
  const closing = new AbortController()
  const read: DisplayLists['read'] = async (site, kinds, signal, automatic = false) => {
    const view = await deps.sites.show(site)
    // A calendar that cannot be read hides no display.
    const instruments = await deps.mayOpen.instruments(site).catch(() => [])
    const limit = AbortSignal.any([AbortSignal.timeout(hostMs), ...(signal ? [signal] : [])])
    const hosts = await Promise.all(
      displayHosts(view, instruments).map(host => readHost(deps, site, host, kinds, limit, automatic))
    )
    signal?.throwIfAborted()
    const displays = once(hosts.flatMap(one => one.displays)).map(display => withResource(display, instruments))
    return {
      site,
      displays,
      problems: hosts.flatMap(one => one.problems),
      kinds: displayKinds.filter(kind => hosts.some(one => one.kinds.includes(kind))),
      readAt: deps.clock.now().toISOString()
    }
  }
  const pollOf = (site: string): Poll => {
    const poll = polls.get(site) ?? createPoll(() => read(site, [], closing.signal, true), deps.pollMs ?? usualPollMs)
    polls.set(site, poll)
    return poll
  }
  return {
    read,
    watch: async function* (site, kinds, signal) {
      // An unknown site is an error of the call, not a problem of a host.
      await deps.sites.show(site)
      const until = AbortSignal.any([closing.signal, ...(signal ? [signal] : [])])
      for await (const list of pollOf(site).follow(until)) yield ofKinds(list, kinds)
    },
    refresh: site => polls.get(site)?.refresh(),
    close: () => closing.abort()
  }
}

interface Poll {
  follow(signal: AbortSignal): AsyncGenerator<DisplayList, void, void>
  refresh(): void
}

/** Runs while somebody follows, and not at all otherwise. */
function createPoll(read: () => Promise<DisplayList>, everyMs: number): Poll {
  let latest: DisplayList | undefined
  let error: Failure | undefined
  let wake = new AbortController()
  let running = false
  let followers = 0
  const changes = createBroadcast<void>(() => undefined)

  async function run(): Promise<void> {
    running = true
    while (followers > 0) {
      wake = new AbortController()
      try {
        latest = await read()
        error = undefined
      } catch (thrown) {
        error = Failure.from(thrown)
      }
      changes.publish()
      if (followers > 0) await pause(everyMs, wake.signal)
    }
    running = false
  }

  return {
    follow: async function* (signal) {
      followers++
      latest = followers === 1 ? undefined : latest
      if (!running) void run()
      try {
        for await (const _change of changes.follow(signal)) {
          if (latest) yield latest
          else if (error) throw error
        }
      } finally {
        followers--
        if (followers === 0) wake.abort()
      }
    },
    refresh: () => wake.abort()
  }
}

const ofKinds = (list: DisplayList, kinds: readonly DisplayKind[]): DisplayList =>
  kinds.length === 0
    ? list
    : {
        ...list,
        displays: list.displays.filter(({ kind }) => kinds.includes(kind)),
        problems: list.problems.filter(({ kind }) => kind === null || kinds.includes(kind)),
        kinds: list.kinds.filter(kind => kinds.includes(kind))
      }

/** One in a job is known to every host that shares the home folder, one of a broker to the host that it is on, too. */
function once(displays: readonly Display[]): Display[] {
  const seen = new Set<string>()
  return displays.filter(({ kind, id, job, host }) => {
    const key = JSON.stringify([kind, id, job, job === null ? host : ''])
    return !seen.has(key) && seen.add(key)
  })
}

type HostAnswer = Pick<DisplayList, 'displays' | 'problems' | 'kinds'>

async function readHost(
  deps: DisplayListsDependencies,
  site: string,
  host: string,
  kinds: readonly DisplayKind[],
  signal: AbortSignal,
  automatic: boolean
): Promise<HostAnswer> {
  const place = placeOn(deps.access, site, host, { automatic })
  const answer: HostAnswer = { displays: [], problems: [], kinds: [] }
  try {
    await place.connection(signal)
  } catch (thrown) {
    return { ...answer, problems: [{ kind: null, host, error: Failure.from(thrown).toData() }] }
  }
  const wanted = deps.adapters.filter(({ kind }) => kinds.length === 0 || kinds.includes(kind))
  await Promise.all(
    wanted.map(async adapter => {
      const tell = (failure: Failure): void => {
        answer.problems.push({ kind: adapter.kind, host, error: failure.toData() })
      }
      try {
        const displays = await adapter.list(place, signal, tell)
        if (displays === null) return
        answer.kinds.push(adapter.kind)
        answer.displays.push(...displays)
      } catch (thrown) {
        const failure = Failure.from(thrown)
        // Such as a host without a shell for scripts: what is not there is no problem.
        if (failure.code === 'command-missing') return
        answer.kinds.push(adapter.kind)
        tell(failure)
      }
    })
  )
  return answer
}

/** As a booking is asked for when it is opened. */
function withResource(display: Display, instruments: readonly InstrumentDisplay[]): Display {
  const seen = display.job === null ? 'listed' : 'job'
  const own = instruments.find(
    one => (one.host === null || one.host === display.host) && isInstruments(matchDisplay(one, display), seen) === 'yes'
  )
  return own ? { ...display, resource: own.resource } : display
}
