/** `farscope display list|create|close|check`: remote displays of the sites. */
import type { Display, DisplayKind, DisplayWishInput, PreflightStep } from '@contract/display'
import type { DisplayList } from '@contract/displays'
import { Failure } from '@domain/failure'
import { displayKindNames } from '../catalogue/display-commands'
import { chosenDisplay, displaysOf, kindOf, oneOf } from '../chosen-display'
import type { CommandRun } from '../command'
import type { CommandContext } from '../context'
import { exitStatusOf } from '../exit-status'
import { followDisplay } from '../follow-display'
import type { CheckDocument } from '../schema-documents'
import { fields, safeText, table } from '../text'

export const listDisplays: CommandRun = async context => {
  const { out } = context
  const list = await displaysOf(context)
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
  const { display } = await followDisplay(context, await (await context.client()).displays.create(wish, { signal }))
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

const displayText = (one: Display): string =>
  fields([
    ['kind', one.kind],
    ['id', safeText(one.id)],
    ['host', one.host],
    ['state', one.state],
    ...(one.job === null ? [] : [['job', one.job] satisfies [string, string]])
  ])

export const closeDisplay: CommandRun = async context => {
  const { out, signal } = context
  const { kind, site, host, id } = await chosenDisplay(context)
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
  const { kinds } = await displaysOf(context)
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
