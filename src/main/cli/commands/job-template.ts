/** `farscope job templates`, `farscope job modules`, and `farscope job submit --template`. */

import type { JobTemplate, TemplateRequest } from '@contract/job-templates'
import type { Job } from '@contract/jobs'
import { Failure } from '@domain/failure'
import { isResource, readResource } from '@domain/jobs/templates'
import type { Arguments } from '../arguments'
import type { CommandRun } from '../command'
import type { CommandContext } from '../context'
import { shownJob } from '../job-text'
import { sessionOption } from '../session-option'
import { safeText } from '../text'

const launchers = ['srun', 'mpirun'] as const

/** `--set KEY=VALUE` of all fields and resources, once each. `usage` with the key otherwise. */
function readSettings(settings: readonly string[]): Pick<TemplateRequest, 'values' | 'resources'> {
  const values = new Map<string, string>()
  const resources = new Map<string, string | number | null>()
  for (const setting of settings) {
    const at = setting.indexOf('=')
    if (at < 1)
      throw new Failure('usage', `--set cannot be "${setting.toWellFormed()}".`, {
        hint: 'Write KEY=VALUE. farscope job templates TEMPLATE lists the keys.'
      })
    const key = setting.slice(0, at)
    const value = setting.slice(at + 1)
    if (values.has(key) || resources.has(key))
      throw new Failure('usage', `--set gives ${key.toWellFormed()} twice.`, { hint: 'Leave one of them out.' })
    if (isResource(key)) resources.set(key, readResource(key, value))
    else values.set(key, value)
  }
  return { values: Object.fromEntries(values), resources: Object.fromEntries(resources) }
}

/** The template and what is set in it. */
export function templateRequest(args: Arguments, template: string): TemplateRequest {
  const asked = args.text('launcher') ?? 'srun'
  const launcher = launchers.find(one => one === asked) ?? 'srun'
  return { template, ...readSettings(args.all('set')), modules: [...args.all('module')], launcher }
}

/** What is set by hand wins, also when it is set to nothing. */
function paidBy(request: TemplateRequest, account: string | null | undefined): TemplateRequest {
  if (!account || request.resources.account !== undefined) return request
  return { ...request, resources: { ...request.resources, account } }
}

/** Renders the template, then submits the script, or prints it with `--dry-run`. */
export async function submitTemplate(context: CommandContext, template: string): Promise<number> {
  const { args, signal, out } = context
  const session = await sessionOption(context)
  const request = paidBy(templateRequest(args, template), session?.account)
  const client = await context.client()
  const { script, submit, note } = await client.jobs.renderTemplate(request, { signal })
  if (args.has('dry-run')) {
    await out.result({ template, script }, () => script)
    return 0
  }
  if (!submit)
    throw new Failure('usage', `The script of ${template} is not for sbatch. ${note}`, {
      hint: 'Print it with --dry-run.'
    })
  const workDir = args.text('chdir') ?? session?.path
  const job: Job = await client.jobs.submit(
    { site: args.positional(0), script, options: [...args.rest], ...(workDir !== undefined && { workDir }) },
    { signal }
  )
  await out.result(shownJob(job), () => `Submitted job ${job.id}.\n`)
  return 0
}

function fieldText({
  key,
  label,
  kind,
  required,
  default: preset,
  choices,
  help
}: JobTemplate['fields'][number]): string {
  const kinds = kind === 'choice' ? choices.map(({ value }) => value).join('|') : kind === 'flag' ? 'yes|no' : kind
  const state = preset !== '' ? ` [${preset}]` : required ? ' (needed)' : ''
  return `  ${key}=${kinds}${state}  ${label}${help && `. ${help}`}\n`
}

export const listTemplates: CommandRun = async context => {
  const { args, signal, out } = context
  const [wanted] = args.positionals
  const all = await (await context.client()).jobs.templates(undefined, { signal })
  const shown = wanted === undefined ? all : all.filter(({ id }) => id === wanted)
  if (wanted !== undefined && shown.length === 0)
    throw new Failure('usage', `There is no template "${wanted.toWellFormed()}".`, {
      hint: `The templates are ${all.map(({ id }) => id).join(', ')}.`
    })
  await out.result(shown, () =>
    shown
      .map(({ id, label, description, source, fields }) =>
        wanted === undefined
          ? `${id.padEnd(18)} ${label}\n`
          : `${label}\n${description}\n${source}\n\n${fields.map(fieldText).join('')}`
      )
      .join('')
  )
  return 0
}

export const listModules: CommandRun = async context => {
  const { args, signal, out } = context
  const list = await (await context.client()).jobs.modules({ site: args.positional(0) }, { signal })
  await out.result(list, () =>
    list.available
      ? list.modules.map(module => `${safeText(module.name)}${module.default ? ' (default)' : ''}\n`).join('')
      : `${list.message}\n`
  )
  return 0
}
