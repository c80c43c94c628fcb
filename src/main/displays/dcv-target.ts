/** Where a session of DCV is: on the host, in a job of SLURM on a node, or wherever a broker has put it. */
import type { DcvSession } from '@domain/displays/dcv-sessions'
import { Failure } from '@domain/failure'
import type { OpenRequest, Step } from './adapter'
import { isOurId } from './dcv-create'
import { type DcvJob, readDcvJobs } from './dcv-jobs'
import { readSession } from './dcv-read'
import { keepRight } from './dcv-right'
import { freshToken, readServer } from './dcv-server'
import type { Reach } from './forward'
import { readNodeFingerprint } from './node-certificate'
import { type Attempt, step, untilReady } from './retry'
import { ofHost, ofNode, type ServerIdentity } from './server-identity'

export interface DcvTarget {
  /** Name of the machine, for messages. */
  readonly where: string
  /** Of the session. */
  readonly name: string
  readonly port: number
  /** Path of the web client, `/` first. */
  readonly webPath: string
  /** Account at the server. */
  readonly user: string
  readonly identity: ServerIdentity
  /** The link ends on the very host of the server; else the way from there on has to be checked by its certificate. */
  readonly onHost: boolean
  readonly reach: Reach
  /** A fresh one; undefined: the client asks for the password. */
  token(signal: AbortSignal | undefined): Promise<string | undefined>
}

type Waits = readonly number[] | undefined

/** The job of this session, if it lives in one. */
export async function findDcvJob(
  { place, id }: Pick<OpenRequest, 'place' | 'id'>,
  signal: AbortSignal | undefined
): Promise<DcvJob | undefined> {
  return isOurId(id) ? (await readDcvJobs(place, signal)).find(one => one.id === id) : undefined
}

/** Waits until the job has it. No command of the server can be run there, so the client asks for the password. */
export async function* targetInJob(
  request: OpenRequest,
  waits: Waits,
  signal: AbortSignal | undefined
): AsyncGenerator<Step, DcvTarget, undefined> {
  const { place, id } = request
  if (request.right === 'view')
    throw new Failure('not-allowed', `You may look only, and the session ${id} in its job would let you drive.`, {
      hint: 'The server of a compute node cannot be told otherwise from here. Its operator can hand over to you.'
    })
  const once = async (): Promise<Attempt<{ job: string; place: NonNullable<DcvJob['place']> }>> => {
    const found = await findDcvJob(request, signal)
    if (found?.place) return { ready: { job: found.job, place: found.place } }
    if (found) return { notYet: new Failure('timeout', found.message, { hint: 'Open it when its job runs.' }) }
    throw new Failure('not-found', `The job of the DCV session ${id} has ended.`, { hint: 'Create another one.' })
  }
  const found = yield* untilReady(`Session ${id} in its job`, once, signal, waits)
  const { host, server } = found.place
  const { port } = server
  const login = await place.login(signal)
  if (!server.fingerprint) yield step(`Reading the certificate of the server on ${host}`)
  const fingerprint = server.fingerprint ?? (await readNodeFingerprint(login, { job: found.job, host, port }, signal))
  return {
    ...{ where: host, name: id, port, webPath: '/', user: login.target.user, onHost: false },
    identity: ofNode(host, fingerprint),
    reach: async caller => (await place.login(caller)).forwardOut(host, port, { signal: caller }),
    token: async () => undefined
  }
}

export async function* targetOnHost(
  request: OpenRequest,
  waits: Waits,
  signal: AbortSignal | undefined
): AsyncGenerator<Step, DcvTarget, undefined> {
  const { place, id } = request
  const text = `Session ${id} on ${place.host}`
  const session = yield* untilReady(text, () => findSession(request, signal), signal, waits)
  if (session === 'hidden')
    yield step(`The server shows ${id} only to its owner: it is opened as the facility names it`)
  if (session !== 'hidden') yield* keepRight(await place.connection(signal), session, request, signal)
  yield step('Reading the port and the certificate of the server')
  const { target } = await place.connection(signal)
  const { port, fingerprint } = await readServer(await place.connection(signal), place.facility?.port, signal)
  return {
    ...{
      where: place.host,
      name: (session !== 'hidden' && session.name) || id,
      port,
      webPath: '/',
      user: target.user,
      onHost: true
    },
    identity: ofHost(target.host, fingerprint),
    reach: async caller => (await place.connection(caller)).forwardOut('127.0.0.1', port, { signal: caller }),
    token: async caller => freshToken(await place.connection(caller), id, caller)
  }
}

/** Of another account, whose sessions `dcv` shows to nobody else (Administrator Guide, "Viewing NICE DCV sessions"). */
type Hidden = 'hidden'

async function findSession(
  { place, id }: OpenRequest,
  signal: AbortSignal | undefined
): Promise<Attempt<DcvSession | Hidden>> {
  const connection = await place.connection(signal)
  const session = await readSession(connection, id, signal)
  // An instrument's may be of root or of the operator; its server itself knows whom it lets in.
  if (!session && place.facility?.session === id) return { ready: 'hidden' }
  if (!session)
    throw new Failure('not-found', `There is no DCV session ${id} on ${place.host} that this account may see.`, {
      hint: 'It may have ended, or be of somebody else. Look at the list again, and create one if you need it.'
    })
  if (/^(creating|starting|pending|preparing)/.test(session.status))
    return { notYet: new Failure('timeout', `it is still ${session.status}`, { hint: 'Try again in a minute.' }) }
  return { ready: session }
}
