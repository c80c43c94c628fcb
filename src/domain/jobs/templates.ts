/**
 * Turns a filled-in template into the exact batch script. Every value is one quoted argument, and what stands in an
 * `#SBATCH` line has a form of its own, so no value can add a line, an option or a command.
 */
import type { JobResources, JobTemplate, TemplateRequest } from '@contract/job-templates'
import { Failure } from '../failure'
import { quoteAround } from '../shell'
import { checkedValues, refuseControl } from './template-values'

type ResourceKey = keyof JobResources

/** Per resource: its sbatch option, its name in a form, what it may look like. sbatch(1) has the forms. */
export const resourceOptions: readonly {
  readonly key: ResourceKey
  readonly option: string
  readonly label: string
  readonly form: RegExp
  readonly hint: string
}[] = [
  {
    key: 'name',
    option: 'job-name',
    label: 'Job name',
    form: /^[\w.+][\w.+-]{0,127}$/,
    hint: 'letters, digits and ._+-'
  },
  { key: 'partition', option: 'partition', label: 'Partition', form: /^[\w.][\w.,-]{0,255}$/, hint: 'such as gpu' },
  { key: 'account', option: 'account', label: 'Account', form: /^[\w.][\w.@-]{0,255}$/, hint: 'such as cryoem' },
  { key: 'tasks', option: 'ntasks', label: 'Tasks', form: /^\d{1,6}$/, hint: 'a whole number' },
  { key: 'cpus', option: 'cpus-per-task', label: 'CPUs of each task', form: /^\d{1,5}$/, hint: 'a whole number' },
  { key: 'gpus', option: 'gres', label: 'GPUs of each node', form: /^\d{1,3}$/, hint: 'a whole number' },
  { key: 'memory', option: 'mem', label: 'Memory of each node', form: /^\d{1,9}[KMGT]?$/, hint: 'such as 16G' },
  {
    key: 'time',
    option: 'time',
    label: 'Time limit',
    form: /^(\d{1,6}(:\d{1,2}){0,2}|\d{1,4}-\d{1,2}(:\d{1,2}){0,2})$/,
    hint: 'such as 12:00:00 or 2-00:00:00'
  },
  {
    key: 'array',
    option: 'array',
    label: 'Array tasks',
    form: /^\d{1,9}(-\d{1,9}(:\d{1,9})?)?(,\d{1,9}(-\d{1,9}(:\d{1,9})?)?){0,200}(%\d{1,9})?$/,
    hint: 'such as 0-95%10'
  }
]

const noResources: JobResources = {
  ...{ name: null, partition: null, account: null, tasks: null, cpus: null },
  ...{ gpus: null, memory: null, time: null, array: null }
}

const wholeNumbers: ReadonlySet<ResourceKey> = new Set<ResourceKey>(['tasks', 'cpus', 'gpus'])

/** Whether `key` is a resource, so that `--set partition=gpu` is one. */
export function isResource(key: string): key is ResourceKey {
  return resourceOptions.some(option => option.key === key)
}

/** A resource as it was typed; `usage` with the key when it has another form. Empty is none. */
export function readResource(key: ResourceKey, text: string): string | number | null {
  const option = resourceOptions.find(one => one.key === key)
  const typed = text.trim()
  if (typed === '') return null
  if (!option?.form.test(typed))
    throw new Failure('usage', `${key} (${option?.label}) cannot be "${text.toWellFormed()}".`, {
      hint: `It is ${option?.hint}.`
    })
  return wholeNumbers.has(key) ? Number(typed) : typed
}

function resourceLines(resources: JobResources): string[] {
  return resourceOptions.flatMap(({ key, option }) => {
    const value = resources[key]
    if (value === null || (key === 'gpus' && value === 0)) return []
    const checked = readResource(key, String(value))
    return [`#SBATCH --${option}=${key === 'gpus' ? `gpu:${checked}` : checked}`]
  })
}

const mark = /\{\{(\w+)\}\}/g

/** The text with its `{{key}}` filled in; null where one of them is empty and must not be. */
function filled(text: string, values: ReadonlyMap<string, string>, keepEmpty = false): string | null {
  let empty = false
  const whole = text.replace(mark, (_, key: string) => {
    const value = values.get(key) ?? ''
    if (value === '') empty = true
    return value
  })
  return empty && !keepEmpty ? null : whole
}

function commandWords(template: JobTemplate, values: ReadonlyMap<string, string>): string[] {
  return template.command.flatMap(({ args, when, unless, keepEmpty }) => {
    if (when !== undefined && ['', 'no'].includes(values.get(when) ?? '')) return []
    if (unless !== undefined && values.get(unless) === 'yes') return []
    const words = args.map(arg => filled(arg, values, keepEmpty))
    return words.includes(null) ? [] : words.filter(word => word !== null)
  })
}

function launched(template: JobTemplate, tasks: number, launcher: TemplateRequest['launcher']): string[] {
  const { program } = template
  if (!program) return []
  if (tasks < template.leastTasks)
    throw new Failure('usage', `tasks (Tasks) cannot be ${tasks} in the template ${template.id}.`, {
      hint: `It needs at least ${template.leastTasks}.`
    })
  if (tasks === 1 || !program.mpi) return [program.alone]
  return launcher === 'mpirun' ? ['mpirun', '-n', String(tasks), program.mpi] : ['srun', program.mpi]
}

type Quote = (word: string) => string

/** The command's lines. With a log its two streams go to the job's own output and to files, and its status is kept. */
function commandLines(words: readonly string[], log: string | null, quote: Quote): string[] {
  if (words.length === 0) return []
  // One option a line reads well and stays one command.
  const groups: string[][] = []
  for (const word of words) {
    const last = groups.at(-1)
    if (last && !/^--?[A-Za-z]/.test(word)) last.push(word)
    else groups.push([word])
  }
  const command = groups.map(group => group.map(quote).join(' ')).join(' \\\n  ')
  if (log === null) return [command, 'exit "$?"']
  return [
    'set -o pipefail',
    `{ ${command} \\\n  2>&1 >&3 3>&- | tee -- ${quote(`${log}.err`)} >&2 3>&-; } 3>&1 | tee -- ${quote(`${log}.out`)}`,
    'exit "$?"'
  ]
}

function moduleLines(modules: readonly string[], quote: Quote): string[] {
  return modules.map(name => {
    refuseControl('module', 'Module', name)
    if (!/^[^\s-]\S*$/.test(name))
      throw new Failure('usage', `module (Module) cannot be "${name}".`, { hint: 'A module is one word: gcc/12.' })
    return `module load ${quote(name)} || exit 1`
  })
}

/** Another program fills the script in, so nothing of ours may look like its marks. */
function refuseMarks(template: JobTemplate, texts: Iterable<string>): void {
  for (const text of texts)
    if (/\{[{%#]/.test(text))
      throw new Failure('usage', `"${text}" looks like a mark of ${template.lane?.program}, which fills in the script.`)
}

/** What stands in a script besides its template: see domain/processing/array-script. */
export interface ScriptFrame {
  /** Texts in values that are variables of the shell, by the variable's name. */
  readonly variables: ReadonlyMap<string, string>
  /** Lines before everything but the options. */
  readonly begin: readonly string[]
}

const noFrame: ScriptFrame = { variables: new Map(), begin: [] }

/**
 * The script. `usage` names the field or resource that is unknown, missing or wrong. A login shell runs it, because
 * that is where `module` is defined.
 */
export function renderTemplate(
  template: JobTemplate,
  request: Pick<TemplateRequest, 'values' | 'resources' | 'modules' | 'launcher'>,
  frame: ScriptFrame = noFrame
): string {
  const quote: Quote = word => quoteAround(word, frame.variables)
  const values = checkedValues(template, request.values)
  const given = Object.fromEntries(Object.entries(request.resources).filter(([, value]) => value !== undefined))
  const resources: JobResources = { ...noResources, ...template.resources, ...given }
  for (const { key } of resourceOptions) {
    const value = resources[key]
    values.set(key, value === null || value === 0 ? '' : String(value))
  }
  const { lane } = template
  if (lane) refuseMarks(template, [...values.values(), ...request.modules])
  const start = launched(template, resources.tasks ?? 1, request.launcher)
  const folders = template.folders.map(folder => filled(folder, values)).filter(folder => folder !== null)
  const log = template.log === undefined ? null : filled(template.log, values)
  const blocks = [
    ['#!/bin/bash -l', ...resourceLines(resources), ...(lane?.options ?? []).map(option => `#SBATCH ${option}`)],
    [...frame.begin],
    moduleLines(request.modules, quote),
    folders.map(folder => `mkdir -p -- ${quote(folder)} || exit 1`),
    [...commandLines([...start, ...commandWords(template, values)], log, quote), ...(lane?.body ?? [])]
  ]
  return `${blocks
    .filter(block => block.length > 0)
    .map(block => block.join('\n'))
    .join('\n\n')}\n`
}
