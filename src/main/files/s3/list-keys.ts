/** The folders of a bucket: what its keys have in common up to a `/`. */
import type { ListObjectsV2CommandOutput } from '@aws-sdk/client-s3'
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import { nameOfSegment, parseBucketPath } from '@domain/files/bucket-path'
import type { FileInfo, NamedFileInfo } from '@domain/files/file-system'
import { joinPath } from '@domain/files/path'
import { folderInfo, headObject, listedInfo, nothingThere, objectInfo } from './object-info'
import type { S3Link } from './s3-link'

type Signal = AbortSignal | undefined

/** Objects that are asked about at once. */
const headsAtOnce = 32

/** Keys come encoded, so that those with control characters survive the XML. AWS writes a space as `+`. */
export function decodeKey(encoded: string, encoding: string | undefined): string {
  if (encoding !== 'url') return encoded
  try {
    return decodeURIComponent(encoded.replaceAll('+', '%20'))
  } catch {
    return encoded
  }
}

/** One batch a page of the store (1,000 keys). */
export async function* readFolder(link: S3Link, path: string, signal: Signal): AsyncGenerator<NamedFileInfo[]> {
  const { bucket, prefix } = parseBucketPath(path)
  if (bucket === '') return yield* listBuckets(link, signal)
  const clashes = createClashes()
  let found = prefix === ''
  for await (const page of pages(link, path, { Bucket: bucket, Prefix: prefix, Delimiter: '/' }, signal)) {
    const key = (encoded: string | undefined): string =>
      decodeKey(encoded ?? '', page.EncodingType).slice(prefix.length)
    const files = (page.Contents ?? []).map(object => ({ segment: key(object.Key), info: listedInfo(object) }))
    const folders = (page.CommonPrefixes ?? []).map(({ Prefix }) => key(Prefix).slice(0, -1))
    found ||= files.length + folders.length > 0
    const batch = clashes.batch(files, folders)
    if (batch.length > 0) yield batch
  }
  if (!found) throw await noFolder(link, path, signal)
}

/** With what was kept with each file. What vanishes meanwhile is left out. */
export async function* readExactly(link: S3Link, path: string, signal: Signal): AsyncGenerator<NamedFileInfo[]> {
  for await (const batch of readFolder(link, path, signal))
    for (let at = 0; at < batch.length; at += headsAtOnce) {
      const some = batch.slice(at, at + headsAtOnce).map(async (listed): Promise<NamedFileInfo | undefined> => {
        if (listed.type !== 'file') return listed
        const head = await headObject(link, joinPath(path, listed.name), signal)
        return head && { ...objectInfo(head, head.ContentLength ?? 0), name: listed.name }
      })
      yield (await Promise.all(some)).filter(entry => entry !== undefined)
    }
}

interface Listed {
  readonly segment: string
  readonly info: FileInfo
}

interface Clashes {
  batch(files: readonly Listed[], folders: readonly string[]): NamedFileInfo[]
}

/**
 * A file and a folder may have the same name. Keys come in the order of their bytes (ListObjectsV2), so `a` comes before
 * `a/`, with only such keys between them as begin with `a` too: only names that are still a beginning need be kept.
 */
function createClashes(): Clashes {
  let open: string[] = []
  return {
    batch(all, folders) {
      // An empty object of the folder's own name only marks that the folder is there.
      const files = all.filter(({ segment, info }) => segment !== '' || info.size > 0)
      const here = new Set([...open, ...files.map(({ segment }) => segment)])
      const last = [all.at(-1)?.segment ?? '', folders.at(-1) ?? '']
      open = [...here].filter(segment => last.some(name => name.startsWith(segment)))
      return [
        ...files.map(({ segment, info }) => ({ ...info, name: nameOfSegment(segment) })),
        ...folders.map(segment => ({ ...folderInfo, name: nameOfSegment(segment, here.has(segment)) }))
      ]
    }
  }
}

/** Every page of a listing; `Prefix` as it is. */
export async function* pages(
  link: S3Link,
  path: string,
  what: { Bucket: string; Prefix: string; Delimiter?: string },
  signal: Signal
): AsyncGenerator<ListObjectsV2CommandOutput> {
  let token: string | undefined
  do {
    const page: ListObjectsV2CommandOutput = await link.run('list', path, signal, (s3, options) =>
      s3.listObjectsV2(
        { ...what, EncodingType: 'url', ...(token !== undefined && { ContinuationToken: token }) },
        options
      )
    )
    yield page
    token = page.IsTruncated ? page.NextContinuationToken : undefined
  } while (token !== undefined)
}

async function* listBuckets(link: S3Link, signal: Signal): AsyncGenerator<NamedFileInfo[]> {
  let token: string | undefined
  do {
    const { Buckets = [], ContinuationToken } = await link.run('list the buckets of', '/', signal, (s3, options) =>
      s3.listBuckets(token === undefined ? {} : { ContinuationToken: token }, options)
    )
    yield Buckets.map(({ Name: name = '', CreationDate: made }) => ({
      ...folderInfo,
      name,
      mtime: Math.floor((made?.getTime() ?? 0) / 1000)
    }))
    token = ContinuationToken
  } while (token)
}

async function noFolder(link: S3Link, path: string, signal: Signal): Promise<Failure> {
  return (await headObject(link, path, signal))
    ? new Failure('not-a-directory', `s3:${displayName(path).slice(1)} is a file.`, { hint: 'List what holds it.' })
    : nothingThere(path)
}
