/** The files of a site over several lanes: calls go to the lane with the least to do, large files over all of them. */
import type { OwnFileSystem } from '@domain/files/file-system'
import type { SiteMany } from './bulk/site-many'
import type { Lane, Lanes } from './lanes'
import { openStripedRead, openStripedWrite } from './striped-handles'

/** `leave`: the transfer is over; nothing is asked of the lanes any more. */
export function createLanedFileSystem(lanes: Lanes, many: SiteMany, leave: () => void): OwnFileSystem {
  const { files } = lanes.first
  // Calls that change names stay on the login's own connection: one that was lost meanwhile may have been done or not.
  const on = <T>(work: (lane: Lane) => Promise<T>): Promise<T> => {
    const lane = lanes.pick({ shared: true })
    return lanes.use(lane, 0, () => work(lane))
  }
  return {
    label: files.label,
    kind: files.kind,
    wholeFilesOnly: false,
    windowsNames: files.windowsNames,
    get connected() {
      return lanes.connected
    },
    chunkBytes: files.chunkBytes,
    home: files.home,
    absolute: path => files.absolute(path),
    realPath: (path, signal) => on(lane => lane.files.realPath(path, signal)),
    stat: (path, signal) => on(lane => lane.files.stat(path, signal)),
    lstat: (path, signal) => on(lane => lane.files.lstat(path, signal)),
    ownerNames: (info, signal) => files.ownerNames(info, signal),
    async *readDirectory(path, signal) {
      const lane = lanes.pick({ shared: true })
      // Counted as a file: the lane must not close under the listing.
      lane.handles++
      try {
        yield* lane.files.readDirectory(path, signal)
      } finally {
        lanes.released(lane)
      }
    },
    makeDirectory: (path, mode, signal) => on(lane => lane.files.makeDirectory(path, mode, signal)),
    removeFile: (path, signal) => on(lane => lane.files.removeFile(path, signal)),
    removeDirectory: (path, signal) => on(lane => lane.files.removeDirectory(path, signal)),
    rename: (from, to, signal) => on(lane => lane.files.rename(from, to, signal)),
    replace: (from, to, signal) => on(lane => lane.files.replace(from, to, signal)),
    readLink: (path, signal) => on(lane => lane.files.readLink(path, signal)),
    makeLink: (target, path, signal) => on(lane => lane.files.makeLink(target, path, signal)),
    setAttributes: (path, wish, signal) => on(lane => lane.files.setAttributes(path, wish, signal)),
    openRead: (path, signal) => openStripedRead(lanes, path, signal),
    openWrite: (path, options, signal) => openStripedWrite(lanes, path, options, signal),
    readSmall: (path, most, signal) => lanes.anywhere(0, lane => lane.files.readSmall(path, most, signal)),
    async writeSmall(path, data, wish, signal) {
      let again = false
      await lanes.anywhere(data.length, async lane => {
        // Nobody knows how far the one on the lost connection came.
        if (again) await lane.files.removeFile(path, signal).catch(() => undefined)
        again = true
        await lane.files.writeSmall(path, data, wish, signal)
      })
    },
    append: (path, data, mode, signal) => on(lane => lane.files.append(path, data, mode, signal)),
    space: (path, signal) => on(lane => lane.files.space(path, signal)),
    sha256: (path, bytes, signal) => on(lane => lane.files.sha256(path, bytes, signal)),
    many,
    close: () => {
      many.close()
      leave()
    }
  }
}
