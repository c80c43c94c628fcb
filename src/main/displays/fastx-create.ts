/** Starting a session of FastX by its script, and seeing whether it lives where the facility lists them. */
import type { Display, DisplayWish } from '@contract/display'
import type { FastxLines, SiteView } from '@contract/sites'
import { parseFastxStart } from '@domain/displays/fastx-session'
import { Failure } from '@domain/failure'
import type { Platform } from '../platform'
import type { Connection } from '../ssh/types'
import type { DisplayPlace, Step } from './adapter'
import { rememberFastx, startFastx } from './fastx-scripts'
import { fastxDisplay, readFastx } from './fastx-sessions'
import { step } from './retry'
import { usualWatchMs, watchBirth } from './watch-birth'

export interface FastxDependencies {
  readonly platform: Pick<Platform, 'clock' | 'environment' | 'homeFolder' | 'start' | 'openPage'>
  /** What FastX has no command for is a setting of the site. */
  readonly sites: { show(name: string): Promise<SiteView> }
  /** Seconds between the tries of what is not ready; unset: as in retry. */
  readonly waits?: readonly number[] | undefined
  /** How long a new session is watched; unset: 5 seconds. Milliseconds. */
  readonly watchMs?: number | undefined
}

/** The lines that the site has for FastX. */
export const linesOf = async ({ sites }: FastxDependencies, { site }: DisplayPlace): Promise<FastxLines | undefined> =>
  (await sites.show(site)).displays?.fastx

function refuseWhatDoesNotFit(wish: DisplayWish): void {
  const wrong =
    wish.type === 'console'
      ? 'a console'
      : wish.gl !== undefined
        ? 'GL'
        : wish.job
          ? 'a job'
          : wish.by !== undefined && wish.by !== 'command'
            ? wish.by
            : null
  if (wrong)
    throw new Failure('usage', `FastX does not take ${wrong}.`, {
      hint: 'Its start script takes a command, a size and a name.'
    })
}

/** `capacity` where every licence is in use, `remote-error` with its words where it starts none. */
export async function* createFastxSession(
  wish: DisplayWish,
  place: DisplayPlace,
  deps: FastxDependencies,
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
  const made = { id, name: name || wish.name, port: port ?? null, size: wish.size ?? null }
  const known = { ...made, created: deps.platform.clock.now().toISOString() }
  const ends = yield* watchSession(id, connection, await linesOf(deps, place), deps, signal)
  return fastxDisplay(known, place, connection.target.user, ends)
}

/** Where the facility has a line that lists sessions, a new one is in its list and stays. Gives whether one ends them. */
async function* watchSession(
  id: string,
  connection: Connection,
  lines: FastxLines | undefined,
  { watchMs = usualWatchMs }: FastxDependencies,
  signal: AbortSignal | undefined
): AsyncGenerator<Step, boolean, undefined> {
  const read = () => readFastx(connection, lines, signal)
  const first = await read().catch((thrown: unknown) => Failure.from(thrown))
  signal?.throwIfAborted()
  if (first instanceof Failure) {
    yield step(`Whether the session ${id} stays cannot be told: ${first.message}`)
    return false
  }
  if (!first?.listed) return first?.ends ?? false
  yield* watchBirth(
    {
      ...{ id, watchMs },
      look: async () => (await read())?.sessions.find(one => one.id === id),
      died: async () => diedFailure(id, connection)
    },
    signal
  )
  return first.ends
}

const diedFailure = (id: string, { target }: Connection): Failure =>
  new Failure('remote-error', `FastX on ${target.host} made the session ${id}, but it ended at once.`, {
    hint: 'Often its command is not there, or the desktop of the account does not start: try xterm as its command.'
  })

/** `command-missing`. */
export const noFastx = (connection: Connection): Failure =>
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
