/**
 * Writing objects: a small one in one request, a large one as a multipart upload whose parts arrive in any order. The
 * key shows the object when all of it is there, and not before.
 */
import { createHash } from 'node:crypto'
import type { CompletedPart } from '@aws-sdk/client-s3'
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { AttributeWish, WriteHandle, WriteOptions } from '@domain/files/file-system'
import { mostParts, partBytesFor } from '@domain/files/upload-parts'
import { addRange, type ByteRange } from '@domain/transfers/byte-ranges'
import { setObjectAttributes } from './copy-object'
import { headObject, lookAt, metadataOf, parseObjectPath, unlessForbidden } from './object-info'
import { createPartBuffers, type PartBuffers } from './part-buffers'
import { existsAlready, onlyIfFree, proofOf, putObject } from './put-object'
import { s3ErrorName } from './s3-errors'
import type { S3Link } from './s3-link'
import { abortUpload, listParts } from './uploads'

type Signal = AbortSignal | undefined

interface Writing {
  readonly link: S3Link
  readonly path: string
  readonly final: AttributeWish
  readonly replaces: boolean
  readonly partBytes: number
  readonly buffers: PartBuffers
  /** What the store has, by number. */
  readonly parts: Map<number, CompletedPart>
  /** Begun with the first part that is sent. */
  upload: Promise<string> | undefined
  uploadId: string | undefined
}

export async function openObjectWrite(
  link: S3Link,
  path: string,
  { how, mode, final = {}, replaces = false, upload }: WriteOptions,
  signal: Signal
): Promise<WriteHandle> {
  parseObjectPath(path)
  const { size } = final
  const partBytes = partBytesFor(path, size)
  const wish = mode === undefined ? final : { mode, ...final }
  const buffers = createPartBuffers(partBytes, size)
  const parts = new Map<number, CompletedPart>()
  const writing: Writing = {
    link,
    path,
    final: wish,
    replaces,
    partBytes,
    buffers,
    parts,
    upload: undefined,
    uploadId: upload
  }
  if (how === 'existing') {
    if (upload === undefined)
      throw new Failure(
        'unsupported',
        `s3:${displayName(path).slice(1)} cannot be changed: objects are only replaced.`,
        {
          hint: 'Copy the whole file again.'
        }
      )
    writing.upload = Promise.resolve(upload)
    return handleOf(writing, await takeUp(writing, upload, signal))
  }
  if (!replaces && (await unlessForbidden(lookAt(link, path, signal), undefined))) throw existsAlready(path)
  return handleOf(writing, [])
}

/** Only parts of the very cut that would be made now count; others are sent again under their number. */
async function takeUp({ link, path, buffers, parts }: Writing, uploadId: string, signal: Signal): Promise<ByteRange[]> {
  let stored: ByteRange[] = []
  for (const { PartNumber = 0, Size, ETag = '', ChecksumCRC64NVME } of await listParts(link, path, uploadId, signal)) {
    const range = buffers.rangeOf(PartNumber)
    if (Size === undefined || range[0] + Size !== range[1]) continue
    parts.set(PartNumber, { PartNumber, ETag, ...(ChecksumCRC64NVME && { ChecksumCRC64NVME }) })
    stored = addRange(stored, range)
  }
  return stored
}

function handleOf(writing: Writing, stored: readonly ByteRange[]): WriteHandle {
  const { link, path, buffers } = writing
  let wished: AttributeWish = {}
  let over = false
  /** All bytes of a file that goes in one request. */
  let only: Uint8Array | undefined
  const single = (): boolean => writing.upload === undefined && (writing.final.size ?? Infinity) <= writing.partBytes
  return {
    stored,
    get upload() {
      return writing.uploadId
    },
    async write(offset, data, signal) {
      const whole = buffers.add(offset, data)
      // What came is the caller's again after this.
      if (single()) only = whole[0] ? Uint8Array.from(whole[0].body) : only
      else for (const { number, body } of whole) await sendPart(writing, number, body, signal)
      await buffers.room(signal)
    },
    async setAttributes(wish) {
      if (wish.size !== undefined)
        throw new Failure('unsupported', `s3:${displayName(path).slice(1)} cannot be cut in a bucket.`)
      wished = { ...wished, ...wish }
    },
    async finish(wish, signal) {
      const all = { ...writing.final, ...wished, ...wish }
      const empty = writing.upload === undefined && buffers.end === 0 && !writing.final.size
      if (empty || single()) await putWhole(writing, only, all, signal)
      else await complete(writing, all, signal)
      over = true
    },
    async close() {
      over = true
      buffers.clear()
    },
    async discard() {
      if (over) return
      over = true
      buffers.clear()
      const uploadId = await writing.upload?.catch(() => undefined)
      if (uploadId !== undefined) await abortUpload(link, path, uploadId, undefined)
    }
  }
}

async function putWhole(
  { link, path, replaces, final }: Writing,
  only: Uint8Array | undefined,
  wish: AttributeWish,
  signal: Signal
): Promise<void> {
  const body = only ?? new Uint8Array(0)
  if (body.length !== (final.size ?? 0)) throw notAll(path)
  await putObject(link, path, body, { wish, replaces }, signal)
}

/** Begun late, so that a file of one part never leaves anything behind. */
function begin(writing: Writing): Promise<string> {
  writing.upload ??= beginUpload(writing).catch(thrown => {
    writing.upload = undefined
    throw thrown
  })
  return writing.upload
}

/** Its request is never given up: an upload whose id nobody heard would cost money and be known to nobody. */
async function beginUpload(writing: Writing): Promise<string> {
  const { link, path, final } = writing
  const { bucket, key } = parseObjectPath(path)
  const { UploadId } = await link.run('write', path, undefined, (s3, options) => {
    const checksum =
      link.abilities.proof === 'crc64nvme'
        ? ({ ChecksumAlgorithm: 'CRC64NVME', ChecksumType: 'FULL_OBJECT' } as const)
        : {}
    return s3.createMultipartUpload({ Bucket: bucket, Key: key, Metadata: metadataOf(final), ...checksum }, options)
  })
  if (UploadId === undefined) throw new Failure('protocol', `The store began no upload of s3:${displayName(path)}.`)
  writing.uploadId = UploadId
  return UploadId
}

async function sendPart(writing: Writing, number: number, body: Uint8Array, signal: Signal): Promise<void> {
  const { link, path, parts, buffers } = writing
  if (number > mostParts)
    throw new Failure('limit-exceeded', `s3:${displayName(path).slice(1)} has more than ${mostParts} parts.`, {
      hint: 'Copy it from a place that knows its size.'
    })
  const { bucket, key } = parseObjectPath(path)
  const sending = buffers.sending(body.length)
  try {
    const UploadId = await begin(writing)
    const part = await link.run('write', path, signal, async (s3, options) => {
      const proof = await proofOf(link, body)
      const to = { Bucket: bucket, Key: key, UploadId, PartNumber: number, Body: body }
      const { ETag = '' } = await s3.uploadPart({ ...to, ...proof }, options)
      const known = 'ChecksumCRC64NVME' in proof ? { ChecksumCRC64NVME: proof.ChecksumCRC64NVME } : {}
      return { PartNumber: number, ETag, ...known }
    })
    parts.set(number, part)
  } finally {
    sending.done()
  }
}

/** The store joins the parts. It is asked for the size afterwards: parts may have been lost between two attempts. */
async function complete(writing: Writing, wish: AttributeWish, signal: Signal): Promise<void> {
  const { link, path, replaces, buffers, parts } = writing
  const { bucket, key } = parseObjectPath(path)
  for (const { number, body } of buffers.rest()) await sendPart(writing, number, body, signal)
  const joined = [...parts.values()].toSorted((one, other) => (one.PartNumber ?? 0) - (other.PartNumber ?? 0))
  const size = sizeOf(writing, joined)
  const UploadId = await begin(writing)
  await link.run('finish', path, signal, async (s3, options) => {
    const what = { Bucket: bucket, Key: key, UploadId, MpuObjectSize: size, MultipartUpload: { Parts: joined } }
    try {
      await s3.completeMultipartUpload({ ...what, ...onlyIfFree(link, replaces) }, options)
    } catch (thrown) {
      // The answer to a first try may have been lost: then the object is there, and the upload is not.
      if (s3ErrorName(thrown) !== 'NoSuchUpload' || !(await isJoined(writing, joined, signal))) throw thrown
    }
  })
  const head = await unlessForbidden(headObject(link, path, signal), 'forbidden')
  if (head !== 'forbidden' && head?.ContentLength !== size) throw otherSize(path, head?.ContentLength ?? 0, size)
  // They were told when the upload began; what is wished otherwise now costs a copy inside the store.
  const { size: _size, ...kept } = wish
  const other = kept.mtime !== writing.final.mtime || kept.mode !== writing.final.mode
  if (other && kept.mtime !== undefined) await setObjectAttributes(link, path, kept, signal)
}

/** Bytes of all parts; `internal` when one is missing. */
function sizeOf({ path, buffers, final }: Writing, joined: readonly CompletedPart[]): number {
  const last = joined.at(-1)?.PartNumber ?? 0
  const size = final.size ?? buffers.end
  const [from, end] = buffers.rangeOf(last)
  if (last !== joined.length || size <= from || size > end) throw notAll(path)
  return size
}

const otherSize = (path: string, found: number, size: number): Failure =>
  new Failure('mismatch', `s3:${displayName(path).slice(1)} has ${found} bytes, not ${size}.`, {
    hint: 'Copy it again.'
  })

const notAll = (path: string): Failure =>
  new Failure('internal', `Not all of s3:${displayName(path).slice(1)} was written.`)

/** The ETag of a joined object is the MD5 of the MD5s of its parts and their count, where it is known at all. */
async function isJoined({ link, path }: Writing, parts: readonly CompletedPart[], signal: Signal): Promise<boolean> {
  const sums = parts.map(({ ETag = '' }) => Buffer.from(ETag.replaceAll('"', ''), 'hex'))
  const etag = `"${createHash('md5').update(Buffer.concat(sums)).digest('hex')}-${parts.length}"`
  return (await headObject(link, path, signal))?.ETag === etag
}
