/** Files of this computer and of the sites: look, make, rename, remove. */
import type { Entry, ListEvent, Place, UnfinishedUpload } from '@contract/files'
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import { toEntry } from '@domain/files/entry'
import type { BucketFileSystem, FileSystem, FileSystems, StoredChecksum } from '@domain/files/file-system'
import { makeFolders } from '@domain/files/make-folders'
import { baseName } from '@domain/files/path'
import type { ChecksumsOf } from '@domain/transfers/checksums'
import type { Platform } from '../platform'
import type { SiteAccess } from '../site-access'
import { checksumOf, createChecksumsOf } from './checksums'
import { createFileContents, type FileContents } from './file-contents'
import { createFileSystems } from './file-systems'
import { describeLink, listFolder } from './list-folder'
import { type Measure, measureTree, type Removal, removeTree } from './remove-tree'
import { createBucketAccounts } from './s3/bucket-accounts'
import { createBucketChecksums, noChecksum } from './s3/stored-checksum'

type Signal = AbortSignal | undefined

/** The calls of contract/files; every error is a `Failure` that names the path. */
export interface Files {
  /** For the slices that work on files themselves. */
  readonly fileSystems: FileSystems
  /** The same, for checksums. */
  readonly checksumsOf: ChecksumsOf
  /** Bytes of single files, for the doors. */
  readonly contents: FileContents
  list(place: Place, signal: Signal): AsyncGenerator<ListEvent, void, void>
  stat(place: Place, followLinks: boolean, signal: Signal): Promise<{ path: string; entry: Entry }>
  makeDirectory(place: Place, parents: boolean, signal: Signal): Promise<{ path: string }>
  rename(from: Place, to: Place, signal: Signal): Promise<void>
  /** `mode` in octal. */
  chmod(place: Place, mode: string, signal: Signal): Promise<void>
  measure(places: readonly Place[], limit: number, signal: Signal): Promise<Measure>
  remove(places: readonly Place[], recursive: boolean, signal: Signal): Promise<Removal>
  space(place: Place, signal: Signal): Promise<{ freeBytes: number | null; totalBytes: number | null }>
  /** Of a regular file, links followed, computed where it lies; of an object, what its store keeps. */
  checksum(place: Place, signal: Signal): Promise<{ algorithm: string; hex: string }>
  /** In a bucket, or below a folder of it; `usage` for other places. */
  unfinishedUploads(place: Place, signal: Signal): Promise<UnfinishedUpload[]>
  abortUpload(place: Place, uploadId: string, signal: Signal): Promise<void>
  close(): Promise<void>
}

/** A next transfer to the same place then begins without opening channels. Milliseconds. */
const keepLanesMs = 20_000

export function createFiles({ platform, access }: { platform: Platform; access: SiteAccess }): Files {
  const s3 = createBucketAccounts(platform.environment)
  const fileSystems = createFileSystems({ access, homeFolder: platform.homeFolder, s3, keepLanesMs })
  const checksumsOf = createChecksumsOf({ access, s3: async profile => createBucketChecksums(await s3(profile)) })
  const at = async (place: Place, signal: Signal): Promise<FileSystem> => {
    if (place.kind === 'local') return fileSystems.local
    return place.kind === 's3' ? fileSystems.s3(place.profile) : fileSystems.site(place.site, signal)
  }
  const bucketsAt = async (place: Place): Promise<BucketFileSystem> => {
    if (place.kind === 's3') return fileSystems.s3(place.profile)
    throw new Failure('usage', `${displayName(place.path)} is not in a bucket, so it has no uploads.`)
  }

  return {
    fileSystems,
    checksumsOf,
    contents: createFileContents(fileSystems),
    async *list(place, signal) {
      yield* listFolder(await at(place, signal), place.path, signal)
    },
    async stat(place, followLinks, signal) {
      const files = await at(place, signal)
      const path = files.absolute(place.path)
      const info = await (followLinks ? files.stat(path, signal) : files.lstat(path, signal))
      const link = info.type === 'link' ? await describeLink(files, path, signal) : {}
      const named = { ...info, ...(await files.ownerNames(info, signal)) }
      return { path, entry: toEntry(baseName(path) || '/', named, link) }
    },
    async makeDirectory(place, parents, signal) {
      const files = await at(place, signal)
      const path = files.absolute(place.path)
      if (parents) await makeFolders(files, path, signal)
      else await files.makeDirectory(path, undefined, signal)
      return { path }
    },
    async rename(from, to, signal) {
      if (!sameEnd(from, to))
        throw new Failure('usage', `${displayName(from.path)} cannot be renamed across computers.`, {
          hint: 'Copy it there, then remove it here.'
        })
      const files = await at(from, signal)
      await files.rename(files.absolute(from.path), files.absolute(to.path), signal)
    },
    async chmod(place, mode, signal) {
      const files = await at(place, signal)
      const path = files.absolute(place.path)
      // Setting the mode of a link sets that of what it points to, which nobody asked for (sftp, chmod(2)).
      if ((await files.lstat(path, signal)).type === 'link')
        throw new Failure('unsupported', `${displayName(path)} is a link; a link has no permissions of its own.`, {
          hint: 'Change those of what it points to.'
        })
      await files.setAttributes(path, { mode: Number.parseInt(mode, 8) }, signal)
    },
    async measure(places, limit, signal) {
      const measure: Measure = { files: 0, directories: 0, bytes: 0, complete: true }
      for (const place of places) {
        const files = await at(place, signal)
        await measureTree(files, files.absolute(place.path), limit, measure, signal)
      }
      return measure
    },
    async remove(places, recursive, signal) {
      const removal: Removal = { removed: 0, failed: [] }
      for (const place of places) await removeTree(await at(place, signal), place.path, recursive, removal, signal)
      return removal
    },
    async space(place, signal) {
      const files = await at(place, signal)
      return files.space(files.absolute(place.path), signal)
    },
    async checksum(place, signal) {
      const files = await at(place, signal)
      const path = files.absolute(place.path)
      const { type, size } = await files.stat(path, signal)
      if (type === 'directory')
        throw new Failure('is-a-directory', `${displayName(path)} is a folder, which has no checksum.`, {
          hint: 'Name a file in it.'
        })
      if (type !== 'file')
        throw new Failure('unsupported', `${displayName(path)} is not a regular file, so it has no checksum.`)
      if (place.kind === 's3') return storedAt(await bucketsAt(place), path, signal)
      return checksumOf(await checksumsOf(place, signal), { path, size, label: files.label }, signal)
    },
    async unfinishedUploads(place, signal) {
      const files = await bucketsAt(place)
      return files.unfinishedUploads(files.absolute(place.path), signal)
    },
    async abortUpload(place, uploadId, signal) {
      const files = await bucketsAt(place)
      await files.abortUpload(files.absolute(place.path), uploadId, signal)
    },
    close: async () => undefined
  }
}

function sameEnd(one: Place, other: Place): boolean {
  if (one.kind === 'site') return other.kind === 'site' && one.site === other.site
  if (one.kind === 's3') return other.kind === 's3' && one.profile === other.profile
  return other.kind === 'local'
}

async function storedAt(files: BucketFileSystem, path: string, signal: Signal): Promise<StoredChecksum> {
  const stored = await files.storedChecksum(path, signal)
  if (stored) return stored
  throw noChecksum(path)
}
