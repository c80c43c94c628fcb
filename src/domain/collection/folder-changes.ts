/**
 * Which folders of a watched one have to be looked into, as a look for what changed shows of each folder only what is new
 * by its own time: what came with a folder that was moved, or by a rename on a file server that leaves a file its time,
 * is not shown. A folder's time changes with what is in it, and tells one folder from another of its name.
 */
import { parentPath } from '../files/path'
import type { Look } from './find-look'

type Seen = Pick<Look, 'files' | 'folders' | 'folderTimes'>

/** Paths are below the watched folder, which is ''. */
export interface FolderChanges {
  /** After a look at everything. `complete`: it saw all. */
  whole(look: Seen, complete: boolean): void
  /** After a look for what changed: folders that were not known, each to be looked through with all below it. */
  changed(look: Seen): string[]
  /** Known folders, at most so many, in which something happened that no look has shown yet. */
  unexplained(most: number): string[]
  /** After a look at what is directly in one of them; undefined: it is gone. Folders to be looked through, as before. */
  lookedInto(folder: string, look: Seen | undefined): string[]
  /** After a look through a folder that was not known. */
  lookedThrough(look: Seen): void
}

const folderOf = (path: string): string => parentPath(`/${path}`).slice(1)

export function createFolderChanges(): FolderChanges {
  /** Of each known folder, as it was when all in it had been seen; '' where its host tells none. */
  let times = new Map<string, string>()
  let shown: ReadonlySet<string> = new Set()
  const open = new Map<string, string>()

  function note({ folders, folderTimes }: Seen): void {
    for (const folder of folders) times.set(folder, folderTimes.get(folder) ?? '')
  }

  /** Those that are new; a known one that is another than it was waits for its look. */
  function sort({ folders, folderTimes }: Seen): string[] {
    for (const [folder, time] of folderTimes) {
      const known = times.get(folder)
      if (known !== undefined && known !== time) open.set(folder, time)
    }
    return folders.filter(folder => !times.has(folder))
  }

  return {
    whole(look, complete) {
      if (complete) times = new Map()
      note(look)
      times.set('', look.folderTimes.get('') ?? '')
      shown = new Set([...look.files.map(({ path }) => path), ...look.folders])
      open.clear()
    },
    changed(look) {
      const before = new Set(open.keys())
      const fresh = sort(look)
      const paths = [...look.files.map(({ path }) => path), ...look.folders]
      // The new name is what its folder changed by: with each movie a folder of 100,000 is not looked at for another.
      for (const folder of new Set(paths.filter(path => !shown.has(path)).map(folderOf))) {
        const time = look.folderTimes.get(folder)
        if (time === undefined || before.has(folder)) continue
        open.delete(folder)
        times.set(folder, time)
      }
      shown = new Set(paths)
      note({ ...look, folders: fresh })
      return fresh
    },
    unexplained: most => [...open.keys()].slice(0, most),
    lookedInto(folder, look) {
      const time = look?.folderTimes.get(folder)
      if (time === undefined) times.delete(folder)
      else times.set(folder, time)
      open.delete(folder)
      if (!look) return []
      const fresh = sort(look)
      note({ ...look, folders: fresh })
      return fresh
    },
    lookedThrough: note
  }
}
