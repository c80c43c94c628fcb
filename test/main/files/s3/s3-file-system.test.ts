import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Failure } from '@domain/failure'
import type { BucketFileSystem } from '@domain/files/file-system'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createS3FileSystem } from '../../../../src/main/files/s3/s3-file-system'
import { errorAnswer, type OddStore, openOddStore, type StoreAnswer } from './odd-store'
import { putKeys, takeKeysAway } from './s3-keys'

let store: OddStore
let files: BucketFileSystem

const failureOf = (work: Promise<unknown>): Promise<Failure | undefined> =>
  work.then(
    () => undefined,
    thrown => Failure.from(thrown)
  )

const small = () => files.writeSmall('/bucket/key', Buffer.from('data'), { mode: 0o644, mtime: 1 })

beforeAll(putKeys)
afterAll(takeKeysAway)
beforeEach(async () => {
  store = await openOddStore()
  files = createS3FileSystem({ profile: undefined, environment: { AWS_ENDPOINT_URL_S3: store.endpoint } })
})
afterEach(() => store.close())

const partTag = `"${'0'.repeat(32)}"`
/** The MD5 of the MD5s of two parts, and their count. */
const ofTwoParts = `"${createHash('md5').update(Buffer.alloc(32)).digest('hex')}-2"`

const sized = (bytes: number, etag = '"x"', more: Record<string, string> = {}): StoreAnswer => ({
  headers: { 'content-length': String(bytes), etag, ...more }
})

/** ListObjectsV2 of `count` keys below `many/`, 1,000 a page; the token is the number of the next one. */
function page(url: URL, count: number): StoreAnswer {
  const from = Number(url.searchParams.get('continuation-token') ?? 0)
  const end = Math.min(from + 1000, count)
  const keys = Array.from({ length: end - from }, (_, index) => String(from + index).padStart(6, '0'))
  const time = '<LastModified>2025-01-01T00:00:00.000Z</LastModified>'
  const contents = keys.map(key => `<Contents><Key>many/${key}</Key>${time}<ETag>"e"</ETag><Size>1</Size></Contents>`)
  const more = end < count
  const token = more ? `<NextContinuationToken>${end}</NextContinuationToken>` : ''
  return {
    body: `<?xml version="1.0"?><ListBucketResult><EncodingType>url</EncodingType><IsTruncated>${more}</IsTruncated>${token}${contents.join('')}</ListBucketResult>`
  }
}

describe('a bucket', () => {
  it('shows a folder of 12,000 files page by page', async () => {
    store.answer = request => page(new URL(request.url ?? '', store.endpoint), 12_000)
    const found = new Set<string>()
    let batches = 0
    for await (const batch of files.readDirectory('/bucket/many')) {
      batches++
      for (const { name } of batch) found.add(name)
    }
    expect([batches, found.size]).toEqual([12, 12_000])
    expect(store.asked).toHaveLength(12)
  })

  it.each([
    [403, 'AccessDenied', 'permission'],
    [403, 'InvalidAccessKeyId', 'auth-failed'],
    [403, 'SignatureDoesNotMatch', 'auth-failed'],
    [403, 'RequestTimeTooSkewed', 'auth-failed'],
    [400, 'ExpiredToken', 'expired-credentials'],
    [404, 'NoSuchBucket', 'not-found'],
    [403, 'InvalidObjectState', 'unsupported'],
    [400, 'KeyTooLongError', 'unsupported'],
    [418, 'SomethingNew', 'remote-error']
  ])('says of an answer %s %s: %s', async (status, name, code) => {
    store.answer = () => errorAnswer(status, name, 'words of the store')
    const failure = await failureOf(files.readSmall('/bucket/key', 10))
    expect(failure).toMatchObject({ code, message: expect.stringContaining('Cannot read s3:bucket/key: ') })
    expect(failure?.detail).toContain('words of the store')
  })

  it('says how to sign in again when the sign-in has expired', async () => {
    store.answer = () => errorAnswer(400, 'ExpiredToken')
    expect((await failureOf(files.readSmall('/bucket/key', 10)))?.hint).toBe('Sign in again: aws sso login')
  })

  it('writes to a store that knows neither these checksums nor conditions, after asking whether the name is free', async () => {
    store.answer = ({ method, headers }) => {
      if (method === 'HEAD') return { status: 404 }
      if ('if-none-match' in headers) return errorAnswer(501, 'NotImplemented', 'A header is not implemented')
      if ('x-amz-checksum-crc64nvme' in headers) return errorAnswer(400, 'InvalidArgument', 'unknown checksum')
      return 'content-md5' in headers ? {} : errorAnswer(400, 'MissingContentMD5')
    }
    expect(await failureOf(small())).toBeUndefined()
    expect(store.asked.map(line => line.split(' ')[0])).toEqual(['HEAD', 'PUT', 'PUT', 'PUT'])
    // What was learned is kept.
    expect(await failureOf(small())).toBeUndefined()
    expect(store.asked.slice(4).map(line => line.split(' ')[0])).toEqual(['HEAD', 'PUT'])
    store.answer = ({ method }) => (method === 'HEAD' ? { headers: { 'content-length': '4' } } : {})
    expect((await failureOf(small()))?.code).toBe('exists')
  })

  it('lets those write who may not look, and those list who may not look', async () => {
    const mine = '<ListBucketResult><KeyCount>1</KeyCount><Contents><Key>dir/a</Key></Contents></ListBucketResult>'
    store.answer = ({ method, url = '' }) => {
      if (method === 'HEAD') return { status: 403 }
      if (method !== 'GET') return {}
      return url.includes('prefix=dir') ? { body: mine } : errorAnswer(403, 'AccessDenied')
    }
    expect(await failureOf(small())).toBeUndefined()
    expect(await files.stat('/bucket/dir')).toMatchObject({ type: 'directory' })
    expect((await failureOf(files.stat('/bucket/key')))?.code).toBe('permission')
    const writer = await files.openWrite('/bucket/key', { how: 'new', final: { size: 1 } })
    await writer.write(0, Buffer.from('x'))
    expect(await failureOf(writer.finish({}))).toBeUndefined()
    store.answer = () => errorAnswer(403, 'AccessDenied')
    expect(await failureOf(files.readDirectory('/')[Symbol.asyncIterator]().next())).toMatchObject({
      message: 'Cannot list the buckets of this S3 account: access is denied.',
      hint: 'Name the bucket itself: s3:BUCKET.'
    })
  })

  it.each([
    ['in parts, with what is kept with it', 200, undefined],
    ['not at all when a part fails, and leaves nothing behind', 500, 'remote-error']
  ])('renames what is too large for one request %s', async (_title, status, code) => {
    const size = 5 * 1024 ** 3 + 1
    const kept: unknown[] = []
    store.answer = ({ method, url = '', headers }) => {
      if (method === 'HEAD')
        return url.endsWith('/old') ? sized(size, '"e"', { 'x-amz-meta-mtime': '7' }) : { status: 404 }
      if (method === 'GET') return { body: '<ListBucketResult></ListBucketResult>' }
      if (url.includes('uploads')) kept.push(headers['x-amz-meta-mtime'])
      if (url.includes('uploads')) return { body: '<R><UploadId>u1</UploadId></R>' }
      if (!url.includes('partNumber')) return { body: '<R></R>' }
      kept.push(headers['x-amz-copy-source-range'])
      return status === 200 ? { body: '<R><ETag>"p"</ETag></R>' } : errorAnswer(status, 'InternalFault')
    }
    const failure = await failureOf(files.rename('/bucket/old', '/bucket/new'))
    expect(failure?.code).toBe(code)
    const ends = store.asked.filter(line => /^(DELETE|POST .*uploadId)/.test(line)).map(line => line.split('?')[0])
    if (code === undefined) {
      expect(kept).toHaveLength(7)
      expect(kept).toEqual(expect.arrayContaining(['7', 'bytes=0-1073741823', `bytes=${size - 1}-${size - 1}`]))
      expect(ends).toEqual(['POST /bucket/new', 'DELETE /bucket/old'])
    } else expect(ends).toEqual(['DELETE /bucket/new'])
  })

  it('calls it damage when the store received other bytes than were sent', async () => {
    store.answer = ({ method }) => (method === 'HEAD' ? { status: 404 } : errorAnswer(400, 'BadDigest'))
    expect((await failureOf(small()))?.code).toBe('mismatch')
  })

  it('calls an upload that arrived with another size damaged', async () => {
    store.answer = ({ method, url = '' }) => {
      if (method === 'HEAD') return store.asked.some(line => line.includes('uploadId')) ? sized(7) : { status: 404 }
      if (url.includes('uploads')) return { body: '<R><UploadId>u1</UploadId></R>' }
      if (method === 'GET') return { body: '<ListBucketResult></ListBucketResult>' }
      return { headers: { etag: '"part"' }, body: '<R></R>' }
    }
    const size = 8 * 1024 * 1024 + 1
    const writer = await files.openWrite('/bucket/key', { how: 'new', final: { size } })
    await writer.write(0, Buffer.alloc(size))
    expect((await failureOf(writer.finish({})))?.code).toBe('mismatch')
  })

  it.each([
    ['counts an upload as done whose last answer was lost', ofTwoParts, undefined],
    ['does not take the object of somebody else for its own', '"00000000000000000000000000000000-2"', 'not-found']
  ])('%s', async (_title, joined, code) => {
    const size = 8 * 1024 * 1024 + 1
    let ended = false
    store.answer = ({ method, url = '' }) => {
      if (method === 'HEAD') return ended ? sized(size, joined) : { status: 404 }
      if (method === 'GET') return { body: '<ListBucketResult></ListBucketResult>' }
      if (method === 'PUT') return { headers: { etag: partTag } }
      if (url.includes('uploads')) return { body: '<R><UploadId>u1</UploadId></R>' }
      ended = true
      return errorAnswer(404, 'NoSuchUpload')
    }
    const writer = await files.openWrite('/bucket/key', { how: 'new', final: { size } })
    await writer.write(0, Buffer.alloc(size))
    expect((await failureOf(writer.finish({})))?.code).toBe(code)
  })
})

describe('a sign-in', () => {
  let folder = ''
  const before = { ...process.env }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aws-'))
    const config = [
      '[profile sso]',
      'sso_session = lab',
      'sso_account_id = 1',
      'sso_role_name = reader',
      'region = eu-west-1',
      '[sso-session lab]',
      'sso_region = eu-west-1',
      'sso_start_url = https://lab.example.com/start',
      '[profile broken]',
      'credential_process = sh -c "echo top-secret >&2; exit 3"',
      '[profile keys]',
      'aws_access_key_id = one',
      'aws_secret_access_key = two'
    ]
    await writeFile(join(folder, 'config'), config.join('\n'))
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) delete process.env[name]
    process.env.AWS_CONFIG_FILE = join(folder, 'config')
    process.env.AWS_SHARED_CREDENTIALS_FILE = join(folder, 'none')
    process.env.HOME = folder
  })

  afterEach(async () => {
    putKeys()
    for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE', 'HOME']) {
      const value = before[name]
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  const as = (profile: string | undefined): Promise<Failure | undefined> => {
    const account = createS3FileSystem({ profile, environment: { AWS_ENDPOINT_URL_S3: store.endpoint } })
    return failureOf(account.readSmall('/bucket/key', 10))
  }

  it('by SSO that is not there or over says which command brings it back', async () => {
    expect(await as('sso')).toMatchObject({
      code: 'expired-credentials',
      hint: 'Sign in again: aws sso login --profile sso'
    })
  })

  it('that cannot be had is told without what the sign-in program said', async () => {
    for (const profile of ['broken', 'nobody', undefined]) {
      const failure = await as(profile)
      expect(failure?.code).toBe('auth-failed')
      expect(JSON.stringify(failure?.toData())).not.toContain('secret')
    }
    expect(store.asked).toEqual([])
  })

  it('of a profile is found, and again when the file changed', async () => {
    store.answer = () => ({ headers: { 'content-length': '1' }, body: 'x' })
    expect(await as('keys')).toBeUndefined()
    await writeFile(join(folder, 'config'), '[profile late]\naws_access_key_id=a\naws_secret_access_key=b\n')
    expect(await as('late')).toBeUndefined()
  })
})
