/** The sessions of DCV on a host, as displays. */
import type { Display } from '@contract/display'
import { type DcvSession, parseDcvSession, parseDcvSessions } from '@domain/displays/dcv-sessions'
import type { Connection } from '../ssh/types'
import { checkId, dcv, dcvFailure, runScript } from './dcv-commands'

/** Most sessions that are asked for one by one, where the list itself tells little. */
const mostDescribed = 20

/** Older servers have no `--json` for the list. */
const listScript = `dcv list-sessions --json </dev/null && exit 0
dcv list-sessions </dev/null`

/** Null: there is no DCV. `remote-error` and others where it does not answer. */
export async function readSessions(
  connection: Connection,
  signal: AbortSignal | undefined
): Promise<DcvSession[] | null> {
  const printed = await runScript(connection, listScript, [], { signal })
  if (!printed) return null
  const sessions = parseDcvSessions(printed)
  if (!sessions) throw dcvFailure('listing the sessions', printed)
  const bare = sessions.filter(session => !session.complete).slice(0, mostDescribed)
  const described = new Map<string, DcvSession>()
  for (const { id } of bare) {
    const more = await readSession(connection, id, signal)
    if (more) described.set(id, more)
  }
  return sessions.map(session => merged(session, described.get(session.id)))
}

/** Undefined: there is none of this id, or it is not ours to see. `command-missing`. */
export async function readSession(
  connection: Connection,
  id: string,
  signal: AbortSignal | undefined
): Promise<DcvSession | undefined> {
  checkId(id)
  for (const words of [
    ['describe-session', id, '--json'],
    ['describe-session', id]
  ]) {
    const printed = await dcv(connection, words, { signal })
    if (printed.code !== 0) continue
    const session = parseDcvSession(printed)
    if (session) return session
  }
  return undefined
}

/** What the list said, filled up with what the description says. */
function merged(listed: DcvSession, described: DcvSession | undefined): DcvSession {
  if (!described) return listed
  return {
    ...described,
    name: described.name || listed.name,
    owner: listed.owner || described.owner,
    type: described.type ?? listed.type
  }
}

export interface DisplayPlaceNames {
  readonly site: string
  readonly host: string
}

/** `port`: of the server, where it is known. */
export function asDisplay(session: DcvSession, { site, host }: DisplayPlaceNames, port: number | undefined): Display {
  const state = stateOf(session.status)
  return {
    kind: 'dcv',
    ...{ site, host },
    id: session.id,
    name: session.name,
    owner: session.owner,
    type: session.type,
    state,
    message: state === 'starting' ? `DCV says: ${session.status}` : '',
    clients: session.clients ?? null,
    created: session.created ?? null,
    idleSince: session.clients === 0 ? (session.lastLeft ?? session.created ?? null) : null,
    size: session.size ?? null,
    listens: port === undefined ? null : { host: '127.0.0.1', port },
    ...{ job: null, resource: null },
    cannot: {}
  }
}

/** `created` is the word of a session that runs; a server that does not tell lists only those. */
function stateOf(status: string): Display['state'] {
  if (/^(creating|starting|pending|preparing)/.test(status)) return 'starting'
  if (/^(closing|deleting|terminating)/.test(status)) return 'closing'
  return /^(closed|deleted|ended|terminated)/.test(status) ? 'ended' : 'ready'
}
