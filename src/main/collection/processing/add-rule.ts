/** What is checked before a rule of pre-processing begins, while the person is there. */

import type { ContractInputs } from '@contract/contract'
import type { Place } from '@contract/files'
import type { JobTemplate } from '@contract/job-templates'
import type { Watch } from '@contract/watch'
import { displayName } from '@domain/bytes-name'
import { pathRule } from '@domain/collection/patterns'
import { Failure } from '@domain/failure'
import { isWithin, joinPath, parentPath } from '@domain/files/path'
import { arrayScript } from '@domain/processing/array-script'
import { openPlace } from '../open-place'
import type { ProcessingParts } from './ports'
import type { RuleRecord } from './rule-record'

export type AddRule = Omit<ContractInputs['processing']['add'], 'include' | 'pace' | 'request'> &
  Pick<RuleRecord, 'include' | 'pace' | 'request'>

const samePlace = (one: Place, other: Place): boolean => JSON.stringify(one) === JSON.stringify(other)

/** Where a watch brings its files, its own folder first. */
export const placesOf = ({ source, destinations }: Pick<Watch, 'source' | 'destinations'>): Place[] => [
  source,
  ...destinations.map(({ place }) => place)
]

/** The number of the destination that is this place; null: the watched folder itself; undefined: neither. */
export function destinationOf(watch: Pick<Watch, 'source' | 'destinations'>, place: Place): number | null | undefined {
  const at = placesOf(watch).findIndex(one => samePlace(one, place))
  return at < 0 ? undefined : at === 0 ? null : at - 1
}

export function templateOf(templates: readonly JobTemplate[], id: string): JobTemplate {
  const template = templates.find(one => one.id === id)
  if (template) return template
  throw new Failure('not-found', `There is no template "${id.toWellFormed()}".`, {
    hint: `The templates are ${templates.map(one => one.id).join(', ')}.`
  })
}

/** The record with absolute paths; errors as contract/processing tells them, and those of a connection. */
export async function ruleOf(
  { fileSystems, watches, templates, platform }: ProcessingParts,
  asked: AddRule,
  signal: AbortSignal | undefined
): Promise<RuleRecord> {
  const watch = watches.get(asked.watch)
  if (!watch) throw new Failure('not-found', `There is no watch ${asked.watch}.`, { hint: 'See farscope watch list.' })
  const from = fromOf(watch, asked)
  const { site, include, request, pace } = asked
  pathRule({ include, exclude: [], includeRegex: [], excludeRegex: [] })
  const name = asked.name ?? watch.name
  refuseUnfit({ name, request, pace }, await templates())
  const seenAs = asked.seenAs ?? (from.kind === 'site' && from.site === site ? from.path : undefined)
  if (seenAs === undefined)
    throw new Failure('usage', `How jobs of ${site} see ${displayName(from.path)} is not known.`, {
      hint: 'Name the folder as it is called there, with --seen-as.'
    })
  const there = await openPlace(fileSystems, { kind: 'site', site, path: '.' }, signal, { automatic: false })
  const folder = there.absolute(seenAs)
  const workDir = there.absolute(asked.workDir ?? joinPath(parentPath(folder), 'preprocess'))
  if (isWithin(workDir, folder) && destinationOf(watch, from) === null)
    throw new Failure('usage', `${displayName(workDir)} lies in the watched folder itself.`, {
      hint: 'Results would be taken for new files there: choose another folder for the work.'
    })
  const createdAt = platform.clock.now().toISOString()
  const plain = { version: 1, name, watch: watch.name, site, from, seenAs: folder, workDir } as const
  return { ...plain, include: [...include], request, pace, createdAt, paused: false }
}

/** `usage`: an array has no room, or the form has a mistake; `not-found`: there is no such template. */
export function refuseUnfit(
  { name, request, pace }: Pick<RuleRecord, 'name' | 'request' | 'pace'>,
  templates: readonly JobTemplate[]
): void {
  if (pace.queued < pace.batch)
    throw new Failure('usage', `An array of ${pace.batch} files does not fit into ${pace.queued} tasks.`, {
      hint: 'Allow at least as many tasks as an array has files.'
    })
  const wish = { batch: 'check', name: `${name}-check`, files: 1, atOnce: 1 }
  arrayScript(templateOf(templates, request.template), request, wish)
}

function fromOf(watch: Watch, { site, from }: AddRule): Place {
  const places = placesOf(watch)
  if (from) {
    if (places.some(place => samePlace(place, from))) return from
    throw new Failure('usage', `The watch ${watch.name} does not bring its files to ${displayName(from.path)}.`, {
      hint: 'Name its folder or one of its destinations, as farscope watch status shows them.'
    })
  }
  const there = places.filter(place => place.kind === 'site' && place.site === site)
  const [only] = there
  if (only && there.length === 1) return only
  throw new Failure(
    'usage',
    only
      ? `The watch ${watch.name} has several folders at ${site}.`
      : `The watch ${watch.name} brings nothing to ${site}.`,
    { hint: 'Name the folder with --from, and how jobs see it with --seen-as where it is called otherwise there.' }
  )
}
