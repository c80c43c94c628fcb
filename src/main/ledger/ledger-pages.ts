/** The files of a choice, a page at a time: many are never held at once. */
import { setImmediate as turn } from 'node:timers/promises'
import type { Place } from '@contract/files'
import type { LedgerChoice } from '@contract/ledger'
import { absoluteBucketPath } from '@domain/files/bucket-path'
import { normalizePath } from '@domain/files/path'
import type { RecordedFile } from '@domain/ledger/recorded-file'
import type { LedgerFiles } from '../store/ledger-files'
import { filesAt, type LedgerEnds } from './ends'

const pageRows = 500

type Signal = AbortSignal | undefined

export interface LedgerPages {
  /** In order of source and version; others have the thread between two pages. Rejects when `signal` aborts. */
  pages(choice: LedgerChoice, signal: Signal): AsyncGenerator<RecordedFile[], void, void>
}

export function createPages(ends: LedgerEnds, files: LedgerFiles): LedgerPages {
  async function* pages(given: LedgerChoice, signal: Signal): AsyncGenerator<RecordedFile[], void, void> {
    const choice = given.under ? { ...given, under: await absolutePlace(ends, given.under, signal) } : given
    let page = files.page(choice, undefined, pageRows)
    while (page.length > 0) {
      yield page
      await turn()
      signal?.throwIfAborted()
      page = files.page(choice, page.at(-1), pageRows)
    }
  }
  return { pages }
}

/** A path that is absolute needs no link. */
export async function absolutePlace(ends: LedgerEnds, place: Place, signal: Signal): Promise<Place> {
  if (place.kind === 's3') return { ...place, path: absoluteBucketPath(place.path) }
  if (place.kind === 'site' && /^(?:[A-Za-z]:)?\//.test(place.path))
    return { ...place, path: normalizePath(place.path) }
  const files = await filesAt(ends, place, signal)
  return { ...place, path: files.absolute(place.path) }
}
