/** Quick looks: what a file is and what it shows, of parts of it that are read where it lies. */
import type { Place } from '@contract/files'
import type { Montage, Preview } from '@contract/previews'
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import { instantOf } from '@domain/files/entry'
import type { FileInfo, FileSystem, FileSystems } from '@domain/files/file-system'
import { baseName } from '@domain/files/path'
import { withinTime } from '../../within-time'
import { createFileSource } from './file-source'
import { createKeptLooks } from './kept-looks'
import { lookByFormat } from './look-by-format'
import type { LookWish } from './looked-at'
import { type NewestWish, newestPictures } from './newest-pictures'

type Signal = AbortSignal | undefined

/** How long one look may take; over a poor link it is given up then. */
const limitMs = 60_000

/** The calls of contract/previews; every error is a `Failure` that names the path. */
export interface Previews {
  look(place: Place, wish: LookWish, signal: Signal): Promise<Preview>
  newest(place: Place, wish: NewestWish, signal: Signal): Promise<Montage>
}

export function createPreviews(fileSystems: FileSystems): Previews {
  const kept = createKeptLooks()

  async function at(place: Place, signal: AbortSignal): Promise<FileSystem> {
    if (place.kind === 'local') return fileSystems.local
    return place.kind === 's3' ? fileSystems.s3(place.profile) : fileSystems.site(place.site, signal)
  }

  async function lookAt(files: FileSystem, place: Place, wish: LookWish, signal: AbortSignal): Promise<Preview> {
    const path = files.absolute(place.path)
    const info = await files.stat(path, signal)
    refuseOthers(path, info)
    const key = JSON.stringify([{ ...place, path }, info.stamp, wish])
    const known = kept.get(key)
    if (known) return { ...known, bytesRead: 0 }
    const preview = await lookAtFile(files, path, info, wish, signal)
    kept.set(key, preview)
    return preview
  }

  return {
    look: (place, wish, signal) =>
      withinLimit(place, signal, async inner => lookAt(await at(place, inner), place, wish, inner)),
    newest: (place, wish, signal) =>
      withinLimit(place, signal, async inner => {
        const files = await at(place, inner)
        return newestPictures(files, files.absolute(place.path), wish, inner, (path, one) =>
          lookAt(files, { ...place, path }, one, inner)
        )
      })
  }
}

/** A look that is not over in time is given up. */
function withinLimit<Value>(
  place: Place,
  signal: Signal,
  work: (signal: AbortSignal) => Promise<Value>
): Promise<Value> {
  const late = (cause: unknown): Failure =>
    new Failure('timeout', `${displayName(place.path)} could not be looked at within a minute.`, {
      hint: 'The link is slow, or the disk it lies on does not answer.',
      cause
    })
  return withinTime(limitMs, signal, late, work)
}

function refuseOthers(path: string, { type }: FileInfo): void {
  if (type === 'directory')
    throw new Failure('is-a-directory', `${displayName(path)} is a folder.`, {
      hint: 'Name a file in it; farscope preview --newest shows its newest pictures.'
    })
  if (type !== 'file')
    throw new Failure('unsupported', `${displayName(path)} is a device, a pipe or a socket, which shows nothing.`)
}

async function lookAtFile(
  files: FileSystem,
  path: string,
  info: FileInfo,
  wish: LookWish,
  signal: AbortSignal
): Promise<Preview> {
  const handle = await files.openRead(path, signal)
  try {
    const source = createFileSource(files, handle, { path, size: info.size }, signal)
    const looked = await lookByFormat(source, displayName(baseName(path)), wish)
    return {
      ...{ path, size: info.size, mtime: instantOf(info.mtime), bytesRead: source.bytesRead },
      ...looked
    }
  } finally {
    // Nothing depends on the answer, which would be one more round trip.
    handle.close().catch(() => undefined)
  }
}
