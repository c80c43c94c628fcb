import { Failure } from '@domain/failure'
import type { Connection } from '../ssh/types'
import type {
  CheckRequest,
  DisplayAdapter,
  DisplayPlace,
  KindChecks,
  Opened,
  OpenRequest,
  Step,
  StepResult
} from './adapter'
import { fastxClientPlaces, findClient } from './client-programs'
import { createFastxSession, type FastxDependencies, linesOf, noFastx } from './fastx-create'
import { endFastx, fastxDisplay, readFastx, usualFastxPort } from './fastx-sessions'
import { openForward, type Reach } from './forward'
import { keepOpened } from './keep-opened'
import { checkIdentity } from './pinned-tls'
import { step } from './retry'
import { ofHost } from './server-identity'
import { fingerprintAt, knock, openAddress } from './web-page'

async function* open(
  request: OpenRequest,
  deps: FastxDependencies,
  signal: AbortSignal | undefined
): AsyncGenerator<Step, Opened, undefined> {
  const { platform, waits } = deps
  const { place, id, way, right } = request
  if (right === 'view') throw viewRefusal(id, place)
  if (way === 'inside' || way === 'external')
    throw new Failure('usage', 'A FastX session is opened in its page (web) or with its own client (native).')
  const connection = await place.connection(signal)
  if (way === 'native') return yield* openClient(request, platform, connection)
  const port = await portOf(deps, place, id, signal)
  const url = new URL(place.facility?.url ?? `https://127.0.0.1:${port.number}/`)
  const address = { url, fresh: async () => url }
  return yield* openAddress(request, 'fastx', platform, address, { title: `FastX (${place.host})`, waits }, signal)
}

const viewRefusal = (id: string, { host }: DisplayPlace): Failure =>
  new Failure('not-allowed', `You may look only, and FastX on ${host} would let you drive the session ${id}.`, {
    hint: 'Nothing that FastX documents keeps somebody to looking on. Its operator can hand over to you.'
  })

/** Of SSH (IANA). */
const usualSshPort = 22

/** The port that the link itself goes to; where a router in front has another one, it is the usual one on the host. */
async function toSshServer(connection: Connection, signal: AbortSignal): ReturnType<Connection['forwardOut']> {
  const { port } = connection.target
  try {
    return await connection.forwardOut('127.0.0.1', port, { signal })
  } catch (thrown) {
    if (port === usualSshPort || signal.aborted) throw thrown
    return connection.forwardOut('127.0.0.1', usualSshPort, { signal })
  }
}

/** It takes no session as an argument, so the person picks it there; over SSH, as facilities tell their users. */
async function* openClient(
  request: OpenRequest,
  platform: FastxDependencies['platform'],
  connection: Connection
): AsyncGenerator<Step, Opened, undefined> {
  const client = findClient(fastxClientPlaces(platform))
  if (!client || !platform.start)
    throw new Failure('not-found', 'The FastX client is not installed on this computer.', {
      hint: 'Open the session in its page (web) instead.'
    })
  const forward = await openForward(async signal => toSshServer(await request.place.connection(signal), signal))
  const { port } = forward
  try {
    yield step(`In the FastX client connect by SSH as ${connection.target.user} to host 127.0.0.1 and port ${port}`)
    const started = request.print ? undefined : await platform.start(client, [])
    return keepOpened(
      {
        ...{ kind: 'fastx', way: 'native', host: '127.0.0.1', port, sessionId: request.id, right: request.right },
        ...{ url: null, channel: null, file: null }
      },
      forward,
      started
    )
  } catch (error) {
    await forward.close()
    throw new Failure('not-found', `The FastX client for ${connection.target.host} did not start.`, { cause: error })
  }
}

interface Port {
  readonly number: number
  /** By the facility or by a session; else it is the usual one. */
  readonly told: boolean
}

/** Of the page of this session, or of any where none is meant. */
async function portOf(
  deps: FastxDependencies,
  place: DisplayPlace,
  id: string | undefined,
  signal: AbortSignal | undefined
): Promise<Port> {
  const lines = await linesOf(deps, place)
  const said = place.facility?.port ?? lines?.port
  if (said !== undefined) return { number: said, told: true }
  const host = await readFastx(await place.connection(signal), lines, signal)
  const sessions = host?.sessions.filter(one => id === undefined || one.id === id) ?? []
  const newest = [...sessions].sort((a, b) => ((a.created ?? '') < (b.created ?? '') ? 1 : -1))
  const seen = newest.flatMap(({ port }) => port ?? [])[0]
  // One that is only remembered may have ended long ago.
  return { number: seen ?? usualFastxPort, told: seen !== undefined && host?.listed === true }
}

function check({ place, id }: CheckRequest, deps: FastxDependencies): KindChecks {
  const { platform } = deps
  let known: Promise<Port> | undefined
  const port = (signal: AbortSignal): Promise<Port> => {
    known ??= portOf(deps, place, id, signal)
    return known
  }
  const reachOf = (number: number): Reach => {
    return async caller => (await place.connection(caller)).forwardOut('127.0.0.1', number, { signal: caller })
  }
  return {
    server: async signal => {
      const connection = await place.connection(signal)
      const host = await readFastx(connection, await linesOf(deps, place), signal)
      if (!host) throw noFastx(connection)
      const { length } = host.sessions
      return pass(`Its start script is there; ${length} ${host.listed ? 'of this account' : 'made from here'}.`)
    },
    tls: async signal => {
      const { number, told } = await port(signal)
      const answer = await knock(reachOf(number), signal)
      if ('notYet' in answer && told) throw answer.notYet
      if ('notYet' in answer) return nothingThere(number)
      await checkIdentity(reachOf(number), ofHost(place.host, undefined)).catch((thrown: unknown) => {
        // A certificate that is not trusted is the next step's matter: TLS itself worked.
        if (Failure.from(thrown).code !== 'mismatch') throw thrown
      })
      return pass(`Port ${number} is reached through the SSH link and speaks TLS.`)
    },
    certificate: async signal => {
      const { number } = await port(signal)
      const connection = await place.connection(signal)
      if ('notYet' in (await knock(reachOf(number), signal)))
        return { state: 'skipped', text: `Nothing answers at port ${number}.`, hint: '' }
      const fingerprint = await fingerprintAt(connection, number, signal)
      await checkIdentity(reachOf(number), ofHost(connection.target.host, fingerprint))
      return pass(
        fingerprint === undefined
          ? 'It is trusted by this computer.'
          : `It is the one that the host itself names (SHA-256 ${fingerprint.slice(0, 16)}…).`
      )
    },
    udp: async () => ({
      ...{ state: 'skipped', hint: '' },
      text: 'UDP is not tried: its page is opened through the SSH link, which carries TCP only.'
    }),
    client: async () => {
      const client = findClient(fastxClientPlaces(platform))
      return pass(client ? `${client}; its page works without.` : 'Its page needs no client.')
    }
  }
}

const pass = (text: string): StepResult => ({ state: 'pass', text, hint: '' })

const nothingThere = (port: number): StepResult => ({
  state: 'warn',
  text: `Nothing answers at port ${port}, and no session that is there names another.`,
  hint: 'Its port is a setting of the site, under Displays; a session that is made may name it, too.'
})

export function createFastxAdapter(deps: FastxDependencies): DisplayAdapter {
  return {
    kind: 'fastx',
    list: async (place, signal) => {
      const connection = await place.connection(signal)
      const host = await readFastx(connection, await linesOf(deps, place), signal)
      const { user } = connection.target
      return host?.sessions.map(one => fastxDisplay(one, place, user, host.ends)) ?? null
    },
    create: (wish, place, signal) => createFastxSession(wish, place, deps, signal),
    open: (request, signal) => open(request, deps, signal),
    close: async (place, id, signal) => close(place, id, deps, signal),
    check: request => check(request, deps)
  }
}

async function close(
  place: DisplayPlace,
  id: string,
  deps: FastxDependencies,
  signal: AbortSignal | undefined
): Promise<void> {
  const lines = await linesOf(deps, place)
  const connection = await place.connection(signal)
  const host = await readFastx(connection, lines, signal)
  if (!host) throw noFastx(connection)
  if (host.listed && !host.sessions.some(one => one.id === id))
    throw new Failure('not-found', `There is no FastX session ${id} on ${place.host}.`, {
      hint: 'It has ended already.'
    })
  await endFastx(connection, place, id, lines, signal)
}
