/** `farscope watch …`: folders that are copied as their files are finished. */
import type { Place } from '@contract/files'
import {
  type SidecarRule,
  sidecarRuleSchema,
  type Watch,
  watchedFileSchema,
  watchNameSchema,
  watchRulesSchema
} from '@contract/watch'
import { Failure } from '@domain/failure'
import { baseName } from '@domain/files/path'
import type { Arguments } from '../arguments'
import type { CommandRun } from '../command'
import type { CommandContext } from '../context'
import { parseAnyPlace } from '../place'
import { parseRate } from '../rate-option'
import { siteNames } from '../site-names'
import { shownFile, shownWatch, watchedFilesTable, watchesTable, watchText } from '../watch-text'
import { fromHere } from './copy'

export const addWatch: CommandRun = async context => {
  const { args, out, signal } = context
  const rules = rulesOf(args)
  const limit = args.text('limit')
  const client = await context.client()
  const names = await siteNames(client, signal)
  const [source, ...destinations] = args.positionals.map(argument => fromHere(parseAnyPlace(argument, names)))
  if (!source) throw new Failure('internal', 'There is no folder to watch.')
  const name = nameOf(args.text('name'), source)
  const wish = { name, source, destinations, rules, ...(limit !== undefined && { limit: parseRate(limit) }) }
  const watch = await client.collection.add(wish, { signal })
  await out.result(shownWatch(watch), () => `${watchText(watch)}${watch.state === 'resting' ? restingNote : ''}`)
  return 0
}

const restingNote =
  'Nothing is copied while neither the window nor farscope serve runs; it begins when one of them is started.\n'

export const listWatches: CommandRun = async ({ client, out, signal }) => {
  const list = await (await client()).collection.list(undefined, { signal })
  await out.result(list.map(shownWatch), () => (list.length === 0 ? 'No folder is watched.\n' : watchesTable(list)))
  return 0
}

export const showWatch: CommandRun = async context => {
  const { args, client, out, signal } = context
  const name = args.positionals[0]
  if (args.has('follow')) return follow(context, name)
  const chosen = choose(await (await client()).collection.list(undefined, { signal }), name)
  const [only] = chosen
  const document = name !== undefined && only ? shownWatch(only) : chosen.map(shownWatch)
  await out.result(document, () => textOf(chosen))
  return 0
}

const textOf = (watches: readonly Watch[]): string =>
  watches.length === 0 ? 'No folder is watched.\n' : watches.map(watchText).join('\n')

async function follow({ client, out, signal }: CommandContext, name: string | undefined): Promise<number> {
  let before = ''
  for await (const list of await (await client()).collection.watch(undefined, { signal })) {
    const chosen = choose(list, name)
    const text = textOf(chosen)
    if (out.json) for (const watch of chosen) await out.line(shownWatch(watch))
    else if (text !== before) await out.write(`${text}\n`)
    before = text
  }
  return 0
}

export const listWatchedFiles: CommandRun = async ({ args, client, out, signal }) => {
  const states = args.all('state').map(state => watchedFileSchema.shape.copies.element.shape.state.parse(state))
  const limit = args.whole('last', 1, 1000) ?? 1000
  const name = args.positional(0)
  const wish = { name, limit, ...(states.length > 0 && { states }) }
  const { files } = await (await client()).collection.files(wish, { signal })
  await out.result(files.map(shownFile), () => (files.length === 0 ? 'No files.\n' : watchedFilesTable(files)))
  return 0
}

export const pauseWatch: CommandRun = async ({ args, client, out, signal }) => {
  const watch = await (await client()).collection.pause({ name: args.positional(0) }, { signal })
  await out.result(shownWatch(watch), () => watchText(watch))
  return 0
}

export const resumeWatch: CommandRun = async ({ args, client, out, signal }) => {
  const watch = await (await client()).collection.resume({ name: args.positional(0) }, { signal })
  await out.result(shownWatch(watch), () => `${watchText(watch)}${watch.state === 'resting' ? restingNote : ''}`)
  return 0
}

export const removeWatch: CommandRun = async ({ args, client, out, signal }) => {
  const name = args.positional(0)
  await (await client()).collection.remove({ name }, { signal })
  await out.result({ removed: name }, () => `Removed ${name}; what was copied stays.\n`)
  return 0
}

function choose(list: readonly Watch[], name: string | undefined): readonly Watch[] {
  if (name === undefined) return list
  const found = list.filter(watch => watch.name === name)
  if (found.length > 0) return found
  throw new Failure('not-found', `There is no watch ${name.toWellFormed()}.`, { hint: 'See farscope watch list.' })
}

/** Of the folder, where none is given. */
function nameOf(given: string | undefined, source: Place): string {
  const name = given ?? baseName(source.path.replace(/\/+$/, ''))
  if (watchNameSchema.safeParse(name).success) return name
  throw new Failure('usage', `A watch cannot be called "${name.toWellFormed()}".`, {
    hint: 'Give it a --name of letters, digits, dot, dash and underscore.'
  })
}

function rulesOf(args: Arguments) {
  const stableSeconds = args.whole('stable', 1, 86_400)
  const looks = args.whole('looks', 2, 20)
  const order = watchRulesSchema.shape.order.optional().parse(args.text('order'))
  return {
    include: [...args.all('include')],
    exclude: [...args.all('exclude')],
    includeRegex: [...args.all('include-regex')],
    excludeRegex: [...args.all('exclude-regex')],
    sidecars: args.all('sidecar').map(sidecarOf),
    ...(stableSeconds !== undefined && { stableSeconds }),
    ...(looks !== undefined && { looks }),
    ...(order && { order })
  }
}

function sidecarOf(text: string): SidecarRule {
  const at = text.indexOf('=')
  const rule = sidecarRuleSchema.safeParse({ files: text.slice(0, Math.max(0, at)), sidecar: text.slice(at + 1) })
  if (at > 0 && rule.success) return rule.data
  throw new Failure('usage', `--sidecar cannot be "${text.toWellFormed()}".`, {
    hint: 'Write which files and what their sidecar is called, each with one *: *_fractions.tiff=*.xml.'
  })
}
