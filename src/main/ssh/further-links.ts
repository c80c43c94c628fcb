/** Connections to the same host besides the shared one, for bulk data. They end with the shared one. */
import { Failure } from '@domain/failure'
import { SshConnection } from './connection'
import { type DialOptions, type DialSettings, dial } from './dial'
import { isRefusal, type LinkEntry } from './link-entry'
import type { Connection } from './types'

/** Most connections to one host besides the shared one. */
const mostFurther = 2
/** A further connection is never waited for longer. Milliseconds. */
const furtherMs = 15_000

/** Beside these the server refused another login: it is not asked again, which might lock the account. */
const refused = new WeakMap<SshConnection, Failure>()

/** Ends them all. */
export function closeFurther(entry: LinkEntry): void {
  const all = [...entry.further.values()]
  entry.further.clear()
  for (const connection of all) connection?.close()
}

/** `previous`: the jump host that the way leads through, if any. Errors as of `Connections.further`. */
export async function openFurther(
  settings: DialSettings,
  entry: LinkEntry,
  previous: LinkEntry | undefined,
  signal: AbortSignal | undefined
): Promise<Connection> {
  const { target, connection: shared } = entry
  const name = `${target.user}@${target.host}`
  if (!shared?.connected || entry.neededPerson || entry.further.size >= mostFurther)
    throw new Failure('answer-needed', `A further connection to ${name} would need you, or there are enough.`)
  const refusal = refused.get(shared)
  if (refusal) throw refusal
  const mark = Symbol(entry.key)
  // Counted from now on, so that two who ask at once do not get more than there may be.
  entry.further.set(mark, undefined)
  try {
    const link = previous?.connection
    if (previous && !link?.connected) throw new Failure('unreachable', `The way to ${name} is gone.`)
    const limit = AbortSignal.any([AbortSignal.timeout(furtherMs), ...(signal ? [signal] : [])])
    const through = await link?.forwardOut(target.host, target.port, { signal: limit })
    const place = { site: target.site, hop: target.jumps.length + 1, hops: target.jumps.length + 1 }
    const ask: DialOptions['ask'] = async () => ({ kind: 'declined' })
    const dialled = await dial(settings, { endpoint: target, place, signal: limit, ask, through })
    const connection = new SshConnection({ ...dialled, target, place })
    connection.onLost(() => entry.further.delete(mark))
    if (!entry.further.has(mark) || !shared.connected) connection.close()
    else entry.further.set(mark, connection)
    await connection.ping({ signal: limit }).catch(() => undefined)
    return connection
  } catch (error) {
    entry.further.delete(mark)
    const failure = Failure.from(error)
    if (isRefusal(failure)) refused.set(shared, failure)
    throw error
  }
}
