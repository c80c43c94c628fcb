/** One pane: where it looks, what is there, what is chosen. A small store that the components draw. */
import type { FarscopeClient } from '@contract/contract'
import type { Entry } from '@contract/files'
import { Failure } from '@domain/failure'
import { baseName, parentPath } from '@domain/files/path'
import { createStore, type StoreApi } from 'zustand'
import { noSelection, type Selection, selectOne } from '../../../ui/data-table/selection'
import type { Sort } from '../../../ui/data-table/sorting'
import { placeAt, sameWhere, type Where } from '../where'

/** Milliseconds between two counts shown while a folder is read. */
const countEveryMs = 100

/** What a pane shows. */
export interface PaneState {
  /** Null: no site is chosen yet. */
  readonly where: Where | null
  /** As asked at first (`~`), absolute once the folder is open. */
  readonly path: string
  readonly entries: readonly Entry[]
  readonly status: 'idle' | 'loading' | 'ready' | 'stopped' | 'failed'
  /** Entries that came so far. */
  readonly counted: number
  /** Why the last listing failed; the older one stays in `entries`. */
  readonly failure: Failure | null
  /** Why the last act (copy, upload, clipboard) was refused, until it is dismissed. */
  readonly problem: Failure | null
  readonly past: readonly { readonly where: Where; readonly path: string }[]
  readonly filter: string
  readonly filtering: boolean
  readonly hidden: boolean
  readonly sort: Sort
  readonly selection: Selection
  /** Bytes; null where the place does not say. */
  readonly freeBytes: number | null
}

/** What can be done with a pane; failures end up in its state. */
export interface Pane {
  readonly store: StoreApi<PaneState>
  /** Shows a folder there; `select` is the name to choose when it is read. */
  show(where: Where, path: string, options?: { remember?: boolean; select?: string }): void
  /** Another folder of the same computer. */
  go(path: string): void
  back(): void
  up(): void
  /** Reads again; the rows stay until the new ones are there. */
  refresh(options?: { select?: string }): void
  stop(): void
  /** Connects the site, with its questions, then reads. */
  connect(): void
  /** Forgets the site. */
  clear(): void
  set(change: Partial<Pick<PaneState, 'filter' | 'filtering' | 'hidden' | 'sort' | 'selection' | 'problem'>>): void
}

/** The part of the engine that a pane uses. */
export interface PaneEngine {
  readonly files: Pick<FarscopeClient['files'], 'list' | 'space'>
  readonly connections: Pick<FarscopeClient['connections'], 'connect'>
}

const emptyPane: PaneState = {
  where: null,
  path: '~',
  entries: [],
  status: 'idle',
  counted: 0,
  failure: null,
  problem: null,
  past: [],
  filter: '',
  filtering: false,
  hidden: false,
  sort: { column: 'name', direction: 'ascending' },
  selection: noSelection,
  freeBytes: null
}

/** What a reading does beside reading. */
interface ReadOptions {
  /** The rows shown now stay until all new ones are there. */
  readonly keep: boolean
  readonly connect?: boolean
  readonly select?: string | undefined
}

/** A pane that shows nothing yet. */
export function createPane(engine: PaneEngine, now: () => number = Date.now): Pane {
  const store = createStore<PaneState>(() => emptyPane)
  const { getState: get, setState: set } = store
  let reading = new AbortController()
  /** What came of the reading under way and is not all shown yet. */
  let partial: readonly Entry[] = []

  async function read(options: ReadOptions): Promise<void> {
    const { where, path } = get()
    if (where === null) return
    reading.abort()
    reading = new AbortController()
    const { signal } = reading
    set({
      status: 'loading',
      counted: 0,
      failure: null,
      ...(!options.keep && { entries: [], selection: noSelection, freeBytes: null })
    })
    try {
      if (options.connect && where.kind === 'site') await engine.connections.connect({ site: where.site }, { signal })
      const events = await engine.files.list({ place: placeAt(where, path) }, { signal })
      await follow(events, options, signal)
      void readSpace(where, signal)
    } catch (thrown) {
      if (!signal.aborted) set({ status: 'failed', failure: Failure.from(thrown) })
    }
  }

  /**
   * Rows are handed on when twice as many came as are shown, so that sorting them again and again costs no more than
   * sorting them twice.
   */
  async function follow(
    events: Awaited<ReturnType<PaneEngine['files']['list']>>,
    { keep, select }: ReadOptions,
    signal: AbortSignal
  ): Promise<void> {
    const came: Entry[] = []
    partial = keep ? [] : came
    let handedOn = 0
    let counted = now()
    for await (const event of events) {
      if (signal.aborted) return
      if (event.type === 'opened') set({ path: event.path })
      if (event.type === 'end') break
      if (event.type !== 'entries') continue
      for (const entry of event.entries) came.push(entry)
      if (!keep && came.length >= 2 * handedOn) {
        handedOn = came.length
        set({ entries: [...came] })
      }
      if (now() - counted < countEveryMs) continue
      counted = now()
      set({ counted: came.length })
    }
    if (signal.aborted) return
    const found = select !== undefined && came.some(entry => entry.name === select)
    set({ entries: came, counted: came.length, status: 'ready', ...(found && { selection: selectOne(select) }) })
  }

  async function readSpace(where: Where, signal: AbortSignal): Promise<void> {
    try {
      const { freeBytes } = await engine.files.space({ place: placeAt(where, get().path) }, { signal })
      if (!signal.aborted) set({ freeBytes })
    } catch {
      // Free space is an extra: a server that does not tell it is shown as "unknown".
      if (!signal.aborted) set({ freeBytes: null })
    }
  }

  function show(where: Where, path: string, options: { remember?: boolean; select?: string } = {}): void {
    const before = get()
    const remember = options.remember !== false && before.where !== null && before.status !== 'failed'
    const past =
      before.where && remember ? [...before.past.slice(-99), { where: before.where, path: before.path }] : null
    set({ where, path, filter: '', filtering: false, problem: null, ...(past && { past }) })
    void read({ keep: false, select: options.select })
  }

  return {
    store,
    show,
    go(path) {
      const { where } = get()
      if (where) show(where, path)
    },
    back() {
      const { past, where, path } = get()
      const last = past.at(-1)
      if (!last) return
      set({ past: past.slice(0, -1) })
      const from = sameWhere(last.where, where) ? baseName(path) : ''
      show(last.where, last.path, { remember: false, ...(from !== '' && { select: from }) })
    },
    up() {
      const { where, path } = get()
      if (where && parentPath(path) !== path) show(where, parentPath(path), { select: baseName(path) })
    },
    refresh(options = {}) {
      void read({ keep: get().entries.length > 0, select: options.select })
    },
    stop() {
      reading.abort()
      if (get().status !== 'loading') return
      set({ status: 'stopped', ...(partial.length > 0 && { entries: [...partial] }) })
    },
    connect() {
      void read({ keep: get().entries.length > 0, connect: true })
    },
    clear() {
      reading.abort()
      set({ ...emptyPane, hidden: get().hidden, sort: get().sort })
    },
    set
  }
}
