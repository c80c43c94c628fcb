/** Objects copied, renamed and removed inside the store: no byte of them comes here. */
import type { HeadObjectCommandOutput } from '@aws-sdk/client-s3'
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import { bucketPath, parseBucketPath } from '@domain/files/bucket-path'
import type { AttributeWish } from '@domain/files/file-system'
import { partBytesFor } from '@domain/files/upload-parts'
import { decodeKey, pages } from './list-keys'
import { headObject, lookAt, metadataOf, nothingThere, parseObjectPath } from './object-info'
import { existsAlready, onlyIfFree } from './put-object'
import type { S3Link } from './s3-link'
import { abortUpload } from './uploads'

type Signal = AbortSignal | undefined

/** Largest object that one request copies (CopyObject). Bytes. */
const largestSingleCopy = 5 * 1024 ** 3
/** Parts of a larger one. Bytes; they are only named, not moved through here. */
const copyPartBytes = 1024 ** 3
/** Objects on their way at once. */
const atOnce = 8
/** Most objects of a folder that is renamed: each is copied and then removed, and nothing can do that in one step. */
const mostRenamed = 1000

/** As `CopySource` wants it: bucket and key with all but the slashes encoded. */
const sourceOf = (bucket: string, key: string): string =>
  `${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`

/** `wish`: what the copy is to have instead of what the source has. */
async function copyObject(
  link: S3Link,
  from: string,
  to: string,
  wish: AttributeWish | undefined,
  signal: Signal
): Promise<void> {
  const head = await headObject(link, from, signal)
  if (!head) throw nothingThere(from)
  if ((head.ContentLength ?? 0) > largestSingleCopy) return copyByParts(link, { from, to, wish, head }, signal)
  const source = parseObjectPath(from)
  const { bucket, key } = parseObjectPath(to)
  const metadata = wish && ({ MetadataDirective: 'REPLACE', ...keptHeaders(head, wish) } as const)
  await link.run('copy', from, signal, (s3, options) =>
    s3.copyObject({ Bucket: bucket, Key: key, CopySource: sourceOf(source.bucket, source.key), ...metadata }, options)
  )
}

/** What belongs to an object besides its content; a copy by parts, or one with other attributes, would lose it. */
function keptHeaders(head: HeadObjectCommandOutput, wish: AttributeWish | undefined) {
  const { ContentType, ContentEncoding, ContentDisposition, ContentLanguage, CacheControl } = head
  const Metadata = { ...head.Metadata, ...metadataOf(wish ?? {}) }
  return { ContentType, ContentEncoding, ContentDisposition, ContentLanguage, CacheControl, Metadata }
}

interface PartwiseCopy {
  readonly from: string
  readonly to: string
  readonly wish: AttributeWish | undefined
  readonly head: HeadObjectCommandOutput
}

async function copyByParts(link: S3Link, { from, to, wish, head }: PartwiseCopy, signal: Signal): Promise<void> {
  const source = parseObjectPath(from)
  const { bucket: Bucket, key: Key } = parseObjectPath(to)
  const size = head.ContentLength ?? 0
  const partBytes = Math.max(copyPartBytes, partBytesFor(to, size))
  const { UploadId = '' } = await link.run('copy', from, signal, s3 =>
    s3.createMultipartUpload({ Bucket, Key, ...keptHeaders(head, wish) })
  )
  try {
    const parts = await eachOf(
      Array.from({ length: Math.ceil(size / partBytes) }, (_, index) => index),
      async index => {
        const range = `bytes=${index * partBytes}-${Math.min((index + 1) * partBytes, size) - 1}`
        const part = { Bucket, Key, UploadId, PartNumber: index + 1, CopySourceRange: range }
        const CopySource = sourceOf(source.bucket, source.key)
        const { CopyPartResult } = await link.run('copy', from, signal, (s3, options) =>
          s3.uploadPartCopy({ ...part, CopySource, ...(head.ETag && { CopySourceIfMatch: head.ETag }) }, options)
        )
        return { PartNumber: index + 1, ETag: CopyPartResult?.ETag }
      }
    )
    await link.run('copy', from, signal, (s3, options) =>
      s3.completeMultipartUpload({ Bucket, Key, UploadId, MultipartUpload: { Parts: parts } }, options)
    )
  } catch (thrown) {
    await abortUpload(link, to, UploadId, undefined).catch(() => undefined)
    throw thrown
  }
}

/** In the order of `items`, several at once; the first error ends it when nothing is on its way any more. */
async function eachOf<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const done: R[] = []
  for (let at = 0; at < items.length; at += atOnce)
    for (const one of await Promise.allSettled(items.slice(at, at + atOnce).map(work))) {
      if (one.status === 'rejected') throw one.reason
      done.push(one.value)
    }
  return done
}

/** The object is copied onto itself: nothing else changes what is kept with one. `unsupported` for permissions alone. */
export async function setObjectAttributes(
  link: S3Link,
  path: string,
  { mtime, mode, size }: AttributeWish,
  signal: Signal
): Promise<void> {
  if (size !== undefined || mtime === undefined)
    throw new Failure(
      'unsupported',
      `s3:${displayName(path).slice(1)} has no permissions: a bucket has its own rules.`,
      {
        hint: 'Who may read or write is set for the bucket, in the AWS console.'
      }
    )
  const info = await lookAt(link, path, signal)
  if (!info) throw nothingThere(path)
  // Folders are only beginnings of names; nothing can be kept with them.
  if (info.type === 'directory' || (info.mtime === mtime && (mode ?? info.mode) === info.mode)) return
  await copyObject(link, path, path, { mtime, ...(mode !== undefined && { mode }) }, signal)
}

/** A file, or a folder of few; the old names go when all new ones are there. `exists` when `to` is taken. */
export async function renameObject(link: S3Link, from: string, to: string, signal: Signal): Promise<void> {
  refuseBucket(from, 'renamed')
  const info = await lookAt(link, from, signal)
  if (!info) throw nothingThere(from)
  if (await lookAt(link, to, signal)) throw existsAlready(to)
  const source = parseBucketPath(from)
  const target = parseBucketPath(to)
  if (target.bucket === source.bucket && `${target.key}/`.startsWith(source.prefix) && info.type === 'directory')
    throw new Failure('usage', `s3:${displayName(from).slice(1)} cannot be moved into itself.`)
  const keys = info.type === 'directory' ? await keysBelow(link, from, signal) : [source.key]
  const pairs = keys.map(key => ({
    from: bucketPath(source.bucket, key),
    to: bucketPath(target.bucket, target.key + key.slice(source.key.length))
  }))
  await eachOf(pairs, pair => copyObject(link, pair.from, pair.to, undefined, signal))
  await eachOf(pairs, pair => removeObject(link, pair.from, signal))
}

async function keysBelow(link: S3Link, path: string, signal: Signal): Promise<string[]> {
  const { bucket, prefix } = parseBucketPath(path)
  const keys: string[] = []
  for await (const page of pages(link, path, { Bucket: bucket, Prefix: prefix }, signal)) {
    keys.push(...(page.Contents ?? []).map(({ Key = '' }) => decodeKey(Key, page.EncodingType)))
    if (keys.length > mostRenamed)
      throw new Failure('unsupported', `s3:${displayName(path).slice(1)} holds more than ${mostRenamed} files.`, {
        hint: 'A bucket cannot rename a folder; each file is copied and removed. Copy the folder, then remove this one.'
      })
  }
  return keys
}

/** The store does not say whether there was one. */
export async function removeObject(link: S3Link, path: string, signal: Signal): Promise<void> {
  const { bucket, key } = parseObjectPath(path)
  await link.run('remove', path, signal, (s3, options) => s3.deleteObject({ Bucket: bucket, Key: key }, options))
}

/** An empty object `NAME/`, as the AWS console makes it: without it an empty folder would not be there. */
export async function makeFolder(link: S3Link, path: string, signal: Signal): Promise<void> {
  const { bucket, key, prefix } = parseBucketPath(path)
  if (prefix === '')
    throw new Failure('unsupported', `The bucket s3:${displayName(path).slice(1)} cannot be made here.`, {
      hint: 'Make it in the AWS console, or with aws s3 mb.'
    })
  if (key !== '' && (await lookAt(link, path, signal))) throw existsAlready(path)
  await link.run('make the folder', path, signal, (s3, options) =>
    s3.putObject({ Bucket: bucket, Key: prefix, Body: '', ContentLength: 0, ...onlyIfFree(link, false) }, options)
  )
}

/** `exists` while anything is in it. Gone with what was in it is gone too. */
export async function removeFolder(link: S3Link, path: string, signal: Signal): Promise<void> {
  refuseBucket(path, 'removed')
  const { bucket, prefix } = parseBucketPath(path)
  const { Contents = [] } = await link.run('look at', path, signal, (s3, options) =>
    s3.listObjectsV2({ Bucket: bucket, Prefix: prefix, MaxKeys: 2, EncodingType: 'url' }, options)
  )
  if (Contents.some(({ Key = '', Size = 0 }) => decodeKey(Key, 'url') !== prefix || Size > 0))
    throw new Failure('exists', `The folder s3:${displayName(path).slice(1)} is not empty.`, {
      hint: 'Remove what is in it first.'
    })
  await link.run('remove the folder', path, signal, (s3, options) =>
    s3.deleteObject({ Bucket: bucket, Key: prefix }, options)
  )
}

function refuseBucket(path: string, what: string): void {
  if (parseBucketPath(path).prefix === '')
    throw new Failure('not-allowed', `The bucket s3:${displayName(path).slice(1)} was not ${what}.`, {
      hint: 'Buckets are made and removed in the AWS console, or with aws s3.'
    })
}
