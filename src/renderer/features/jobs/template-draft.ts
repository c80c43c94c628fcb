/** What is written in the form of a template, and the script that comes of it. */
import type { JobTemplate } from '@contract/job-templates'
import { Failure } from '@domain/failure'
import { renderTemplate, resourceOptions } from '@domain/jobs/templates'
import { typedModules, typedResources } from '@domain/jobs/typed-template'

/** Everything as typed. A key that was not touched keeps the template's own value. */
export interface TemplateDraft {
  readonly template: string | null
  readonly values: Readonly<Record<string, string>>
  readonly resources: Readonly<Record<string, string>>
  /** Names parted by spaces or commas. */
  readonly modules: string
}

export const emptyTemplateDraft: TemplateDraft = { template: null, values: {}, resources: {}, modules: '' }

/** The exact script, or the one thing that is in its way: `key` names the field or resource. */
export type Filled = { readonly script: string } | { readonly trouble: string; readonly key: string | null }

export function filledTemplate(template: JobTemplate, draft: TemplateDraft): Filled {
  try {
    const request = {
      values: draft.values,
      resources: typedResources(draft.resources),
      modules: typedModules(draft.modules)
    }
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
