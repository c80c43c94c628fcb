/** What is typed in the form of a template, as the contract has it. */
import { type JobResources, someResourcesSchema } from '@contract/job-templates'
import { Failure } from '../failure'
import { readResource, resourceOptions } from './templates'

/** Names of modules, once each, in their order: a later one may need an earlier. */
export function typedModules(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter(name => name !== ''))]
}

/** What is asked of the scheduler, of texts by key; `usage` names the one that is wrong. */
export function typedResources(typedTexts: Readonly<Record<string, string>>): Partial<JobResources> {
  const typed = resourceOptions.flatMap(({ key }) => {
    const text = typedTexts[key]
    return text === undefined ? [] : [[key, readResource(key, text)]]
  })
  const read = someResourcesSchema.safeParse(Object.fromEntries(typed))
  if (read.success) return read.data
  const key = String(read.error.issues[0]?.path[0] ?? '')
  throw new Failure('usage', `${key} is out of bounds.`)
}
