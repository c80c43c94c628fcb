/** What the pool keeps of one link: being made, standing, or remembered with its error. */
import type { ConnectionView } from '@contract/sites'
import { Failure } from '@domain/failure'
import type { SshConnection } from './connection'
import { nameOf } from './errors'
import type { Endpoint, HostTarget } from './types'

/** A host of a site, by our names. */
export type UserOfLink = Pick<HostTarget, 'site' | 'hostName'>

/** An attempt that is under way. */
export interface LinkAttempt {
  readonly done: Promise<SshConnection>
  /** Ends it when the last who wanted it is gone. */
  readonly abort: AbortController
  /** Begun for a poller: nobody is asked anything. */
  readonly automatic: boolean
  wanting: number
  /** What the link was before. */
  readonly before: Pick<LinkEntry, 'state' | 'error' | 'since'>
}

export interface LinkEntry {
  readonly key: string
  readonly target: HostTarget
  state: ConnectionView['state']
  since: Date
  /** Authentications made. */
  logins: number
  /** Why it is lost or failed now. */
  error: Failure | undefined
  /** The latest error, also when the link stands again. */
  lastError: { readonly at: Date; readonly failure: Failure } | undefined
  /** A login or host key was refused, or a person was missing: nothing dials by itself until a login went well. */
  refusal: Failure | undefined
  /** Somebody wants no more tries by themselves; until a person connects again. */
  stopped: boolean
  connection: SshConnection | undefined
  attempt: LinkAttempt | undefined
  /** The latest login needed a person. */
  neededPerson: boolean
  /** Connections to the same host for transfers alone; undefined while one is made. They end with the shared one. */
  readonly further: Map<symbol, SshConnection | undefined>
  /** One mark for each link, and attempt at one, that goes through this one. */
  readonly through: Set<symbol>
  /** Hosts of sites that use it. A jump host nobody asked for by itself has none and ends with the last link through it. */
  readonly users: Map<string, UserOfLink>
}

const endpointKey = (end: Endpoint): readonly unknown[] => [
  ...[end.user, end.host, end.port, end.proxyCommand ?? null, end.hostKeyAlias ?? null],
  ...[end.identitiesOnly, end.identityAgent ?? null, end.identityFiles, end.hostKeys ?? null]
]

/** What makes two targets the same link: the way there, and by which keys each hop is entered and trusted. */
export function linkKey(target: HostTarget): string {
  return JSON.stringify([...target.jumps, target].map(endpointKey))
}

/** The way to a target without its last step, as a target itself. */
export function previousHop(target: HostTarget): HostTarget | undefined {
  const last = target.jumps.at(-1)
  return last && { ...last, site: target.site, hostName: target.hostName, jumps: target.jumps.slice(0, -1) }
}

/** An entry without a link. */
export function newEntry(target: HostTarget, now: Date): LinkEntry {
  return {
    ...{ key: linkKey(target), target, state: 'closed', since: now, logins: 0, error: undefined, lastError: undefined },
    ...{ refusal: undefined, stopped: false },
    ...{ connection: undefined, attempt: undefined, neededPerson: false },
    ...{ further: new Map(), through: new Set(), users: new Map() }
  }
}

/** Errors that dialling again cannot mend: only a person can, or the server has said no and might lock the account. */
const final: ReadonlySet<string> = new Set([
  ...['auth-failed', 'answer-needed', 'host-key-unknown', 'host-key-changed', 'host-key-mismatch', 'not-allowed']
])

/** Whether only a person can mend what an attempt without one met. */
export const needsPerson = (failure: Failure): boolean =>
  failure.code === 'answer-needed' || failure.code === 'host-key-unknown'

/** Whether dialling again cannot mend it. */
export const isRefusal = ({ code }: Failure): boolean => final.has(code)

/** Notes why an attempt failed, and whether others may follow by themselves. */
export function noteFailure(entry: LinkEntry, failure: Failure, at: Date): void {
  if (failure.code === 'cancelled') return
  entry.lastError = { at, failure }
  if (isRefusal(failure)) entry.refusal = failure
}

/** Why work that nobody just asked for must not dial this link; undefined when it may. */
export function automaticRefusal(entry: LinkEntry): Failure | undefined {
  if (entry.connection?.connected || entry.attempt) return undefined
  if (entry.refusal) return entry.refusal
  if (!entry.neededPerson && !entry.stopped) return undefined
  const { target } = entry
  const name = nameOf(target, { site: target.site, hop: target.jumps.length + 1, hops: target.jumps.length + 1 })
  const why = entry.stopped ? 'it is not to be tried again by itself' : 'logging in again needs you'
  return new Failure('answer-needed', `The connection to ${name} is gone, and ${why}.`, {
    hint: `Click to reconnect, or run: farscope site check ${target.site}`,
    ...(entry.error && { detail: entry.error.message, cause: entry.error })
  })
}
