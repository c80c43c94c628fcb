/** Multipart uploads that are not finished: what the store has of them, and how they are ended. */
import type { ListMultipartUploadsCommandInput, ListMultipartUploadsCommandOutput, Part } from '@aws-sdk/client-s3'
import type { UnfinishedUpload } from '@contract/files'
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import { bucketPath, parseBucketPath } from '@domain/files/bucket-path'
import { decodeKey } from './list-keys'
import { parseObjectPath } from './object-info'
import type { S3Link } from './s3-link'

type Signal = AbortSignal | undefined

/** How many uploads are asked for their parts at once. */
const atOnce = 8

/** All parts that the store has; `not-found` when there is no such upload any more. */
export async function listParts(link: S3Link, path: string, uploadId: string, signal: Signal): Promise<Part[]> {
  const { bucket, key } = parseObjectPath(path)
  const parts: Part[] = []
  let marker: string | undefined
  do {
    const page = await link.run('look for the parts of', path, signal, (s3, options) =>
      s3.listParts(
        { Bucket: bucket, Key: key, UploadId: uploadId, ...(marker !== undefined && { PartNumberMarker: marker }) },
        options
      )
    )
    parts.push(...(page.Parts ?? []))
    marker = page.IsTruncated ? page.NextPartNumberMarker : undefined
  } while (marker !== undefined)
  return parts
}

/** Those of a bucket, or below a folder or of a file in it, the oldest first. */
export async function listUploads(link: S3Link, path: string, signal: Signal): Promise<UnfinishedUpload[]> {
  const { bucket, key } = parseBucketPath(path)
  if (bucket === '')
    throw new Failure('usage', 'Unfinished uploads belong to a bucket.', { hint: 'Name the bucket: s3:BUCKET.' })
  const begun: { path: string; uploadId: string; startedAt: string }[] = []
  let marker: Pick<ListMultipartUploadsCommandInput, 'KeyMarker' | 'UploadIdMarker'> | undefined = {}
  while (marker) {
    const what = { Bucket: bucket, Prefix: key, EncodingType: 'url', ...marker } as const
    const page: ListMultipartUploadsCommandOutput = await link.run('list the uploads of', path, signal, (s3, options) =>
      s3.listMultipartUploads(what, options)
    )
    for (const { Key = '', UploadId: uploadId = '', Initiated } of page.Uploads ?? []) {
      const found = decodeKey(Key, page.EncodingType)
      const within = key === '' || found === key || found.startsWith(`${key}/`)
      const startedAt = (Initiated ?? new Date(0)).toISOString()
      if (within) begun.push({ path: bucketPath(bucket, found), uploadId, startedAt })
    }
    const KeyMarker = decodeKey(page.NextKeyMarker ?? '', page.EncodingType)
    marker = page.IsTruncated ? { KeyMarker, UploadIdMarker: page.NextUploadIdMarker ?? '' } : undefined
  }
  return countParts(link, begun, signal)
}

async function countParts(
  link: S3Link,
  begun: readonly Omit<UnfinishedUpload, 'bytes'>[],
  signal: Signal
): Promise<UnfinishedUpload[]> {
  const waiting = begun.toSorted((one, other) => one.startedAt.localeCompare(other.startedAt))
  const counted: UnfinishedUpload[] = []
  while (waiting.length > 0) {
    const some = waiting.splice(0, atOnce).map(async upload => {
      try {
        const parts = await listParts(link, upload.path, upload.uploadId, signal)
        return [{ ...upload, bytes: parts.reduce((sum, { Size = 0 }) => sum + Size, 0) }]
      } catch (thrown) {
        // Ended since it was listed.
        if (Failure.from(thrown).code === 'not-found') return []
        throw thrown
      }
    })
    counted.push(...(await Promise.all(some)).flat())
  }
  return counted
}

/** Frees what its parts take; `not-found` when it is gone already. */
export async function abortUpload(link: S3Link, path: string, uploadId: string, signal: Signal): Promise<void> {
  const { bucket, key } = parseObjectPath(path)
  if (uploadId === '')
    throw new Failure('usage', `Which upload of s3:${displayName(path).slice(1)} is to be aborted is not said.`)
  await link.run('abort the upload of', path, signal, (s3, options) =>
    s3.abortMultipartUpload({ Bucket: bucket, Key: key, UploadId: uploadId }, options)
  )
}
