/** All links that are known: by what they lead to, and by which hosts of sites use them. */
import type { ConnectionView } from '@contract/sites'
import type { Clock } from '../platform'
import { automaticRefusal, type LinkEntry, linkKey, newEntry, previousHop, type UserOfLink } from './link-entry'
import { viewsOf } from './link-views'
import type { HostTarget, LinkState } from './types'

const userKey = ({ site, hostName }: UserOfLink): string => JSON.stringify([site, hostName])

export class LinkTable {
  private readonly entries = new Map<string, LinkEntry>()

  constructor(private readonly clock: Clock) {}

  /** In the order in which they were first wanted: jump hosts after what is behind them. */
  get all(): LinkEntry[] {
    return [...this.entries.values()]
  }

  byKey(key: string): LinkEntry | undefined {
    return this.entries.get(key)
  }

  /** Made when there is none. */
  entry(target: HostTarget): LinkEntry {
    const key = linkKey(target)
    const known = this.entries.get(key)
    if (known) return known
    const entry = newEntry(target, this.clock.now())
    this.entries.set(key, entry)
    return entry
  }

  /** Notes who uses the link. What that host used before its configuration changed is forgotten unless it stands. */
  use(entry: LinkEntry, target: HostTarget): void {
    const key = userKey(target)
    for (const other of this.entries.values())
      if (other !== entry && !other.connection?.connected && !other.attempt) other.users.delete(key)
    entry.users.set(key, { site: target.site, hostName: target.hostName })
  }

  usedBy(user: UserOfLink): LinkEntry[] {
    const key = userKey(user)
    return this.all.filter(({ users }) => users.has(key))
  }

  /** The host uses them no more; gives those that it used. */
  leave(user: UserOfLink): LinkEntry[] {
    const used = this.usedBy(user)
    for (const { users } of used) users.delete(userKey(user))
    return used
  }

  /** The link and those of its jump hosts, as far as they are known, from the host on. */
  way(target: HostTarget): LinkEntry[] {
    const previous = previousHop(target)
    const entry = this.entries.get(linkKey(target))
    return [...(entry ? [entry] : []), ...(previous ? this.way(previous) : [])]
  }

  /** Throws why work that nobody just asked for must not dial this link or one that leads to it. */
  refuseAutomatic(target: HostTarget): void {
    for (const entry of this.missing(target)) {
      const refusal = automaticRefusal(entry)
      if (refusal) throw refusal
    }
  }

  /** See `LinkState`. */
  find(user: UserOfLink): LinkState | undefined {
    const used = this.usedBy(user)
    const entry = used.find(({ connection }) => connection?.connected) ?? used.at(-1)
    if (!entry) return undefined
    const { state, error, connection, attempt } = entry
    const settled = attempt?.before.state ?? state
    return {
      ...{ state, error, connection: connection?.connected ? connection : undefined },
      wasLost: settled === 'lost' || settled === 'failed',
      needsPerson: this.needsPerson(entry),
      stopped: this.missing(entry.target).some(({ stopped }) => stopped)
    }
  }

  views(): ConnectionView[] {
    return this.all.flatMap(entry => viewsOf(entry, this.needsPerson(entry)))
  }

  /** Whether logging in again would ask somebody, or was refused, here or at a jump host that would have to be entered. */
  needsPerson(entry: LinkEntry): boolean {
    const hops = entry.connection?.connected ? this.way(entry.target) : this.missing(entry.target)
    return hops.some(({ neededPerson, refusal }) => neededPerson || refusal !== undefined)
  }

  /** From the host back to the first hop that stands. */
  private missing(target: HostTarget): LinkEntry[] {
    const way = this.way(target)
    const stands = way.findIndex(({ connection }) => connection?.connected)
    return stands < 0 ? way : way.slice(0, stands)
  }
}
