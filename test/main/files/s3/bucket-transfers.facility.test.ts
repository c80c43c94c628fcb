import { randomBytes, randomUUID } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { S3 } from '@aws-sdk/client-s3'
import type { TransferResult } from '@contract/transfers'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createEngine, type Engine } from '../../../../src/main/engine'
import { describeFacility } from '../../../facility/describe-facility'
import { facility } from '../../../facility/facility'
import { testPlatform } from '../../test-platform'
import { putKeys, takeKeysAway } from './s3-keys'

const part = 8 * 1024 * 1024

/** Another program that uses the same store. */
let others: S3
let engine: Engine
let client: ReturnType<Engine['client']>
let root = ''
let here = ''
let bucket = ''

async function start(): Promise<void> {
  engine = await createEngine({ ...testPlatform(root), environment: { AWS_ENDPOINT_URL_S3: facility.s3 } })
  client = engine.client('test')
}

const local = (path: string) => ({ kind: 'local', path: join(here, path) }) as const
const there = (key = '') => ({ kind: 's3', path: `/${bucket}/${key}` }) as const

type Start = Parameters<typeof client.transfers.start>[0]

async function copy(wish: Omit<Start, 'id'>): Promise<TransferResult> {
  const { id } = await client.transfers.start({ id: randomUUID(), ...wish })
  return client.transfers.result({ id })
}

async function until(look: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 90_000
  while (!(await look())) {
    if (Date.now() > end) throw new Error('not seen within 90 s')
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

describeFacility('transfers to and from buckets', 's3', () => {
  beforeAll(async () => {
    putKeys()
    others = new S3({ region: 'us-east-1', endpoint: facility.s3, forcePathStyle: true })
  })

  afterAll(() => {
    takeKeysAway()
    others.destroy()
  })

  beforeEach(async () => {
    bucket = `test-${randomUUID()}`
    await others.createBucket({ Bucket: bucket })
    root = await fs.mkdtemp(join(tmpdir(), 'buckets-'))
    here = join(root, 'here')
    await fs.mkdir(here)
    await fs.mkdir(join(root, 'data'), { mode: 0o700 })
    await start()
    return async () => {
      await engine.close()
      await fs.rm(root, { recursive: true, force: true, maxRetries: 5 })
    }
  })

  it('bring a tree there and back, verified, with its times, modes and empty folders', async () => {
    await fs.mkdir(join(here, 'tree', 'empty'), { recursive: true })
    await fs.mkdir(join(here, 'tree', 'sub'))
    const big = randomBytes(2 * part + 4711)
    await fs.writeFile(join(here, 'tree', 'big'), big)
    await fs.writeFile(join(here, 'tree', 'sub', 'ü & <b>'), 'small', { mode: 0o640 })
    await fs.writeFile(join(here, 'tree', 'none'), '')
    await fs.utimes(join(here, 'tree', 'sub', 'ü & <b>'), 1000, 1000)
    const up = { sources: [local('tree')], destination: there(), verify: true }
    expect(await copy(up)).toMatchObject({ files: 3, verified: 3, sizeOnly: 0, failed: [] })
    // The same again changes nothing, although the list of the bucket knows only when each was stored.
    expect(await copy(up)).toMatchObject({ files: 0, skipped: 3, failed: [] })
    const down = { sources: [there('tree')], destination: local('back'), verify: true }
    expect(await copy(down)).toMatchObject({ files: 3, verified: 3, sizeOnly: 0, failed: [] })
    expect((await fs.readFile(join(here, 'back', 'big'))).equals(big)).toBe(true)
    const small = await fs.stat(join(here, 'back', 'sub', 'ü & <b>'))
    expect([small.mode & 0o777, small.mtimeMs]).toEqual([0o640, 1_000_000])
    expect(await fs.readdir(join(here, 'back', 'empty'))).toEqual([])
    // Folders of a bucket have no time.
    expect((await fs.stat(join(here, 'back', 'sub'))).mtimeMs).toBeGreaterThan(Date.now() - 600_000)
    expect(await copy({ sources: [there('tree/big')], destination: local('back/big') })).toMatchObject({ skipped: 1 })
  })

  it('refuse to replace, and replace when that is wanted', async () => {
    await fs.writeFile(join(here, 'file'), 'one')
    await copy({ sources: [local('file')], destination: there('file') })
    await fs.writeFile(join(here, 'file'), 'other')
    const again = { sources: [local('file')], destination: there('file') }
    expect(await copy(again)).toMatchObject({ files: 0, failed: [{ code: 'exists' }] })
    expect(await copy({ ...again, conflict: 'overwrite' })).toMatchObject({ files: 1, failed: [] })
    const { Body } = await others.getObject({ Bucket: bucket, Key: 'file' })
    expect(await Body?.transformToString()).toBe('other')
  })

  it('go on with the parts that are there when the engine was ended midway', async () => {
    const data = randomBytes(4 * part)
    await fs.writeFile(join(here, 'big'), data)
    const id = randomUUID()
    const limit = { sources: [local('big')], destination: there('big'), limit: part }
    await client.transfers.start({ id, ...limit })
    await until(async () => ((await client.files.unfinishedUploads({ place: there() }))[0]?.bytes ?? 0) >= part)
    await engine.close()
    const [left] = (await others.listMultipartUploads({ Bucket: bucket })).Uploads ?? []
    await start()
    const [found] = await client.files.unfinishedUploads({ place: there('big') })
    expect(found).toMatchObject({ path: `/${bucket}/big`, uploadId: left?.UploadId })
    const { id: again } = await client.transfers.start({ id: randomUUID(), ...limit, resume: true })
    expect(again).toBe(id)
    await client.transfers.change({ id, limit: null })
    const result = await client.transfers.result({ id })
    expect(result).toMatchObject({ files: 1, bytes: data.length, failed: [] })
    expect(result.resumedBytes).toBeGreaterThanOrEqual(part)
    expect(await client.files.unfinishedUploads({ place: there() })).toEqual([])
    const { Body } = await others.getObject({ Bucket: bucket, Key: 'big' })
    expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(data)).toBe(true)
  })

  it('leave no parts behind when they are cancelled', async () => {
    await fs.writeFile(join(here, 'big'), randomBytes(4 * part))
    const id = randomUUID()
    await client.transfers.start({ id, sources: [local('big')], destination: there('big'), limit: part })
    await until(async () => ((await client.files.unfinishedUploads({ place: there() }))[0]?.bytes ?? 0) >= part)
    await client.transfers.cancel({ id })
    await until(async () => (await client.files.unfinishedUploads({ place: there() })).length === 0)
    await expect(client.transfers.result({ id })).rejects.toThrow('cancelled')
  })

  it('list, abort, remove and rename through the calls of the engine', async () => {
    const { UploadId = '' } = await others.createMultipartUpload({ Bucket: bucket, Key: 'dir/left' })
    const [upload] = await client.files.unfinishedUploads({ place: there('dir') })
    expect(upload).toMatchObject({ path: `/${bucket}/dir/left`, uploadId: UploadId, bytes: 0 })
    await client.files.abortUpload({ place: there('dir/left'), uploadId: UploadId })
    expect(await client.files.unfinishedUploads({ place: there('dir') })).toEqual([])
    for (const Key of ['dir/a', 'dir/b/c']) await others.putObject({ Bucket: bucket, Key, Body: 'hello' })
    expect((await client.files.stat({ place: there('dir/a') })).entry).toMatchObject({ name: 'a', size: 5 })
    expect(await client.files.checksum({ place: there('dir/a') })).toMatchObject({ hex: expect.any(String) })
    await client.files.rename({ from: there('dir/a'), to: there('dir/z') })
    expect(await client.files.measure({ places: [there('dir')] })).toMatchObject({
      files: 2,
      directories: 2,
      bytes: 10
    })
    const gone = await client.files.remove({ places: [there('dir'), there()], recursive: true })
    expect(gone).toMatchObject({ removed: 4, failed: [{ path: `/${bucket}`, code: 'not-allowed' }] })
    expect((await others.listObjectsV2({ Bucket: bucket })).KeyCount).toBe(0)
  })

  it('take what only a window holds, in pieces smaller than a part, and show it when all came', async () => {
    const push = async (relativePath: string, bytes: Buffer<ArrayBuffer>, come = bytes.length): Promise<void> => {
      const id = randomUUID()
      const file = { relativePath, size: bytes.length, mtime: '2026-01-02T03:04:05Z' }
      await client.transfers.pushBegin({ id, destination: there('dropped'), ...file })
      for (let offset = 0; offset < come; offset += 1024 * 1024)
        await client.transfers.pushWrite({ id, offset, data: new Blob([bytes.subarray(offset, offset + 1024 * 1024)]) })
      await client.transfers.pushEnd({ id })
    }
    const big = Buffer.from(randomBytes(2 * part + 4711))
    await push('in/big', big)
    await push('none', Buffer.alloc(0))
    await expect(push('half', big, part)).rejects.toThrow('not stored')
    await copy({ sources: [there('dropped')], destination: local('back') })
    expect((await fs.readFile(join(here, 'back', 'in', 'big'))).equals(big)).toBe(true)
    expect((await fs.stat(join(here, 'back', 'in', 'big'))).mtime.toISOString()).toBe('2026-01-02T03:04:05.000Z')
    expect((await fs.readdir(join(here, 'back'))).toSorted()).toEqual(['in', 'none'])
    expect(await client.files.unfinishedUploads({ place: there() })).toEqual([])
  })
})
