/** Pages of the journal of one transfer, fetched as they come into sight and read again while it moves. */
import type { FarscopeClient } from '@contract/contract'
import type { TransferFile } from '@contract/transfers'
import { Failure } from '@domain/failure'
import { createStore, type StoreApi } from 'zustand'
import { type FileFilter, filterStates } from './file-filter'

/** Files of one page. */
export const pageFiles = 200

/** What is known of the list. */
export interface FilePagesState {
  /** Null until the first answer. */
  readonly total: number | null
  readonly pages: ReadonlyMap<number, readonly TransferFile[]>
  readonly failure: string | undefined
}

/** The files of one transfer under one choice. */
export interface FilePages {
  readonly store: StoreApi<FilePagesState>
  /** The rows from `first` to `last` are in sight: their pages are fetched unless they are there. */
  see(first: number, last: number): void
  /** Reads what is in sight again; pages out of sight are forgotten, they may be old. */
  refresh(): void
  close(): void
}

/** Nothing is fetched before `see`. */
export function createFilePages(
  files: FarscopeClient['transfers']['files'],
  id: string,
  filter: FileFilter
): FilePages {
  const store = createStore<FilePagesState>(() => ({ total: null, pages: new Map(), failure: undefined }))
  const controller = new AbortController()
  const asked = new Set<number>()
  let seen: readonly [number, number] = [0, 0]
  const states = filterStates(filter)

  async function fetchPage(page: number): Promise<void> {
    if (asked.has(page)) return
    asked.add(page)
    try {
      const input = { id, offset: page * pageFiles, limit: pageFiles, ...(states && { states }) }
      const answer = await files(input, { signal: controller.signal })
      if (controller.signal.aborted) return
      store.setState(({ pages }) => ({
        total: answer.total,
        failure: undefined,
        pages: new Map(pages).set(page, answer.files)
      }))
    } catch (thrown) {
      if (!controller.signal.aborted) store.setState({ failure: Failure.from(thrown).message })
    } finally {
      asked.delete(page)
    }
  }

  const inSight = (): number[] => {
    const [first, last] = seen.map(row => Math.floor(row / pageFiles))
    const count = (last ?? 0) - (first ?? 0) + 1
    return Array.from({ length: count }, (_, at) => (first ?? 0) + at)
  }

  return {
    store,
    see(first, last) {
      seen = [first, Math.max(first, last)]
      const { pages } = store.getState()
      for (const page of inSight()) if (!pages.has(page)) void fetchPage(page)
    },
    refresh() {
      const wanted = new Set(inSight())
      store.setState(({ pages }) => ({ pages: new Map([...pages].filter(([page]) => wanted.has(page))) }))
      for (const page of wanted) void fetchPage(page)
    },
    close: () => controller.abort()
  }
}

/** A file by its place in the list; undefined while its page is not there. */
export function fileAt({ pages }: Pick<FilePagesState, 'pages'>, row: number): TransferFile | undefined {
  return pages.get(Math.floor(row / pageFiles))?.[row % pageFiles]
}
