/** `farscope display …`: remote displays of the sites. */
import type {
  Display,
  DisplayKind,
  DisplayProgress,
  DisplayWay,
  DisplayWishInput,
  Launch,
  PreflightStep
} from '@contract/display'
import type { DisplayList } from '@contract/displays'
import { Failure } from '@domain/failure'
import { displayKindNames, displayWayNames } from '../catalogue/display-commands'
import type { CommandRun } from '../command'
import type { CommandContext } from '../context'
import { exitStatusOf } from '../exit-status'
import type { CheckDocument, LaunchDocument } from '../schema-documents'
import { untilTold } from '../signals'
import { fields, safeText, table } from '../text'

/** The parser has checked the choices; what it is not is not there. */
const oneOf = <T extends string>(names: readonly T[], text: string | undefined): T | undefined =>
  names.find(name => name === text)

const kindOf = ({ args }: CommandContext): DisplayKind | undefined => oneOf(displayKindNames, args.text('kind'))

async function listOf(context: CommandContext): Promise<DisplayList> {
  const { args, signal } = context
  const kind = kindOf(context)
  return (await context.client()).displays.list({ site: args.positional(0), kinds: kind ? [kind] : [] }, { signal })
}

export const listDisplays: CommandRun = async context => {
  const { out } = context
  const list = await listOf(context)
  await out.result(list.displays, () => listText(list))
  const [first] = list.problems
  if (!first) return 0
  const code = list.displays.length > 0 ? 'partial' : first.error.code
  await out.failure(new Failure(code, problemsText(list), { hint: first.error.hint }))
  return exitStatusOf(code)
}

const problemsText = ({ problems }: DisplayList): string =>
  problems.map(({ kind, host, error }) => `${host}${kind ? `, ${kind}` : ''}: ${error.message}`).join(' ')

function listText({ displays, kinds }: DisplayList): string {
  const rows = table(displays, [
    { title: 'KIND', cell: one => one.kind },
    { title: 'HOST', cell: one => one.host },
    { title: 'ID', cell: one => safeText(one.id) },
    { title: 'NAME', cell: one => safeText(one.name) },
    { title: 'STATE', cell: one => one.state },
    { title: 'OWNER', cell: one => safeText(one.owner) },
    { title: 'CLIENTS', right: true, cell: one => (one.clients === null ? '' : String(one.clients)) },
    { title: 'SIZE', cell: one => one.size ?? '' },
    { title: 'JOB', cell: one => one.job ?? '' },
    { title: 'IDLE SINCE', cell: one => one.idleSince ?? '' }
  ])
  const none = kinds.length > 0 ? `No displays. They can be made: ${kinds.join(', ')}.\n` : 'No displays.\n'
  return displays.length > 0 ? rows : none
}

export const createDisplay: CommandRun = async context => {
  const { args, out, signal } = context
  const kind = kindOf(context)
  if (!kind) throw new Failure('usage', 'Which kind of display?', { hint: `--kind ${displayKindNames.join('|')}` })
  const wish: DisplayWishInput = {
    ...{ kind, site: args.positional(0) },
    host: args.text('host'),
    name: args.text('name'),
    type: oneOf(['virtual', 'console'], args.text('type')),
    size: args.text('size'),
    gl: args.has('gl') ? args.text('gl') === 'on' : undefined,
    command: args.text('command'),
    by: oneOf(['command', 'pcluster', 'broker'], args.text('by')),
    job: jobOf(context)
  }
  const { display } = await follow(context, await (await context.client()).displays.create(wish, { signal }))
  if (!display) throw new Failure('internal', 'The display was not told.')
  await out.result(display, () => displayText(display))
  return 0
}

function jobOf({ args }: CommandContext): DisplayWishInput['job'] {
  const named = ['partition', 'account', 'minutes', 'cpus', 'gpus', 'memory', 'module'].filter(name => args.has(name))
  if (!args.has('job')) {
    if (named.length === 0) return undefined
    throw new Failure('usage', `--${named[0]} is of a job.`, { hint: 'Add --job.' })
  }
  return {
    partition: args.text('partition'),
    account: args.text('account'),
    minutes: args.whole('minutes', 1, 100_000),
    cpus: args.whole('cpus', 1, 4096),
    gpus: args.whole('gpus', 0, 64),
    memory: args.text('memory'),
    modules: [...args.all('module')]
  }
}

/** Steps go to standard error as they happen, for people. */
async function follow(
  { out }: CommandContext,
  progress: AsyncIterable<DisplayProgress>
): Promise<{ display?: Display; launch?: Launch }> {
  const got: { display?: Display; launch?: Launch } = {}
  for await (const item of progress) {
    if (item.type === 'display') got.display = item.display
    else if (item.type === 'launch') got.launch = item.launch
    else if (!out.json)
      await out.writeError(`${safeText(item.text)}${item.retrySeconds ? ` (again in ${item.retrySeconds} s)` : ''}\n`)
  }
  return got
}

const displayText = (one: Display): string =>
  fields([
    ['kind', one.kind],
    ['id', safeText(one.id)],
    ['host', one.host],
    ['state', one.state],
    ...(one.job === null ? [] : [['job', one.job] satisfies [string, string]])
  ])

/** The one with this id, or the only one; `not-found` and `usage` name what is there. */
async function chosen(context: CommandContext): Promise<Pick<Display, 'kind' | 'site' | 'host' | 'id'>> {
  const { args } = context
  const [site, id] = [args.positional(0), args.positionals[1]]
  const [kind, host] = [kindOf(context), args.text('host')]
  if (id !== undefined && kind && host !== undefined) return { kind, site, host, id }
  const list = await listOf(context)
  const found = list.displays.filter(one => (id === undefined || one.id === id) && (host ?? one.host) === one.host)
  const [first, ...others] = found
  if (first && others.length === 0) return first
  const names = list.displays.map(one => `${one.kind} ${one.host} ${one.id}`).join(', ')
  if (first)
    throw new Failure('usage', 'There are several displays that could be meant.', {
      hint: `Name one with its ID, --kind and --host: ${names}`
    })
  const problem = list.problems[0]
  if (problem && list.displays.length === 0) throw Failure.fromData(problem.error)
  throw new Failure('not-found', id === undefined ? `${site} has no display.` : `${site} has no display ${id}.`, {
    hint: names ? `There are: ${names}` : 'Make one with farscope display create.'
  })
}

export const openDisplay: CommandRun = async context => {
  const { args, out, signal } = context
  // A window or farscope serve keeps the tunnel; an engine of this command ends with it.
  const stays = (await context.door.find()) === null && !args.has('print')
  const { kind, site, host, id } = await chosen(context)
  const way: DisplayWay | undefined = oneOf(displayWayNames, args.text('way'))
  if (way === 'inside')
    throw new Failure('usage', 'A command has no window in which it could draw a display.', {
      hint: 'Open Farscope, or use --way external.'
    })
  const asked = { ...{ kind, site, host, id }, ...(way && { way }), print: args.has('print') }
  const { launch } = await follow(context, await (await context.client()).displays.open(asked, { signal }))
  if (!launch) throw new Failure('internal', 'The launch was not told.')
  const document = documentOf(launch)
  await out.result(document, () => launchText(document))
  if (stays) await untilTold(signal)
  return 0
}

/** Without what does not apply. */
function documentOf({ url, channel: _channel, file, ...rest }: Launch): LaunchDocument {
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

export const closeDisplay: CommandRun = async context => {
  const { out, signal } = context
  const { kind, site, host, id } = await chosen(context)
  await context.confirm(`Close the ${kind} display ${safeText(id)} on ${host}? Programs in it end.`)
  await (await context.client()).displays.close({ kind, site, host, id }, { signal })
  await out.result({ closed: id }, () => `Closed ${safeText(id)}.\n`)
  return 0
}

export const checkDisplay: CommandRun = async context => {
  const { args, out, signal } = context
  const [site, id] = [args.positional(0), args.positionals[1]]
  const [only, host] = [kindOf(context), args.text('host')]
  const client = await context.client()
  const kinds = only ? [only] : await kindsThere(context)
  const checks: CheckDocument['checks'] = []
  for (const kind of kinds) {
    const steps: PreflightStep[] = []
    const choice = { site, kind, ...(host !== undefined && { host }), ...(id !== undefined && { id }) }
    for await (const step of await client.displays.check(choice, { signal })) steps.push(step)
    checks.push({ kind, steps })
  }
  const document: CheckDocument = { site, checks }
  await out.result(document, () => checks.map(({ kind, steps }) => `${kind}\n${stepsText(steps)}`).join('\n'))
  return checks.some(({ steps }) => steps.some(({ state }) => state === 'fail')) ? 1 : 0
}

/** Those of the site; where the host cannot be asked or has none, DCV's own steps say what is wrong. */
async function kindsThere(context: CommandContext): Promise<DisplayKind[]> {
  const { kinds } = await listOf(context)
  return kinds.length > 0 ? kinds : ['dcv']
}

function stepsText(steps: readonly PreflightStep[]): string {
  return table(steps, [
    { title: 'STEP', cell: one => one.step },
    { title: 'STATE', cell: one => one.state },
    { title: 'MS', right: true, cell: one => (one.milliseconds === null ? '' : String(one.milliseconds)) },
    { title: 'SEEN', cell: one => safeText(one.hint && one.state !== 'pass' ? `${one.text} ${one.hint}` : one.text) }
  ])
}
