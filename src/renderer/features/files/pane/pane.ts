/** One pane: where it looks, what is there, what is chosen. A small store that the components draw. */
import type { FarscopeClient } from '@contract/contract'
import type { Entry } from '@contract/files'
import { Failure } from '@domain/failure'
import { baseName, joinPath, parentPath } from '@domain/files/path'
import { createStore, type StoreApi } from 'zustand'
import { noSelection, type Selection, selectOne } from '../../../ui/data-table/selection'
import type { Sort } from '../../../ui/data-table/sorting'
import { visibleName } from '../../../ui/visible-name'
import { placeAt, sameWhere, type Where } from '../where'

/** Milliseconds between two counts shown while a folder is read. */
const countEveryMs = 100

/** A folder that was shown. */
export interface Visit {
  readonly where: Where
  readonly path: string
}

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
  readonly past: readonly Visit[]
  /** Where `forward` goes, the next one last. */
  readonly future: readonly Visit[]
  readonly filter: string
  readonly filtering: boolean
  readonly hidden: boolean
  /** Whether the folder tree stands beside the rows. */
  readonly tree: boolean
  readonly sort: Sort
  readonly selection: Selection
  /** Bytes; null where the place does not say. */
  readonly freeBytes: number | null
}

/** What can be done with a pane; failures end up in its state. */
export interface Pane {
  readonly store: StoreApi<PaneState>
  /**
   * Shows a folder there; `select` is the name to choose when it is read, `seek` one that somebody asked for: where it
   * is not there, that is told, and a hidden one is shown.
   */
  show(where: Where, path: string, options?: ShowOptions): void
  /** Another folder of the same computer. */
  go(path: string): void
  back(): void
  forward(): void
  up(): void
  /** The folder shown is gone: the nearest one above it that is there. */
  upToThere(): void
  /** Reads again; the rows stay until the new ones are there. */
  refresh(options?: { select?: string }): void
  stop(): void
  /** Connects the site, with its questions, then reads. */
  connect(): void
  /** Forgets the site. */
  clear(): void
  set(
    change: Partial<Pick<PaneState, 'filter' | 'filtering' | 'hidden' | 'tree' | 'sort' | 'selection' | 'problem'>>
  ): void
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
  future: [],
  filter: '',
  filtering: false,
  hidden: false,
  tree: false,
  sort: { column: 'name', direction: 'ascending' },
  selection: noSelection,
  freeBytes: null
}

/** See `Pane.show`. */
export interface ShowOptions {
  readonly remember?: boolean
  readonly select?: string
  readonly seek?: string
}

/** What a reading does beside reading. */
interface ReadOptions {
  /** The rows shown now stay until all new ones are there. */
  readonly keep: boolean
  readonly connect?: boolean
  readonly select?: string | undefined
  readonly seek?: string | undefined
  /** Where there is no such folder the one above it is read, and so on up to the root. */
  readonly climb?: boolean
}

/** Folders that `back` remembers. */
const mostVisits = 100

/** What a pane tells and asks of its surroundings. */
export interface PaneSurroundings {
  /** Milliseconds since 1970. */
  readonly now?: () => number
  /** Called when a folder was opened by the person, with its absolute path. */
  readonly onOpened?: (visit: Visit) => void
}

/** A pane that shows nothing yet. */
export function createPane(engine: PaneEngine, { now = Date.now, onOpened }: PaneSurroundings = {}): Pane {
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
      if (signal.aborted) return
      if (!options.keep) onOpened?.({ where, path: get().path })
      void readSpace(where, signal)
    } catch (thrown) {
      if (signal.aborted) return
      const failure = Failure.from(thrown)
      const above = parentPath(path)
      if (!options.climb || failure.code !== 'not-found' || above === path) return set({ status: 'failed', failure })
      set({ path: above })
      return read(options)
    }
  }

  /**
   * Rows are handed on when twice as many came as are shown, so that sorting them again and again costs no more than
   * sorting them twice.
   */
  async function follow(
    events: Awaited<ReturnType<PaneEngine['files']['list']>>,
    { keep, select, seek }: ReadOptions,
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
    const wanted = seek ?? select
    const found = wanted !== undefined && came.some(entry => entry.name === wanted)
    set({
      ...{ entries: came, counted: came.length, status: 'ready' },
      ...(found && { selection: selectOne(wanted) }),
      ...(seek !== undefined && (found ? seek.startsWith('.') && { hidden: true } : { problem: missing(seek) }))
    })
  }

  function missing(name: string): Failure {
    return new Failure('not-found', `${visibleName(joinPath(get().path, name))} is not there.`, {
      hint: 'It may have been moved or removed since; here is the folder that held it.'
    })
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

  /** The folder shown now, unless it could not be shown. */
  function visitNow(): readonly Visit[] {
    const { where, path, status } = get()
    return where !== null && status !== 'failed' ? [{ where, path }] : []
  }

  function open(where: Where, path: string, choice: Pick<ShowOptions, 'select' | 'seek'>): void {
    set({ where, path, filter: '', filtering: false, problem: null })
    const { select, seek } = choice
    void read({ keep: false, select, seek })
  }

  function show(where: Where, path: string, options: ShowOptions = {}): void {
    const left = options.remember === false ? [] : visitNow()
    if (left.length > 0) set({ past: [...get().past.slice(1 - mostVisits), ...left], future: [] })
    open(where, path, options)
  }

  /** Goes to the last of one list; the folder left is put on the other. */
  function retrace(from: 'past' | 'future', to: 'past' | 'future'): void {
    const visit = get()[from].at(-1)
    if (!visit) return
    const { where, path } = get()
    set({ [to]: [...get()[to], ...visitNow()], [from]: get()[from].slice(0, -1) })
    const child = sameWhere(visit.where, where) && parentPath(path) === visit.path ? baseName(path) : undefined
    open(visit.where, visit.path, child === undefined ? {} : { select: child })
  }

  return {
    store,
    show,
    go(path) {
      const { where } = get()
      if (where) show(where, path)
    },
    back: () => retrace('past', 'future'),
    forward: () => retrace('future', 'past'),
    up() {
      const { where, path } = get()
      if (where && parentPath(path) !== path) show(where, parentPath(path), { select: baseName(path) })
    },
    upToThere() {
      const { path } = get()
      set({ path: parentPath(path), filter: '', filtering: false, problem: null })
      void read({ keep: false, climb: true })
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
      const { hidden, tree, sort } = get()
      set({ ...emptyPane, hidden, tree, sort })
    },
    set
  }
}
