/** A display that a line of the facility makes: it prints where the page is. */
import { createHash } from 'node:crypto'
import type { Display, DisplayWish } from '@contract/display'
import type { DisplayCommand, SiteView } from '@contract/sites'
import { type CommandAnswer, parseCommandAnswer } from '@domain/displays/command-answer'
import { commandLine } from '@domain/displays/command-line'
import { Failure } from '@domain/failure'
import type { Clock, Platform } from '../platform'
import type { CheckRequest, DisplayAdapter, DisplayPlace, KindChecks, Opened, OpenRequest, Step } from './adapter'
import { checkCommand } from './command-check'
import { displayHost } from './places'
import { step } from './retry'
import { openAddress } from './web-page'

export interface CommandDependencies {
  /** Lines of a site are its settings. */
  readonly sites: { show(name: string): Promise<SiteView> }
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

function refuseWhatDoesNotFit(wish: DisplayWish): void {
  const wrong =
    wish.job ||
    wish.gl !== undefined ||
    wish.size ||
    wish.type === 'console' ||
    (wish.by !== undefined && wish.by !== 'command')
  if (wrong) throw new Failure('usage', 'A display of kind command takes only a command and a name.')
}

/** The line with the right in it. `not-allowed` for who may only look where the line has no place for a right. */
function lineFor(line: string, { place, id, right }: OpenRequest): string {
  const told = commandLine(line, right)
  if (told !== undefined) return told
  throw new Failure('not-allowed', `You may look only, and the display ${id} on ${place.host} would let you drive.`, {
    hint: "The facility's line can have {right} in it, which becomes view or control. Its operator can hand over to you."
  })
}

class CommandAdapter implements DisplayAdapter {
  readonly kind = 'command'
  private readonly known = new Map<string, Known>()

  constructor(private readonly deps: CommandDependencies) {}

  async list(place: DisplayPlace): Promise<Display[] | null> {
    if (place.facility?.command !== undefined) return [asDisplay(place, place.facility.session ?? 'command', '', null)]
    const ofSite = (await this.linesOf(place)).map(({ name }) => asDisplay(place, name, name, null))
    const typed = [...this.known.values()].flatMap(({ display }) =>
      display.site === place.site && display.host === place.host ? [display] : []
    )
    const all = [...ofSite, ...typed.filter(({ id }) => !ofSite.some(one => one.id === id))]
    return all.length === 0 ? null : all
  }

  async *create(
    wish: DisplayWish,
    place: DisplayPlace,
    signal: AbortSignal | undefined
  ): AsyncGenerator<Step, Display, undefined> {
    const line = wish.command ?? place.facility?.command
    if (line === undefined)
      throw new Failure('usage', 'A display of kind command needs its command.', {
        hint: 'Give the line of the facility.'
      })
    refuseWhatDoesNotFit(wish)
    yield step('Running the command of the facility')
    const answer = await runLine(place, commandLine(line, 'control') ?? line, signal)
    const id = answer.id ?? createHash('sha256').update(line).digest('hex').slice(0, 12)
    const created = this.deps.platform.clock.now().toISOString()
    const display = asDisplay(place, id, wish.name || (answer.name ?? ''), created)
    this.known.set(keyOf(place, id), { line, display })
    return display
  }

  async *open(request: OpenRequest, signal: AbortSignal | undefined): AsyncGenerator<Step, Opened, undefined> {
    const { place, id, way } = request
    const { platform, waits } = this.deps
    if (way !== undefined && way !== 'web')
      throw new Failure('usage', `A display of kind command is opened in its page (web), not ${way}.`)
    const known = await this.lineOf(place, id)
    if (known === undefined)
      throw new Failure('not-found', `There is no display ${id} of a command on ${place.host}.`, {
        hint: 'Create it again: a command that was typed is not remembered when Farscope ends. Lines in the settings of the site are.'
      })
    const line = lineFor(known, request)
    yield step('Running the command of the facility')
    let latest: URL | undefined = new URL((await runLine(place, line, signal)).url)
    const url = latest
    const fresh = async (caller: AbortSignal): Promise<URL> => {
      // What was just printed is fresh for the first click; there is no second one.
      const now = latest ?? new URL((await runLine(place, line, caller)).url)
      latest = undefined
      return now
    }
    const options = { title: `${id} (${place.host})`, waits }
    return yield* openAddress(request, 'command', platform, { url, fresh }, options, signal)
  }

  async close(place: DisplayPlace, id: string): Promise<void> {
    if (this.known.delete(keyOf(place, id))) return
    throw new Failure('unsupported', `The display ${id} on ${place.host} cannot be ended from here.`)
  }

  check({ place, id }: CheckRequest): KindChecks {
    return checkCommand(place, async signal => {
      const line = await this.lineOf(place, id ?? (await this.list(place))?.[0]?.id ?? '')
      return line === undefined
        ? undefined
        : new URL((await runLine(place, commandLine(line, 'view') ?? line, signal)).url)
    })
  }

  /** Lines of the site make displays on its display host. */
  private async linesOf({ site, host }: DisplayPlace): Promise<readonly DisplayCommand[]> {
    const view = await this.deps.sites.show(site)
    return displayHost(view) === host ? (view.displays?.commands ?? []) : []
  }

  /** An instrument's own line before all others. */
  private async lineOf(place: DisplayPlace, id: string): Promise<string | undefined> {
    const own = place.facility?.command ?? this.known.get(keyOf(place, id))?.line
    return own ?? (await this.linesOf(place)).find(({ name }) => name === id)?.command
  }
}

const keyOf = ({ site, host }: DisplayPlace, id: string): string => JSON.stringify([site, host, id])

export const createCommandAdapter = (deps: CommandDependencies): DisplayAdapter => new CommandAdapter(deps)
