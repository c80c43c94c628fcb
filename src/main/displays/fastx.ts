/** FastX: sessions are started by its script, and opened in its own page or its own client. */
import type { Display, DisplayWish } from '@contract/display'
import { parseFastxStart } from '@domain/displays/fastx-session'
import { Failure } from '@domain/failure'
import type { Platform } from '../platform'
import type { Connection } from '../ssh/types'
import type { DisplayAdapter, DisplayPlace, KindChecks, Opened, OpenRequest, Step } from './adapter'
import { fastxClientPlaces, findClient } from './client-programs'
import { listFastx, rememberFastx, startFastx } from './fastx-scripts'
import { openForward } from './forward'
import { keepOpened } from './keep-opened'
import { step } from './retry'
import { knock, openAddress } from './web-page'

export interface FastxDependencies {
  readonly platform: Pick<Platform, 'environment' | 'homeFolder' | 'start' | 'openPage'>
  /** Seconds between the tries of what is not ready; unset: as in retry. */
  readonly waits?: readonly number[] | undefined
}

/** Of its web server, unless the facility says otherwise (StarNet, "Administrator settings"). */
const usualPort = 3300

const inItsPage = 'FastX documents no command for it: do it in its own page.'
const cannot: Display['cannot'] = {
  close: inItsPage,
  share: inItsPage,
  people: 'FastX documents no command that tells who is connected.',
  thumbnail: 'FastX documents no command that gives a picture.'
}

interface Remembered {
  readonly id: string
  readonly name: string
  readonly port: number | null
  readonly created: string
}

/** Null: no FastX there. */
async function remembered(connection: Connection, signal: AbortSignal | undefined): Promise<Remembered[] | null> {
  const result = await connection.run(listFastx, { signal, timeoutMs: 20_000 })
  if (result.code === 127) return null
  return result.stdout
    .toString('utf8')
    .split('\n')
    .flatMap(line => {
      const [, epoch, port, id, name] = /^session (\d+) (\d+) ([^\t]+)\t(.*)$/.exec(line) ?? []
      if (!epoch || !port || !id || name === undefined) return []
      const created = new Date(Number(epoch) * 1000).toISOString()
      return [{ id, name, port: Number(port) || null, created }]
    })
}

const asDisplay = (one: Remembered, place: DisplayPlace, owner: string): Display => ({
  ...{ kind: 'fastx', site: place.site, host: place.host, id: one.id, name: one.name, owner },
  ...{ type: 'virtual', state: 'ready', message: '', clients: null, created: one.created, idleSince: null },
  ...{ size: null, listens: { host: '127.0.0.1', port: one.port ?? usualPort }, job: null, resource: null, cannot }
})

function refuseWhatDoesNotFit(wish: DisplayWish): void {
  const wrong =
    wish.type === 'console'
      ? 'a console'
      : wish.gl !== undefined
        ? 'GL'
        : wish.job
          ? 'a job'
          : wish.by === 'pcluster'
            ? 'pcluster'
            : null
  if (wrong)
    throw new Failure('usage', `FastX does not take ${wrong}.`, {
      hint: 'Its start script takes a command, a size and a name.'
    })
}

async function* create(
  wish: DisplayWish,
  place: DisplayPlace,
  signal: AbortSignal | undefined
): AsyncGenerator<Step, Display, undefined> {
  refuseWhatDoesNotFit(wish)
  yield step('Running the start script of FastX')
  const connection = await place.connection(signal)
  const args = [wish.command ?? '', wish.size ?? '1920x1080', wish.name || 'Farscope']
  const result = await connection.run(startFastx, { args, signal, timeoutMs: 60_000, maxBytes: 1024 * 1024 })
  const [stdout, stderr] = [result.stdout.toString('utf8'), result.stderr.toString('utf8')]
  if (result.code === 127 && stderr.includes('farscope: no fastx')) throw noFastx(connection)
  const answer = parseFastxStart(stdout)
  if (!answer || 'error' in answer) throw startFailure(answer?.error ?? `${stderr}\n${stdout}`.trim(), place.host)
  const { id, name, port } = answer.session
  await connection.run(rememberFastx, { args: [id, name || wish.name, String(port ?? 0)], signal, timeoutMs: 20_000 })
  const created = new Date().toISOString()
  const session = { id, name: name || wish.name, port: port ?? null, created }
  return { ...asDisplay(session, place, connection.target.user), size: wish.size ?? null }
}

const noFastx = (connection: Connection): Failure =>
  new Failure('command-missing', `${connection.target.host} has no FastX: its start script is not there.`, {
    hint: 'Farscope looks in /usr/lib/fastx for versions 2 to 5; ask the facility where it is.'
  })

function startFailure(said: string, host: string): Failure {
  const licences = /licen[cs]e/i.test(said)
  const first = said.split('\n').find(line => line.trim() !== '') ?? 'it said nothing'
  return new Failure(
    licences ? 'capacity' : 'remote-error',
    `FastX on ${host} started no session: ${first.slice(0, 300)}`,
    {
      hint: licences
        ? 'Every licence of FastX is in use: end a session that nobody needs.'
        : 'Try it in its own page; ask the facility.',
      ...(said && { detail: said.slice(0, 4000) })
    }
  )
}

async function* open(
  request: OpenRequest,
  { platform, waits }: FastxDependencies,
  signal: AbortSignal | undefined
): AsyncGenerator<Step, Opened, undefined> {
  const { place, id, way } = request
  if (way === 'inside' || way === 'external')
    throw new Failure('usage', 'A FastX session is opened in its page (web) or with its own client (native).')
  const connection = await place.connection(signal)
  if (way === 'native') return openClient(request, platform, connection)
  const session = (await remembered(connection, signal))?.find(one => one.id === id)
  const url = new URL(place.facility?.url ?? `https://127.0.0.1:${place.facility?.port ?? session?.port ?? usualPort}/`)
  const address = { url, fresh: async () => url }
  return yield* openAddress(request, 'fastx', platform, address, { title: `FastX (${place.host})`, waits }, signal)
}

/** It takes no session as an argument, so the person picks it there; over SSH, as facilities tell their users. */
async function openClient(
  request: OpenRequest,
  platform: FastxDependencies['platform'],
  connection: Connection
): Promise<Opened> {
  const client = findClient(fastxClientPlaces(platform))
  if (!client || !platform.start)
    throw new Failure('not-found', 'The FastX client is not installed on this computer.', {
      hint: 'Open the session in its page (web) instead.'
    })
  const forward = await openForward(async signal =>
    (await request.place.connection(signal)).forwardOut('127.0.0.1', 22, { signal })
  )
  const { port } = forward
  try {
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

function check(place: DisplayPlace, { platform }: FastxDependencies): KindChecks {
  const port = place.facility?.port ?? usualPort
  return {
    server: async signal => {
      const connection = await place.connection(signal)
      const sessions = await remembered(connection, signal)
      if (!sessions) throw noFastx(connection)
      return { state: 'pass', text: `Its start script is there; ${sessions.length} made from here.`, hint: '' }
    },
    tls: async signal => {
      const answer = await knock(
        async caller => (await place.connection(caller)).forwardOut('127.0.0.1', port, { signal: caller }),
        signal
      )
      if ('notYet' in answer) throw answer.notYet
      return { state: 'pass', text: `Port ${port} is reached through the SSH link.`, hint: '' }
    },
    client: async () => {
      const client = findClient(fastxClientPlaces(platform))
      return {
        state: 'pass',
        text: client ? `${client}; its page works without.` : 'Its page needs no client.',
        hint: ''
      }
    }
  }
}

export function createFastxAdapter(deps: FastxDependencies): DisplayAdapter {
  return {
    kind: 'fastx',
    list: async (place, signal) => {
      const connection = await place.connection(signal)
      const sessions = await remembered(connection, signal)
      return sessions?.map(one => asDisplay(one, place, connection.target.user)) ?? null
    },
    create,
    open: (request, signal) => open(request, deps, signal),
    close: async (place, id) => {
      throw new Failure('unsupported', `The FastX session ${id} on ${place.host} cannot be ended from here.`, {
        hint: inItsPage
      })
    },
    check: ({ place }) => check(place, deps)
  }
}
