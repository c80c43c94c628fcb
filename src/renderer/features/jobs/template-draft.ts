/** What is written in the form of a template, and the script that comes of it. */
import { type JobResources, type JobTemplate, someResourcesSchema } from '@contract/job-templates'
import { Failure } from '@domain/failure'
import { readResource, renderTemplate, resourceOptions } from '@domain/jobs/templates'

/** Everything as typed. A key that was not touched keeps the template's own value. */
export interface TemplateDraft {
  readonly template: string | null
  readonly values: Readonly<Record<string, string>>
  readonly resources: Readonly<Record<string, string>>
  /** Names parted by spaces or commas. */
  readonly modules: string
}

export const emptyTemplateDraft: TemplateDraft = { template: null, values: {}, resources: {}, modules: '' }

/** Names of modules, once each, in their order: a later one may need an earlier. */
export function typedModules(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter(name => name !== ''))]
}

/** The exact script, or the one thing that is in its way: `key` names the field or resource. */
export type Filled = { readonly script: string } | { readonly trouble: string; readonly key: string | null }

function typedResources(draft: TemplateDraft): Partial<JobResources> {
  const typed = resourceOptions.flatMap(({ key }) => {
    const text = draft.resources[key]
    return text === undefined ? [] : [[key, readResource(key, text)]]
  })
  const read = someResourcesSchema.safeParse(Object.fromEntries(typed))
  if (read.success) return read.data
  const key = String(read.error.issues[0]?.path[0] ?? '')
  throw new Failure('usage', `${key} is out of bounds.`)
}

export function filledTemplate(template: JobTemplate, draft: TemplateDraft): Filled {
  try {
    const request = { values: draft.values, resources: typedResources(draft), modules: typedModules(draft.modules) }
    return { script: renderTemplate(template, { ...request, launcher: 'srun' }) }
  } catch (thrown) {
    const { message, hint } = Failure.from(thrown)
    const first = /^\w+/.exec(message)?.[0] ?? ''
    const keys: string[] = [...template.fields, ...resourceOptions].map(({ key }) => key)
    // The words of the field stand over it already.
    const trouble = `${message.replace(/^(\w+) \((.*?)\) /, '$2 ')}${hint && ` ${hint}`}`
    return { trouble, key: keys.includes(first) ? first : null }
  }
}
