/** What is typed to have files pre-processed, and what is made of it. */
import type { Place } from '@contract/files'
import type { JobTemplate, TemplateRequest } from '@contract/job-templates'
import { askedPaceSchema, movieGlobs, type ProcessingRule } from '@contract/processing'
import { type Watch, watchNameSchema } from '@contract/watch'
import { Failure } from '@domain/failure'
import { typedModules, typedResources } from '@domain/jobs/typed-template'
import { arrayScript } from '@domain/processing/array-script'

export interface ProcessDraft {
  readonly watch: string | null
  /** Where its files are taken: `placeKey` of one of the watch's places. */
  readonly from: string | null
  readonly site: string | null
  readonly seenAs: string
  readonly workDir: string
  readonly name: string
  readonly include: string
  readonly template: string | null
  readonly values: Readonly<Record<string, string>>
  readonly resources: Readonly<Record<string, string>>
  readonly modules: string
  readonly pace: { readonly [key in PaceKey]: number | undefined }
}

export type PaceKey = keyof ReturnType<typeof askedPaceSchema.parse>

export const placeKey = (place: Place): string => JSON.stringify(place)

/** Where a watch brings its files: its folder first. */
export const placesOf = (watch: Pick<Watch, 'source' | 'destinations'>): Place[] => [
  watch.source,
  ...watch.destinations.map(({ place }) => place)
]

/** The watch's one place at a site, if there is one: mostly what is meant. */
export function withWatch(draft: ProcessDraft, watch: Watch): ProcessDraft {
  const at = placesOf(watch).filter(place => place.kind === 'site')
  const place = at.at(-1)
  return { ...draft, watch: watch.name, ...(place && { from: placeKey(place), site: place.site }) }
}

export const emptyProcessDraft: ProcessDraft = {
  ...{ watch: null, from: null, site: null, seenAs: '', workDir: '', name: '', include: movieGlobs.join(' ') },
  ...{ template: null, values: {}, resources: {}, modules: '', pace: askedPaceSchema.parse({}) }
}

/** The field that has to be mended, and how; `key` of a field or resource of the template. */
export interface ProcessError {
  readonly field: 'watch' | 'from' | 'site' | 'seenAs' | 'name' | 'include' | 'template' | PaceKey | 'form'
  readonly key?: string
  readonly text: string
}

const listed = (text: string): string[] => text.split(/\s+/).filter(part => part !== '')

export function requestOf(draft: ProcessDraft): TemplateRequest {
  const { template, values, resources, modules } = draft
  return {
    ...{ template: template ?? '', values: { ...values }, resources: typedResources(resources) },
    ...{ modules: typedModules(modules), launcher: 'srun' as const }
  }
}

/** The first thing that is wrong; null: it can be sent. `taken`: names of other rules. */
export function processError(
  draft: ProcessDraft,
  template: JobTemplate | undefined,
  taken: readonly string[]
): ProcessError | null {
  if (draft.watch === null) return { field: 'watch', text: 'Say which watched folder.' }
  if (draft.from === null) return { field: 'from', text: 'Say which of its places.' }
  if (draft.site === null) return { field: 'site', text: 'Say where the jobs run.' }
  if (needsSeenAs(draft) && draft.seenAs.trim() === '')
    return { field: 'seenAs', text: 'Say what that folder is called on the nodes.' }
  const name = draft.name.trim() === '' ? draft.watch : draft.name.trim()
  if (!watchNameSchema.safeParse(name).success)
    return { field: 'name', text: 'Letters, digits, dots, dashes and underscores, beginning with a letter or digit.' }
  if (taken.includes(name)) return { field: 'name', text: 'Another rule has this name.' }
  if (listed(draft.include).length === 0) return { field: 'include', text: 'Say which files, such as *.eer.' }
  if (!template) return { field: 'template', text: 'Choose what each task does.' }
  return paceError(draft) ?? formError(draft, template)
}

/** The jobs run at another site than the files lie, so the folder may have another name there. */
export function needsSeenAs({ from, site }: Pick<ProcessDraft, 'from' | 'site'>): boolean {
  if (from === null || site === null) return false
  const place: unknown = JSON.parse(from)
  return !(typeof place === 'object' && place !== null && 'site' in place && place.site === site)
}

function paceError({ pace }: ProcessDraft): ProcessError | null {
  const read = askedPaceSchema.safeParse(pace)
  const [issue] = read.success ? [] : read.error.issues
  const key = Object.keys(pace).find((one): one is PaceKey => one === issue?.path[0])
  if (key) return { field: key, text: 'A whole number within reason.' }
  if (read.success && read.data.queued < read.data.batch)
    return { field: 'queued', text: 'At least as many as an array has files.' }
  return null
}

/** The words of the field stand over it already. */
function formError(draft: ProcessDraft, template: JobTemplate): ProcessError | null {
  try {
    arrayScript(template, requestOf(draft), { batch: 'check', name: 'check', files: 1, atOnce: 1 })
    return null
  } catch (thrown) {
    const { message, hint } = Failure.from(thrown)
    const key = /^(\w+) \(/.exec(message)?.[1]
    return { field: 'form', ...(key !== undefined && { key }), text: `${message} ${hint}`.trim() }
  }
}

/** What the engine is asked; only of a draft without errors. */
export function ruleOfDraft(draft: ProcessDraft, watch: Watch) {
  const from = placesOf(watch).find(place => placeKey(place) === draft.from)
  const [seenAs, workDir, name] = [draft.seenAs.trim(), draft.workDir.trim(), draft.name.trim()]
  return {
    ...{ watch: watch.name, site: draft.site ?? '', from, include: listed(draft.include), request: requestOf(draft) },
    pace: askedPaceSchema.parse(draft.pace),
    ...(name !== '' && { name }),
    ...(needsSeenAs(draft) && { seenAs }),
    ...(workDir !== '' && { workDir })
  }
}

/** What is typed of a rule that works already: what it is about, its form and its pace. */
export function draftOfRule({ request, from, ...rule }: ProcessingRule): ProcessDraft {
  const { template, values, resources, modules } = request
  const typed = Object.entries(resources).map(([key, value]) => [key, value === null ? '' : String(value ?? '')])
  return {
    ...{ watch: rule.watch, from: placeKey(from), site: rule.site, seenAs: rule.seenAs, workDir: rule.workDir },
    ...{ name: rule.name, include: rule.include.join(' '), template, values, modules: modules.join(' ') },
    resources: Object.fromEntries(typed),
    pace: {
      ...{ batch: rule.batch, waitSeconds: rule.waitSeconds, atOnce: rule.atOnce },
      ...{ queued: rule.queued, retries: rule.retries }
    }
  }
}

/** What the engine is asked; only of a draft without errors. */
export const changeOfDraft = (draft: ProcessDraft, { name, request }: ProcessingRule) => ({
  name,
  request: { ...requestOf(draft), launcher: request.launcher },
  pace: askedPaceSchema.parse(draft.pace)
})
