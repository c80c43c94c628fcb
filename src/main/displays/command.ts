/** A display that a line of the facility makes: it prints where the page is. */
import { createHash } from 'node:crypto'
import type { Display, DisplayWish } from '@contract/display'
import { type CommandAnswer, parseCommandAnswer } from '@domain/displays/command-answer'
import { Failure } from '@domain/failure'
import type { Clock, Platform } from '../platform'
import type { DisplayAdapter, DisplayPlace, Opened, OpenRequest, Step } from './adapter'
import { step } from './retry'
import { openAddress } from './web-page'

export interface CommandDependencies {
  readonly platform: Pick<Platform, 'openPage'> & { readonly clock: Clock }
  /** Seconds between the tries of what is not ready; unset: as in retry. */
  readonly waits?: readonly number[] | undefined
}

/** A line that was run from here; it is run again at each click, for a fresh address. */
interface Known {
  readonly line: string
  readonly display: Display
}

/** The line may start a desktop or wait for a job. Milliseconds. */
const lineMs = 120_000

async function runLine(place: DisplayPlace, line: string, signal: AbortSignal | undefined): Promise<CommandAnswer> {
  const connection = await place.connection(signal)
  const result = await connection.run(line, { signal, timeoutMs: lineMs, maxBytes: 1024 * 1024 })
  const answer = result.code === 0 ? parseCommandAnswer(result.stdout.toString('utf8')) : undefined
  if (answer) return answer
  // Its standard output may hold the address, and with it a secret.
  const said = result.stderr.toString('utf8').trim().slice(0, 4000)
  const how = result.code === 0 ? 'printed no address' : `ended with status ${result.code ?? 'unknown'}`
  throw new Failure('remote-error', `The display command on ${place.host} ${how}.`, {
    hint: 'It must print an address (https://...) or JSON with url, or with host and port; see the guide.',
    ...(said && { detail: said })
  })
}

const asDisplay = (place: DisplayPlace, id: string, name: string, created: string | null): Display => ({
  ...{ kind: 'command', site: place.site, host: place.host, id, name, owner: '' },
  ...{ type: null, state: 'ready', message: '', clients: null, created, idleSince: null },
  ...{ size: null, listens: null, job: null, resource: null },
  cannot: {
    close: 'The facility gives a line that makes it, and none that ends it.',
    share: 'Only its facility can share it.',
    people: 'It does not tell who is connected.',
    thumbnail: 'It gives no picture.'
  }
})

export function createCommandAdapter({ platform, waits }: CommandDependencies): DisplayAdapter {
  const known = new Map<string, Known>()
  const keyOf = ({ site, host }: DisplayPlace, id: string): string => JSON.stringify([site, host, id])

  async function* create(
    wish: DisplayWish,
    place: DisplayPlace,
    signal: AbortSignal | undefined
  ): AsyncGenerator<Step, Display, undefined> {
    const line = wish.command ?? place.facility?.command
    if (line === undefined)
      throw new Failure('usage', 'A display of kind command needs its command.', {
        hint: 'Give the line of the facility.'
      })
    if (
      wish.job ||
      wish.gl !== undefined ||
      wish.size ||
      wish.type === 'console' ||
      (wish.by !== undefined && wish.by !== 'command')
    )
      throw new Failure('usage', 'A display of kind command takes only a command and a name.')
    yield step('Running the command of the facility')
    const answer = await runLine(place, line, signal)
    const id = answer.id ?? createHash('sha256').update(line).digest('hex').slice(0, 12)
    const display = asDisplay(place, id, wish.name || (answer.name ?? ''), platform.clock.now().toISOString())
    known.set(keyOf(place, id), { line, display })
    return display
  }

  async function* open(request: OpenRequest, signal: AbortSignal | undefined): AsyncGenerator<Step, Opened, undefined> {
    const { place, id, way } = request
    if (way !== undefined && way !== 'web')
      throw new Failure('usage', `A display of kind command is opened in its page (web), not ${way}.`)
    const line = known.get(keyOf(place, id))?.line ?? place.facility?.command
    if (line === undefined)
      throw new Failure('not-found', `There is no display ${id} of a command on ${place.host}.`, {
        hint: 'Create it again; its command is not remembered when Farscope ends.'
      })
    yield step('Running the command of the facility')
    let latest: URL | undefined = new URL((await runLine(place, line, signal)).url)
    const url = latest
    const fresh = async (caller: AbortSignal): Promise<URL> => {
      // What was just printed is fresh for the first click; there is no second one.
      const now = latest ?? new URL((await runLine(place, line, caller)).url)
      latest = undefined
      return now
    }
    return yield* openAddress(
      request,
      'command',
      platform,
      { url, fresh },
      { title: `${id} (${place.host})`, waits },
      signal
    )
  }

  return {
    kind: 'command',
    list: async place => {
      if (place.facility?.command !== undefined)
        return [asDisplay(place, place.facility.session ?? 'command', '', null)]
      const here = [...known.values()].filter(
        ({ display }) => display.site === place.site && display.host === place.host
      )
      return here.length === 0 ? null : here.map(({ display }) => display)
    },
    create,
    open,
    close: async (place, id) => {
      if (known.delete(keyOf(place, id))) return
      throw new Failure('unsupported', `The display ${id} on ${place.host} cannot be ended from here.`)
    },
    check: ({ place }) => ({
      session: async () =>
        place.facility?.command === undefined
          ? { state: 'skipped', text: 'No command of a facility is set for this host.', hint: '' }
          : { state: 'pass', text: 'The facility gives a command.', hint: '' },
      client: async () => ({ state: 'pass', text: 'Its page needs no client.', hint: '' })
    })
  }
}
