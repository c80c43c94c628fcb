/** The batch script of an array in which each task works on one file of a list that lies beside it. */
import type { JobTemplate, TemplateRequest } from '@contract/job-templates'
import { Failure } from '../failure'
import { renderTemplate } from '../jobs/templates'
import { quote } from '../shell'

/** What a person writes in a value for what differs from task to task, and the variable that holds it. */
const marks = [
  { mark: '{file}', inside: '@farscope-file@', variable: 'FARSCOPE_FILE' },
  { mark: '{name}', inside: '@farscope-name@', variable: 'FARSCOPE_NAME' }
] as const

/** What a path looks like that a program may hand to a shell as it is (domain/jobs/template-values). */
const plainPath = /^[\p{L}\p{M}\p{N}_./+@%=:,*?-]+$/u
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const control = /[\u0000-\u001f\u007f]/

/** Below the folder in which the jobs work: the list of an array, what its tasks say, and their output. */
export const batchFolder = (batch: string): string => `.farscope/${batch}`

/** Letters and digits end it, so that the scheduler can be asked for it: the name of no other array is the same. */
export const arrayName = (rule: string, batch: string): string => `${rule.slice(0, 60)}-${batch}`

export interface ArrayWish {
  readonly batch: string
  /** Of the jobs. */
  readonly name: string
  readonly files: number
  readonly atOnce: number
}

/** Why this file cannot be given to the template; null: it can. `path`: as the jobs see it. */
export function refusedPath(template: JobTemplate, path: string): string | null {
  if (control.test(path)) return 'Its name holds a line break or another control character.'
  if (!path.isWellFormed()) return 'Its name holds bytes that are not UTF-8.'
  if (template.plainPaths && !plainPath.test(path))
    return 'Its name holds a space or a sign that the program would give to a shell.'
  return null
}

/** What the fields of a template are where nothing is said. */
export const valuesOfFile = (template: JobTemplate): Record<string, string> =>
  Object.fromEntries(template.fields.flatMap(({ key, ofFile }) => (ofFile === '' ? [] : [[key, ofFile]])))

/** Each text of the request with its marks made plain; `usage` where a shell would read one as a command. */
function withMarks(template: JobTemplate, values: TemplateRequest['values']): Record<string, string> {
  let named = false
  const marked = Object.entries({ ...valuesOfFile(template), ...values }).map(([key, value]) => {
    const field = template.fields.find(one => one.key === key)
    let text = value
    if (field?.manyFiles && !['', 'no'].includes(value))
      throw new Failure('usage', `${key} (${field.label}) cannot be set here: each task has one file.`)
    for (const { mark, inside, variable } of marks) {
      if (text.includes(inside)) throw new Failure('usage', `${key} (${field?.label}) cannot hold "${inside}".`)
      if (!text.includes(mark)) continue
      // A file's name would be read as commands there; what a variable holds is not.
      if (field?.shell)
        throw new Failure('usage', `${key} (${field.label}) is a command line, which cannot hold ${mark}.`, {
          hint: `Write "$${variable}" there, with the quotes.`
        })
      text = text.replaceAll(mark, inside)
      named = true
    }
    if (field?.shell && /\$\{?FARSCOPE_(FILE|NAME)\b/.test(text)) named = true
    return [key, text]
  })
  if (!named)
    throw new Failure('usage', `No value of the template ${template.id} names the file.`, {
      hint: 'Write {file} where the path of the movie belongs, or "$FARSCOPE_FILE" in a command line.'
    })
  return Object.fromEntries(marked)
}

/**
 * Before the template's own lines. Only tasks of the array that came first work: a second one, if ever the scheduler
 * took the script twice, ends at once. `ln` makes its name or fails, also over NFS (link(2)).
 */
const beginLines = (batch: string): string[] => [
  `farscope_batch=$PWD/${quote(batchFolder(batch))}`,
  'farscope_task=$farscope_batch/$SLURM_ARRAY_TASK_ID',
  'printf "%s\\n" "$SLURM_ARRAY_JOB_ID" >"$farscope_task.array" || exit 1',
  'ln "$farscope_task.array" "$farscope_batch/job" 2>/dev/null || [ -s "$farscope_batch/job" ] || cp "$farscope_task.array" "$farscope_batch/job"',
  'rm -f -- "$farscope_task.array"',
  '[ "$(cat "$farscope_batch/job")" = "$SLURM_ARRAY_JOB_ID" ] || exit 0',
  `FARSCOPE_FILE=$(sed -n "\${SLURM_ARRAY_TASK_ID}p" "$farscope_batch/files")`,
  '[ -n "$FARSCOPE_FILE" ] || exit 1',
  `FARSCOPE_NAME=\${FARSCOPE_FILE##*/}`,
  `FARSCOPE_NAME=\${FARSCOPE_NAME%.*}`,
  'export FARSCOPE_FILE FARSCOPE_NAME',
  'rm -f -- "$farscope_task.exit"',
  // Without it a script that is told to stop would end with the status of its last command.
  "trap 'exit 143' TERM",
  `trap 'farscope_status=$?; printf "%s\\n" "$farscope_status" >"$farscope_task.part" && mv -f -- "$farscope_task.part" "$farscope_task.exit"' EXIT`
]

/** The script; `usage` names the field, resource or mark that is wrong. Its tasks count from 1, as the lines of the list. */
export function arrayScript(template: JobTemplate, request: TemplateRequest, wish: ArrayWish): string {
  if (template.lane)
    throw new Failure('usage', `The template ${template.id} is for ${template.lane.program}, not for sbatch.`)
  for (const key of ['array', 'name'] as const)
    if (request.resources[key] !== undefined && request.resources[key] !== null)
      throw new Failure('usage', `${key} cannot be set here: each array has its own.`)
  const values = withMarks(template, request.values)
  const resources = { ...request.resources, name: wish.name, array: `1-${wish.files}%${wish.atOnce}` }
  const variables = new Map<string, string>(marks.map(({ inside, variable }) => [inside, variable]))
  return renderTemplate(template, { ...request, values, resources }, { variables, begin: beginLines(wish.batch) })
}
