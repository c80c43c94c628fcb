/** What is typed to have a folder watched, and what is made of it. */
import { type SidecarRule, sidecarRuleSchema, watchNameSchema } from '@contract/watch'
import { pathRule } from '@domain/collection/patterns'
import { Failure } from '@domain/failure'
import { baseName } from '@domain/files/path'
import { type PlaceDraft, placeOfDraft } from '../../ui/place-draft'

export interface WatchDraft {
  readonly name: string
  readonly source: PlaceDraft
  readonly destinations: readonly PlaceDraft[]
  /** Patterns, with spaces or line breaks between them. */
  readonly include: string
  readonly exclude: string
  /** `*_fractions.tiff=*.xml`, several with spaces between them. */
  readonly sidecars: string
  readonly stableSeconds: number | undefined
  readonly limit: number | null
}

export function emptyDraft(source: PlaceDraft): WatchDraft {
  const none = { name: '', include: '', exclude: '', sidecars: '', stableSeconds: undefined, limit: null }
  return { ...none, source, destinations: [{ where: 'local', path: '' }] }
}

/** The field that has to be mended, and how. */
export interface DraftError {
  readonly field: 'name' | 'source' | 'include' | 'exclude' | 'sidecars' | `destination ${number}`
  readonly text: string
}

export function nameOfDraft({ name, source }: WatchDraft): string {
  return name.trim() === '' ? baseName(source.path.trim().replace(/\/+$/, '')) : name.trim()
}

const listed = (text: string): string[] => text.split(/\s+/).filter(part => part !== '')

/** The first thing that is wrong; null: it can be sent. `taken`: names of other watches. */
export function draftError(draft: WatchDraft, taken: readonly string[]): DraftError | null {
  if (draft.source.path.trim() === '') return { field: 'source', text: 'Say which folder is to be watched.' }
  const empty = draft.destinations.findIndex(({ path }) => path.trim() === '')
  if (empty >= 0) return { field: `destination ${empty}`, text: 'Say into which folder.' }
  const name = nameOfDraft(draft)
  if (!watchNameSchema.safeParse(name).success)
    return { field: 'name', text: 'Letters, digits, dots, dashes and underscores, beginning with a letter or digit.' }
  if (taken.includes(name)) return { field: 'name', text: 'Another watch has this name.' }
  for (const field of ['include', 'exclude'] as const) {
    const text = patternError(listed(draft[field]))
    if (text !== undefined) return { field, text }
  }
  return listed(draft.sidecars).every(text => sidecarOf(text))
    ? null
    : { field: 'sidecars', text: 'Write it as *_fractions.tiff=*.xml, with one * on each side.' }
}

function patternError(include: string[]): string | undefined {
  try {
    pathRule({ include, exclude: [], includeRegex: [], excludeRegex: [] })
    return undefined
  } catch (thrown) {
    return Failure.from(thrown).message
  }
}

function sidecarOf(text: string): SidecarRule | undefined {
  const at = text.indexOf('=')
  const rule = { files: text.slice(0, Math.max(0, at)), sidecar: text.slice(at + 1) }
  return at > 0 ? sidecarRuleSchema.safeParse(rule).data : undefined
}

/** What the engine is asked; only of a draft without errors. */
export function watchOfDraft(draft: WatchDraft) {
  return {
    name: nameOfDraft(draft),
    source: placeOfDraft(draft.source),
    destinations: draft.destinations.map(placeOfDraft),
    rules: {
      include: listed(draft.include),
      exclude: listed(draft.exclude),
      sidecars: listed(draft.sidecars).flatMap(text => sidecarOf(text) ?? []),
      ...(draft.stableSeconds !== undefined && { stableSeconds: draft.stableSeconds })
    },
    limit: draft.limit
  }
}
