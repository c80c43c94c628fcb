/** `farscope display open`: a display by its id, or the one of the instrument of a booking. */
import type { DisplayKind, DisplayProgress, DisplayWay, Launch } from '@contract/display'
import { Failure } from '@domain/failure'
import { displayWayNames } from '../catalogue/display-commands'
import { chosenDisplay, oneOf } from '../chosen-display'
import { chosenSession } from '../chosen-session'
import type { CommandRun } from '../command'
import type { CommandContext } from '../context'
import { followDisplay } from '../follow-display'
import type { LaunchDocument } from '../schema-documents'
import { untilTold } from '../signals'
import { fields, safeText } from '../text'

export const openDisplay: CommandRun = async context => {
  const { args, out, signal } = context
  const ofBooking = isOfBooking(context)
  const way: DisplayWay | undefined = oneOf(displayWayNames, args.text('way'))
  if (way === 'inside')
    throw new Failure('usage', 'A command has no window in which it could draw a display.', {
      hint: 'Open Farscope, or use --way external.'
    })
  // A window or farscope serve keeps the tunnel; an engine of this command ends with it.
  const stays = (await context.door.find()) === null && !args.has('print')
  const options = { ...(way && { way }), print: args.has('print') }
  const progress = await (ofBooking ? openBooked(context, options) : openNamed(context, options))
  const { launch } = await followDisplay(context, progress)
  if (!launch) throw new Failure('internal', 'The launch was not told.')
  const document = documentOf(launch)
  await out.result(document, () => launchText(document))
  if (stays) await untilTold(signal)
  return 0
}

/** Whether the display is told by a booking; `usage` where it is told twice or not at all. */
function isOfBooking({ args }: CommandContext): boolean {
  const ways = [
    args.positionals.length > 0 && 'SITE',
    ...['booking', 'session'].map(name => args.has(name) && `--${name}`)
  ]
  const [first, second] = ways.filter(one => one !== false)
  const hint = 'Write SITE and perhaps ID, or --booking UID, or --session alone.'
  if (first === undefined) throw new Failure('usage', 'Which display is to be opened is not said.', { hint })
  if (second !== undefined) throw new Failure('usage', `${first} and ${second} do not go together.`, { hint })
  const isNamed = first === 'SITE'
  const [strange] = (isNamed ? ['store'] : ['kind', 'host']).filter(name => args.has(name))
  if (strange === undefined) return !isNamed
  throw new Failure('usage', `--${strange} does not go with ${first}.`, {
    hint: isNamed
      ? 'A calendar is asked for --booking and --session.'
      : 'The calendar names the display of the instrument.'
  })
}

interface OpenOptions {
  readonly way?: DisplayWay
  readonly print: boolean
}

async function openNamed(context: CommandContext, options: OpenOptions): Promise<AsyncIterable<DisplayProgress>> {
  const { kind, site, host, id } = await chosenDisplay(context)
  const { displays } = await context.client()
  return displays.open({ ...{ kind, site, host, id }, ...outside(options, kind) }, { signal: context.signal })
}

async function openBooked(context: CommandContext, options: OpenOptions): Promise<AsyncIterable<DisplayProgress>> {
  const { args, signal } = context
  const { store, uid } = await chosenSession(context, args.text('booking'))
  const { bookings, displays } = await context.client()
  const { resource } = await bookings.show({ store, uid }, { signal })
  const { file } = await bookings.resources({ store }, { signal })
  const kind = file.resources.find(({ name }) => name === resource)?.display?.kind
  return displays.openBooked({ store, uid, ...outside(options, kind) }, { signal })
}

/** Where no way is named the engine would draw VNC in a window, which a command has not. */
const outside = (options: OpenOptions, kind: DisplayKind | undefined): OpenOptions =>
  kind === 'vnc' && options.way === undefined && !options.print ? { ...options, way: 'external' } : options

/** Without what does not apply. */
function documentOf({ display: _display, url, channel: _channel, file, ...rest }: Launch): LaunchDocument {
  return { ...rest, ...(url !== null && { url }), ...(file !== null && { file }) }
}

const launchText = ({ kind, way, host, port, socket, sessionId, url, file }: LaunchDocument): string =>
  fields([
    ['display', `${kind} ${safeText(sessionId)}`],
    ['way', way],
    ['connects to', socket === undefined ? `${host}:${port}` : safeText(socket)],
    ...(url === undefined ? [] : [['open once', url] satisfies [string, string]]),
    ...(file === undefined ? [] : [['file', file] satisfies [string, string]])
  ])
