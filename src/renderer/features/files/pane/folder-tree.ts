/** The folders of one place as a tree that is read where it is unfolded. */
import type { FarscopeClient } from '@contract/contract'
import type { Entry } from '@contract/files'
import { baseName, joinPath, parentPath } from '@domain/files/path'
import { createStore, type StoreApi } from 'zustand'
import { placeAt, sameWhere, type Where } from '../where'
import { isFolder, naturalKey } from './entry-order'

/** A line of the tree. */
export interface TreeRow {
  readonly path: string
  /** The exact name; the path itself for a root. */
  readonly name: string
  /** 1 for the root. */
  readonly level: number
  /** Undefined: it is known to hold no folders. */
  readonly expanded: boolean | undefined
  readonly state: 'known' | 'reading' | 'unreadable'
}

/** A folder as far as it is known. */
interface Known {
  /** Names of its folders in order; undefined before it was read. */
  readonly folders?: readonly string[]
  readonly state: TreeRow['state']
}

/** What a tree knows. */
export interface FolderTreeState {
  readonly where: Where | null
  readonly known: ReadonlyMap<string, Known>
  readonly expanded: ReadonlySet<string>
  readonly root: string
}

/** The tree of a pane. */
export interface FolderTree {
  readonly store: StoreApi<FolderTreeState>
  /** Unfolds the way to a folder; another place begins a new tree. */
  reveal(where: Where, path: string): void
  /** Takes over a listing that is there anyway. */
  feed(path: string, entries: readonly Entry[]): void
  toggle(path: string, open: boolean): void
  /** Stops all reading. */
  close(): void
}

const nothing: FolderTreeState = { where: null, known: new Map(), expanded: new Set(), root: '/' }

function inOrder(names: Iterable<string>): readonly string[] {
  const keyed = [...names].map(name => ({ name, key: naturalKey(name) }))
  keyed.sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)))
  return keyed.map(({ name }) => name)
}

const foldersOf = (entries: readonly Entry[]): readonly string[] =>
  inOrder(entries.filter(isFolder).map(({ name }) => name))

const isAbsolute = (path: string): boolean => /^(?:[A-Za-z]:)?\//.test(path)

/** The folders on the way from the root to a path, both included. */
export function wayTo(path: string): readonly string[] {
  const way = [path]
  for (let at = path; parentPath(at) !== at; ) {
    at = parentPath(at)
    way.unshift(at)
  }
  return way
}

/** The lines that are unfolded, in order. Hidden folders only when wanted, or when they are on the way to `shown`. */
export function treeRows(
  { known, expanded, root }: FolderTreeState,
  { hidden, shown }: { hidden: boolean; shown: string }
): readonly TreeRow[] {
  const way = wayTo(shown)
  const onWay = new Set(way)
  const rows: TreeRow[] = []
  const left: { path: string; level: number }[] = [{ path: root, level: 1 }]
  for (let line = left.pop(); line; line = left.pop()) {
    const { path, level } = line
    const { folders, state = 'known' } = known.get(path) ?? {}
    const below = (folders ?? [])
      .map(name => joinPath(path, name))
      .filter(child => hidden || !baseName(child).startsWith('.') || onWay.has(child))
    // An automounted folder stands in no listing before it is gone into.
    const next = way[way.indexOf(path) + 1]
    if (onWay.has(path) && next !== undefined && !below.includes(next)) below.push(next)
    const open = expanded.has(path)
    const empty = folders !== undefined && below.length === 0
    rows.push({ path, name: baseName(path) || path, level, expanded: empty ? undefined : open, state })
    if (open) for (const child of below.reverse()) left.push({ path: child, level: level + 1 })
  }
  return rows
}

/** A tree of nothing yet. */
export function createFolderTree(files: Pick<FarscopeClient['files'], 'list'>): FolderTree {
  const store = createStore<FolderTreeState>(() => nothing)
  const { getState: get, setState: set } = store
  let reading = new AbortController()

  const know = (path: string, change: Known): void => {
    const before = get().known.get(path)
    set({ known: new Map(get().known).set(path, { ...before, ...change }) })
  }

  async function read(path: string): Promise<void> {
    const { where, known } = get()
    if (where === null || known.get(path)?.state === 'reading') return
    const { signal } = reading
    know(path, { state: 'reading' })
    try {
      const names: string[] = []
      for await (const event of await files.list({ place: placeAt(where, path) }, { signal })) {
        if (signal.aborted) return
        if (event.type === 'entries') names.push(...foldersOf(event.entries))
      }
      if (!signal.aborted) know(path, { state: 'known', folders: inOrder(names) })
    } catch {
      // A folder on the way that may not be read still shows the way through it.
      if (!signal.aborted) know(path, { state: 'unreadable', folders: get().known.get(path)?.folders ?? [] })
    }
  }

  /** A folder that was never read shows at least the one that is known to be in it. */
  function addChild(path: string, name: string): void {
    const { folders = [], state = 'known' } = get().known.get(path) ?? {}
    if (!folders.includes(name)) know(path, { state, folders: inOrder([...folders, name]) })
  }

  return {
    store,
    reveal(where, path) {
      // Before the folder is open its path may still be `~`.
      if (!isAbsolute(path)) return
      const [root = '/', ...rest] = wayTo(path)
      if (!sameWhere(get().where, where) || get().root !== root) {
        reading.abort()
        reading = new AbortController()
        set({ ...nothing, where, root })
      }
      const way = [root, ...rest].slice(0, -1)
      set({ expanded: new Set([...get().expanded, ...way]) })
      for (const folder of way) {
        const unread = get().known.get(folder) === undefined
        addChild(folder, baseName(rest[way.indexOf(folder)] ?? ''))
        if (unread) void read(folder)
      }
    },
    feed(path, entries) {
      know(path, { state: 'known', folders: foldersOf(entries) })
    },
    toggle(path, open) {
      const expanded = new Set(get().expanded)
      if (open) expanded.add(path)
      else expanded.delete(path)
      set({ expanded })
      // Unfolded again it is read again: folders may have come meanwhile.
      if (open) void read(path)
    },
    close() {
      reading.abort()
      reading = new AbortController()
    }
  }
}
