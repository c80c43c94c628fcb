/** What a store says of an object, as the port wants it, and what we keep with an object of ours. */
import type { HeadObjectCommandOutput } from '@aws-sdk/client-s3'
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import { type BucketPath, parseBucketPath } from '@domain/files/bucket-path'
import type { AttributeWish, FileInfo } from '@domain/files/file-system'
import { s3ErrorName } from './s3-errors'
import type { S3Link } from './s3-link'

/** What files have that say nothing of it themselves, as most systems give to new ones. */
const fileMode = 0o644
const folderMode = 0o755

export const folderInfo: FileInfo = {
  type: 'directory',
  size: 0,
  mtime: 0,
  mode: folderMode,
  owner: '',
  group: '',
  stamp: ''
}

const seconds = (date: Date | undefined): number => Math.floor((date?.getTime() ?? 0) / 1000)

/** From a listing, which has only the time of storing. */
export function listedInfo(object: { Size?: number; LastModified?: Date; ETag?: string }): FileInfo {
  const { Size: size = 0, LastModified, ETag = '' } = object
  const stamp = `${size}:${ETag}`
  const mtime = seconds(LastModified)
  return { type: 'file', size, mtime, mode: fileMode, owner: '', group: '', stamp, storedTime: true }
}

/**
 * `mtime` in seconds since 1970 with a fraction and `mode` in octal with the type of the file, both as rclone(1) writes
 * them (https://rclone.org/s3/#modification-times-and-hashes, https://rclone.org/local/#metadata).
 */
export function metadataOf({ mtime, mode }: AttributeWish): Record<string, string> {
  return {
    ...(mtime !== undefined && { mtime: String(mtime) }),
    ...(mode !== undefined && { mode: (0o100000 | (mode & 0o7777)).toString(8).padStart(7, '0') })
  }
}

/** Of one object, with what was kept with it. `Size` of a part of it is not looked at. */
export function objectInfo(head: Pick<HeadObjectCommandOutput, 'LastModified' | 'ETag' | 'Metadata'>, size: number) {
  const { mtime = '', mode = '' } = head.Metadata ?? {}
  const kept = /^\d+(?:\.\d*)?$/.test(mtime) ? Math.floor(Number(mtime)) : undefined
  return {
    type: 'file',
    size,
    mtime: kept ?? seconds(head.LastModified),
    mode: /^[0-7]{3,7}$/.test(mode) ? Number.parseInt(mode, 8) & 0o7777 : fileMode,
    owner: '',
    group: '',
    stamp: `${size}:${head.ETag ?? ''}`
  } satisfies FileInfo
}

/** The object of a path. `usage` for what can only be a bucket or a folder. */
export function parseObjectPath(path: string): BucketPath {
  const parsed = parseBucketPath(path)
  if (parsed.key === '' || parsed.folder)
    throw new Failure('is-a-directory', `s3:${displayName(path).slice(1)} is a folder.`, { hint: 'Name a file.' })
  return parsed
}

/** undefined where there is no such object. */
export async function headObject(
  link: S3Link,
  path: string,
  signal: AbortSignal | undefined
): Promise<HeadObjectCommandOutput | undefined> {
  const { bucket, key, folder } = parseBucketPath(path)
  if (folder) return undefined
  return link.run('look at', path, signal, async (s3, options) => {
    try {
      return await s3.headObject({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' }, options)
    } catch (thrown) {
      if (s3ErrorName(thrown) === 'NotFound' || s3ErrorName(thrown) === 'NoSuchKey') return undefined
      throw thrown
    }
  })
}

/** What one may not look at, one may still write, or list: the permissions of a bucket are separate. */
export async function unlessForbidden<T, const Other>(work: Promise<T>, other: Other): Promise<T | Other> {
  try {
    return await work
  } catch (thrown) {
    if (Failure.from(thrown).code === 'permission') return other
    throw thrown
  }
}

/** Whether any key begins so; `not-found` for a bucket that is not there. */
export async function anyBelow(
  link: S3Link,
  path: string,
  { bucket, prefix }: Pick<BucketPath, 'bucket' | 'prefix'>,
  signal: AbortSignal | undefined
): Promise<boolean> {
  const { KeyCount, Contents } = await link.run('look at', path, signal, (s3, options) =>
    s3.listObjectsV2({ Bucket: bucket, Prefix: prefix, MaxKeys: 1 }, options)
  )
  return (KeyCount ?? Contents?.length ?? 0) > 0
}

/** A file, or a folder: what keys begin with, a bucket, the list of buckets. undefined where there is neither. */
export async function lookAt(
  link: S3Link,
  path: string,
  signal: AbortSignal | undefined
): Promise<FileInfo | undefined> {
  const parsed = parseBucketPath(path)
  if (parsed.bucket === '') return folderInfo
  if (parsed.prefix === '') {
    // Its error says whether there is none or only no permission; those who may not list may still look at files.
    await link.run('look at', path, signal, (s3, options) => s3.headBucket({ Bucket: parsed.bucket }, options))
    return folderInfo
  }
  // Who may only list is told "forbidden" of a file that is not there (API reference, HeadObject).
  const head = await unlessForbidden(headObject(link, path, signal), 'forbidden')
  if (head && head !== 'forbidden') return objectInfo(head, head.ContentLength ?? 0)
  if (await anyBelow(link, path, parsed, signal)) return folderInfo
  return head === 'forbidden' && parsed.key !== '' ? forbidden(path) : undefined
}

function forbidden(path: string): never {
  throw new Failure('permission', `Cannot look at s3:${displayName(path).slice(1)}: access is denied.`, {
    hint: 'It may not be there at all: the store tells that only to those who may list the bucket.'
  })
}

export function nothingThere(path: string): Failure {
  return new Failure('not-found', `There is no s3:${displayName(path).slice(1)}.`, { hint: 'Check the path.' })
}
