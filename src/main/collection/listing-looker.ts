/** Looks by listing the folders, for what has no find: Windows hosts, buckets, other systems. It cannot listen. */

import type { SeenFile } from '@domain/collection/observer'
import { eachAtOnce } from '@domain/each-at-once'
import { Failure } from '@domain/failure'
import type { FileInfo, FileSystem } from '@domain/files/file-system'
import { joinPath } from '@domain/files/path'
import { type Looker, noFolder } from './looker'

/** Questions under way at once: one at a time, each movie of a microscope's PC would cost its own round trip. */
const questionsAtOnce = 16

export function createListingLooker(files: FileSystem, root: string): Looker {
  const stamp = ({ size, mtime }: FileInfo): Pick<SeenFile, 'size' | 'mtime'> => ({ size, mtime: String(mtime) })
  return {
    means: 'listing',
    async look(_since, below, signal) {
      const began = performance.now()
      const found: { files: SeenFile[]; folders: string[] } = { files: [], folders: [] }
      let trouble: Failure | null = null
      const into = async (folder: string): Promise<string[]> => {
        const inside: string[] = []
        try {
          for await (const batch of files.readDirectory(folder === '' ? root : joinPath(root, folder), signal))
            for (const entry of batch) {
              const path = folder === '' ? entry.name : joinPath(folder, entry.name)
              if (entry.type === 'file') found.files.push({ path, ...stamp(entry) })
              if (entry.type !== 'directory') continue
              found.folders.push(path)
              inside.push(path)
            }
        } catch (thrown) {
          const failure = Failure.from(thrown)
          if (folder === '' && failure.code === 'not-found') throw noFolder(root, files.label)
          if (failure.code !== 'permission' && failure.code !== 'not-found') throw failure
          if (failure.code === 'permission') trouble ??= failure
        }
        return inside
      }
      for (let open = [below]; open.length > 0; ) {
        const next: string[] = []
        await eachAtOnce(open, questionsAtOnce, async folder => {
          for (const inside of await into(folder)) next.push(inside)
        })
        open = next
      }
      const took = { newest: null, tookMs: performance.now() - began }
      return { ...found, ...took, folderTimes: new Map(), complete: trouble === null, trouble }
    },
    async lookAt(paths, signal) {
      const seen = new Map<string, SeenFile>()
      await eachAtOnce(paths, questionsAtOnce, async path => {
        try {
          const info = await files.lstat(joinPath(root, path), signal)
          if (info.type === 'file') seen.set(path, { path, ...stamp(info) })
        } catch (thrown) {
          if (Failure.from(thrown).code !== 'not-found') throw thrown
        }
      })
      return paths.flatMap(path => seen.get(path) ?? [])
    },
    // Each of its looks is at everything.
    lookInto: () => Promise.reject(new Failure('unsupported', 'A listing tells of no single folder.')),
    listen: async () => 'never'
  }
}
