/** Whole bodies on their way to the store, each with a proof that lets the store refuse what arrived damaged. */
import { createHash } from 'node:crypto'
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { AttributeWish } from '@domain/files/file-system'
import { openDigest } from '../../hashing/digest'
import { headObject, metadataOf, parseObjectPath, unlessForbidden } from './object-info'
import type { S3Link } from './s3-link'

type Signal = AbortSignal | undefined

/** Fields of a request that carry the proof of `body`. */
export type Proof = { ChecksumAlgorithm: 'CRC64NVME'; ChecksumCRC64NVME: string } | { ContentMD5: string }

/** The checksum as the store writes it: Base64 of the big-endian number. */
export async function crc64Of(body: Uint8Array): Promise<string> {
  const digest = await openDigest('crc64nvme', body.length)
  try {
    await digest.update(body)
    return Buffer.from(await digest.digest(), 'hex').toString('base64')
  } finally {
    digest.close()
  }
}

export async function proofOf(link: S3Link, body: Uint8Array): Promise<Proof> {
  return link.abilities.proof === 'crc64nvme'
    ? { ChecksumAlgorithm: 'CRC64NVME', ChecksumCRC64NVME: await crc64Of(body) }
    : { ContentMD5: createHash('md5').update(body).digest('base64') }
}

/** For a request that must not replace; the store decides in the one moment in which it counts. */
export const onlyIfFree = (link: S3Link, replaces: boolean): { IfNoneMatch?: '*' } =>
  replaces || link.abilities.conditional === 'refused' ? {} : { IfNoneMatch: '*' }

export function existsAlready(path: string): Failure {
  return new Failure('exists', `There is a s3:${displayName(path).slice(1)} already.`, { hint: 'Choose another name.' })
}

/** `exists` unless it `replaces`. Stores that may not know conditional writes are asked first. */
export async function putObject(
  link: S3Link,
  path: string,
  body: Uint8Array,
  { wish, replaces }: { wish: AttributeWish; replaces: boolean },
  signal: Signal
): Promise<void> {
  const { bucket, key } = parseObjectPath(path)
  const ask = !replaces && link.abilities.conditional !== 'sure'
  if (ask && (await unlessForbidden(headObject(link, path, signal), undefined))) throw existsAlready(path)
  await link.run('write', path, signal, async (s3, options) => {
    const whole = { Bucket: bucket, Key: key, Body: body, ContentLength: body.length, Metadata: metadataOf(wish) }
    return s3.putObject({ ...whole, ...(await proofOf(link, body)), ...onlyIfFree(link, replaces) }, options)
  })
}
