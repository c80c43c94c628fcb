/** The buckets of one account behind the port of the rules. */

import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import { absoluteBucketPath } from '@domain/files/bucket-path'
import type { BucketFileSystem, FileSystem } from '@domain/files/file-system'
import { smallestPartBytes } from '@domain/files/upload-parts'
import { noLinksInBucket } from '@domain/transfers/left-out'
import { makeFolder, removeFolder, removeObject, renameObject, setObjectAttributes } from './copy-object'
import { readExactly, readFolder } from './list-keys'
import { headObject, lookAt, nothingThere } from './object-info'
import { presignPuts } from './presign'
import { putObject } from './put-object'
import { openObject, readSmallObject } from './read-object'
import { createS3Link, type S3LinkParts } from './s3-link'
import { storedChecksumOf } from './stored-checksum'
import { abortUpload, listUploads } from './uploads'
import { openObjectWrite } from './write-object'

const noLinks = (path: string): Promise<never> => Promise.reject(noLinksInBucket(`s3:${displayName(path).slice(1)}`))

const noAppending = (path: string): Promise<never> =>
  Promise.reject(
    new Failure('unsupported', `s3:${displayName(path).slice(1)}: nothing can be added to an object of a bucket.`, {
      hint: 'Choose a place on this computer or at a site.'
    })
  )

/** Nothing is asked of anybody before the first call. */
export function createS3FileSystem(parts: S3LinkParts): BucketFileSystem {
  const link = createS3Link(parts)
  const stat: FileSystem['stat'] = async (path, signal) => {
    const info = await lookAt(link, path, signal)
    if (!info) throw nothingThere(path)
    return info
  }
  const files: FileSystem = {
    label: parts.profile === undefined ? 's3' : `s3 (${parts.profile})`,
    kind: 's3',
    wholeFilesOnly: true,
    windowsNames: false,
    connected: true,
    chunkBytes: smallestPartBytes,
    home: '/',
    absolute: absoluteBucketPath,
    realPath: async path => absoluteBucketPath(path),
    stat,
    lstat: stat,
    ownerNames: async ({ owner, group }) => ({ owner, group }),
    readDirectory: (path, signal) => readFolder(link, path, signal),
    makeDirectory: (path, _mode, signal) => makeFolder(link, path, signal),
    removeFile: (path, signal) => removeObject(link, path, signal),
    removeDirectory: (path, signal) => removeFolder(link, path, signal),
    rename: (from, to, signal) => renameObject(link, from, to, signal),
    replace: async (from, to, signal) => {
      await removeObject(link, to, signal)
      await renameObject(link, from, to, signal)
      return 'gap'
    },
    readLink: noLinks,
    makeLink: (_target, path) => noLinks(path),
    append: noAppending,
    setAttributes: (path, wish, signal) => setObjectAttributes(link, path, wish, signal),
    openRead: (path, signal) => openObject(link, path, signal),
    openWrite: (path, options, signal) => openObjectWrite(link, path, options, signal),
    readSmall: (path, most, signal) => readSmallObject(link, path, most, signal),
    writeSmall: (path, data, wish, signal) => putObject(link, path, data, { wish, replaces: false }, signal),
    space: async () => ({ freeBytes: null, totalBytes: null }),
    sha256: async () => null
  }
  return {
    ...files,
    exact: { ...files, readDirectory: (path, signal) => readExactly(link, path, signal) },
    async storedChecksum(path, signal) {
      const head = await headObject(link, path, signal)
      if (!head) throw nothingThere(path)
      return storedChecksumOf(head) ?? null
    },
    unfinishedUploads: (path, signal) => listUploads(link, path, signal),
    abortUpload: (path, uploadId, signal) => abortUpload(link, path, uploadId, signal),
    presignPuts: (paths, wish, signal) => presignPuts(link, paths, wish, signal)
  }
}
