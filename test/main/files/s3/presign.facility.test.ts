/** Addresses that are signed here and used by somebody without a key. */
import { randomUUID } from 'node:crypto'
import { S3 } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createS3FileSystem } from '../../../../src/main/files/s3/s3-file-system'
import { describeFacility } from '../../../facility/describe-facility'
import { facility } from '../../../facility/facility'
import { putKeys, takeKeysAway } from './s3-keys'

let others: S3
let bucket = ''
const open = () => createS3FileSystem({ profile: undefined, environment: { AWS_ENDPOINT_URL_S3: facility.s3 } })
const wish = { seconds: 600, tags: { 'farscope:owner': 'ada@lab', 'farscope:run': 'r1' } }

async function put(url: string | undefined, header: string, body: string): Promise<number> {
  const at = header.indexOf(': ')
  const { status } = await fetch(url ?? '', {
    method: 'PUT',
    body,
    headers: { [header.slice(0, at)]: header.slice(at + 2) }
  })
  return status
}

describeFacility('addresses for who has no key', 's3', () => {
  beforeAll(async () => {
    putKeys()
    others = new S3({ region: 'us-east-1', endpoint: facility.s3, forcePathStyle: true })
    bucket = `test-${randomUUID()}`
  })
  afterAll(() => {
    others.destroy()
    takeKeysAway()
  })

  it('write one object each, with its tags, also in a bucket of another region', async () => {
    await others.createBucket({ Bucket: bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } })
    const paths = ['a b/ünü &.txt', 'a b/two'].map(key => `/${bucket}/${key}`)
    const { urls, header, region, until } = await open().presignPuts(paths, wish)
    expect(region).toBe('eu-west-1')
    expect(new URL(urls[0] ?? '').searchParams.get('X-Amz-Credential')).toContain('/eu-west-1/s3/')
    expect(until.getTime()).toBeGreaterThan(Date.now() + 500_000)
    expect(await put(urls[0], header, 'first')).toBe(200)
    expect(await put(urls[1], header, 'second')).toBe(200)
    const { Body } = await others.getObject({ Bucket: bucket, Key: 'a b/ünü &.txt' })
    expect(await Body?.transformToString()).toBe('first')
    const { TagSet } = await others.getObjectTagging({ Bucket: bucket, Key: 'a b/two' })
    expect(TagSet).toEqual(expect.arrayContaining([{ Key: 'farscope:owner', Value: 'ada@lab' }]))
  })

  it('hold seven days at most, as the store allows', async () => {
    const { urls, until } = await open().presignPuts([`/${bucket}/x`], { ...wish, seconds: 14 * 86_400 })
    expect(new URL(urls[0] ?? '').searchParams.get('X-Amz-Expires')).toBe('604800')
    expect(until.getTime()).toBeLessThanOrEqual(Date.now() + 604_800_000)
  })

  it('say what stands in the way where the bucket is none', async () => {
    await expect(open().presignPuts([`/none-${randomUUID()}/x`], wish)).rejects.toMatchObject({ code: 'not-found' })
  })
})
