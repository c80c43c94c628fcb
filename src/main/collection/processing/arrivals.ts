/** Notes the files that a watch has brought, for the rule that takes them. */
import type { JobTemplate } from '@contract/job-templates'
import type { Watch } from '@contract/watch'
import { pathRule } from '@domain/collection/patterns'
import { joinPath } from '@domain/files/path'
import { refusedPath } from '@domain/processing/array-script'
import type { ArrivedFile } from '../../store/processing'
import type { ProcessingParts } from './ports'
import type { RuleRecord } from './rule-record'

/** Files of one transaction: whoever else writes has its turn. */
const atOnce = 500

export interface Arrivals {
  /** Whether anything new came. */
  note(watch: Watch, destination: number | null, template: JobTemplate): Promise<boolean>
}

/** Least time between two looks for files that changed in the watched folder itself. Milliseconds. */
const changesMs = 60_000

/** What was looked at is known by the watch's numbers of its files: below `floor` all, above it those of `seen`. */
export function createArrivals(
  { store, watchFiles, platform }: Pick<ProcessingParts, 'store' | 'watchFiles' | 'platform'>,
  rule: string,
  record: RuleRecord
): Arrivals {
  let watchId: string | undefined
  let floor = 0
  let seen = new Set<number>()
  let before = ''
  let lookedForChanges = 0
  /** Their names do not fit, whatever they hold. */
  let unfit = new Set<number>()
  const takes = pathRule({ include: record.include, exclude: [], includeRegex: [], excludeRegex: [] })

  function fileOf(id: number, destination: number | null): ArrivedFile | undefined {
    const file = watchFiles.file(id)
    if (!file) return undefined
    const copy = destination === null ? undefined : watchFiles.copiesOf(id).find(one => one.destination === destination)
    const path = destination === null ? file.path : copy?.target
    if (!takes(file.path)) unfit.add(id)
    if (path === undefined || unfit.has(id)) return undefined
    return { path, stamp: `${file.size} ${file.mtime}`, finishedAt: file.finishedAt }
  }

  function noteSome(ids: readonly number[], destination: number | null, template: JobTemplate): boolean {
    const at = platform.clock.now().getTime()
    return store.together(() =>
      ids
        .flatMap(id => fileOf(id, destination) ?? [])
        .map(file => store.note(rule, file, refusedPath(template, joinPath(record.seenAs, file.path)), at))
        .includes(true)
    )
  }

  /** A file that changes in the folder itself keeps its number as long as nobody has a copy of it. */
  function changedHere(watch: string, destination: number | null): readonly number[] {
    const now = platform.clock.now().getTime()
    if (destination !== null || Math.abs(now - lookedForChanges) < changesMs) return []
    lookedForChanges = now
    return store.unnoted(rule, watch).filter(id => id <= floor && !unfit.has(id))
  }

  return {
    async note(watch, destination, template) {
      if (watch.id !== watchId) {
        watchId = watch.id
        floor = 0
        seen = new Set()
        before = ''
        unfit = new Set()
      }
      const changed = changedHere(watch.id, destination)
      const told = destination === null ? watch.found.files : watch.destinations[destination]
      // The watch counts along: while its numbers stay nothing has come.
      const now = JSON.stringify(typeof told === 'object' ? [told.verified, told.sizeOnly] : told)
      if (now === before && changed.length === 0) return false
      const open = store.firstOpen(watch.id, destination)
      const ids = store.arrived(watch.id, destination, floor)
      const fresh = [...changed, ...ids.filter(id => !seen.has(id))]
      let any = false
      for (let from = 0; from < fresh.length; from += atOnce) {
        any = noteSome(fresh.slice(from, from + atOnce), destination, template) || any
        await new Promise(resolve => setImmediate(resolve))
      }
      floor = open === null ? (ids.at(-1) ?? floor) : Math.max(floor, open - 1)
      seen = new Set(ids.filter(id => id > floor))
      before = now
      return any
    }
  }
}
