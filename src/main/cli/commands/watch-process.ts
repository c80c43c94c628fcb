/** `farscope watch process …`: job arrays that go on over the newest files of a watch. */
import type { TemplateRequest } from '@contract/job-templates'
import { type ProcessingRule, processedStates } from '@contract/processing'
import { watchNameSchema } from '@contract/watch'
import { Failure } from '@domain/failure'
import type { FarscopeClient } from '../../client-type'
import type { Arguments } from '../arguments'
import type { CommandRun } from '../command'
import { parseAnyPlace } from '../place'
import { filesTable, rulesTable, ruleText, shownProcessed, shownRule } from '../process-text'
import { siteNames } from '../site-names'
import { fromHere } from './copy'
import { templateRequest } from './job-template'

const restingNote =
  'Nothing is submitted while neither the window nor farscope serve runs; it begins when one of them is started.\n'

export const addRule: CommandRun = async context => {
  const { args, out, signal } = context
  const [site, template] = [args.text('site'), args.text('template')]
  const missing = site === undefined ? 'site' : template === undefined ? 'template' : undefined
  if (site === undefined || template === undefined)
    throw new Failure('usage', `--${missing} is missing.`, { hint: 'See farscope watch process add --help.' })
  const client = await context.client()
  const names = await siteNames(client, signal)
  const from = args.text('from')
  const include = args.all('include')
  const name = args.text('name')
  if (name !== undefined && !watchNameSchema.safeParse(name).success)
    throw new Failure('usage', `A rule cannot be called "${name.toWellFormed()}".`, {
      hint: 'Give it a --name of letters, digits, dot, dash and underscore.'
    })
  const rule = await client.processing.add(
    {
      ...{ watch: args.positional(0), site, name, request: templateRequest(args, template), pace: paceOf(args) },
      ...{ seenAs: args.text('seen-as'), workDir: args.text('chdir') },
      ...(from !== undefined && { from: fromHere(parseAnyPlace(from, names)) }),
      ...(include.length > 0 && { include: [...include] })
    },
    { signal }
  )
  await out.result(shownRule(rule), () => `${ruleText(rule)}${rule.state === 'resting' ? restingNote : ''}`)
  return 0
}

/** What is not said has its default in the contract. */
function paceOf(args: Arguments) {
  return {
    batch: args.whole('batch', 1, 1000),
    waitSeconds: args.whole('wait', 0, 86_400),
    atOnce: args.whole('at-once', 1, 1000),
    queued: args.whole('queued', 1, 10_000),
    retries: args.whole('retries', 0, 10)
  }
}

/** Of a form, what is said replaces the same fields of before; another template begins anew. */
export const changeRule: CommandRun = async context => {
  const { args, out, signal } = context
  const name = args.positional(0)
  const client = await context.client()
  const { request: before } = await findRule(client, name, signal)
  const rule = await client.processing.change(
    { name, request: changedRequest(args, before), pace: paceOf(args) },
    { signal }
  )
  await out.result(shownRule(rule), () => ruleText(rule))
  return 0
}

function changedRequest(args: Arguments, before: TemplateRequest): TemplateRequest {
  const template = args.text('template') ?? before.template
  const said = templateRequest(args, template)
  if (template !== before.template) return said
  return {
    template,
    values: { ...before.values, ...said.values },
    resources: { ...before.resources, ...said.resources },
    modules: said.modules.length > 0 ? said.modules : before.modules,
    launcher: args.text('launcher') === undefined ? before.launcher : said.launcher
  }
}

async function findRule(
  client: FarscopeClient,
  name: string,
  signal: AbortSignal | undefined
): Promise<ProcessingRule> {
  const rule = (await client.processing.list(undefined, { signal })).find(one => one.name === name)
  if (rule) return rule
  throw new Failure('not-found', `There is no rule of pre-processing ${name.toWellFormed()}.`, {
    hint: 'See farscope watch process list.'
  })
}

export const listRules: CommandRun = async ({ client, out, signal }) => {
  const list = await (await client()).processing.list(undefined, { signal })
  await out.result(list.map(shownRule), () => (list.length === 0 ? 'Nothing is pre-processed.\n' : rulesTable(list)))
  return 0
}

export const showRule: CommandRun = async ({ args, client, out, signal }) => {
  const rule = await findRule(await client(), args.positional(0), signal)
  await out.result(shownRule(rule), () => ruleText(rule))
  return 0
}

export const listProcessed: CommandRun = async ({ args, client, out, signal }) => {
  const chosen = args.all('state')
  const states = processedStates.filter(state => chosen.includes(state))
  const limit = args.whole('last', 1, 1000) ?? 1000
  const wish = { name: args.positional(0), limit, ...(states.length > 0 && { states }) }
  const { files } = await (await client()).processing.files(wish, { signal })
  await out.result(files.map(shownProcessed), () => (files.length === 0 ? 'No files.\n' : filesTable(files)))
  return 0
}

const changed =
  (act: 'pause' | 'resume' | 'retry'): CommandRun =>
  async ({ args, client, out, signal }) => {
    const rule = await (await client()).processing[act]({ name: args.positional(0) }, { signal })
    const note = act !== 'pause' && rule.state === 'resting' ? restingNote : ''
    await out.result(shownRule(rule), () => `${ruleText(rule)}${note}`)
    return 0
  }

export const pauseRule = changed('pause')
export const resumeRule = changed('resume')
export const retryRule = changed('retry')

export const removeRule: CommandRun = async ({ args, client, out, signal }) => {
  const name = args.positional(0)
  await (await client()).processing.remove({ name }, { signal })
  await out.result({ removed: name }, () => `Removed ${name}; arrays that SLURM has go on, and results stay.\n`)
  return 0
}
