import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { S3 } from '@aws-sdk/client-s3'
import { Failure } from '@domain/failure'
import type { BucketFileSystem, NamedFileInfo } from '@domain/files/file-system'
import { smallestPartBytes } from '@domain/files/upload-parts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createS3FileSystem } from '../../../../src/main/files/s3/s3-file-system'
import { createBucketChecksums } from '../../../../src/main/files/s3/stored-checksum'
import { openDigest } from '../../../../src/main/hashing/digest'
import { describeFacility } from '../../../facility/describe-facility'
import { enforceKeys, facility } from '../../../facility/facility'
import { putKeys, takeKeysAway } from './s3-keys'

/** Another program that uses the same store. */
let others: S3
let files: BucketFileSystem
let bucket = ''
const path = (key: string): string => `/${bucket}/${key}`

const open = (): BucketFileSystem =>
  createS3FileSystem({ profile: undefined, environment: { AWS_ENDPOINT_URL_S3: facility.s3 } })

async function put(...names: string[]): Promise<void> {
  for (const Key of names) await others.putObject({ Bucket: bucket, Key, Body: 'hello' })
}

async function list(folder: string): Promise<NamedFileInfo[]> {
  const entries: NamedFileInfo[] = []
  for await (const batch of files.readDirectory(folder)) entries.push(...batch)
  return entries.toSorted((one, other) => (one.name < other.name ? -1 : 1))
}

const names = async (folder: string): Promise<string[]> => (await list(folder)).map(({ name }) => name)

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no error',
    thrown => Failure.from(thrown).code
  )

async function contentOf(key: string): Promise<Buffer> {
  const { Body } = await others.getObject({ Bucket: bucket, Key: key })
  return Buffer.from((await Body?.transformToByteArray()) ?? [])
}

async function crc64(data: Uint8Array): Promise<string> {
  const digest = await openDigest('crc64nvme', data.length)
  await digest.update(data)
  return digest.digest()
}

/** Writes in parts as the copy does. */
async function upload(key: string, data: Uint8Array, upTo = data.length): Promise<{ uploadId: string | undefined }> {
  const final = { size: data.length, mtime: 1_600_000_000, mode: 0o640 }
  const writer = await files.openWrite(path(key), { how: 'new', final })
  for (let at = 0; at < upTo; at += smallestPartBytes)
    await writer.write(at, data.subarray(at, Math.min(at + smallestPartBytes, data.length)))
  if (upTo < data.length) await writer.close()
  else await writer.finish({ mtime: final.mtime, mode: final.mode })
  return { uploadId: writer.upload }
}

describeFacility('buckets', 's3', () => {
  beforeAll(() => {
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
    files = open()
  })

  describe('to look at', () => {
    it('are listed at the root', async () => {
      expect(await names('/')).toContain(bucket)
      expect(await files.stat('/')).toMatchObject({ type: 'directory' })
      expect(await files.stat(`/${bucket}`)).toMatchObject({ type: 'directory' })
    })

    it('show what keys have in common as folders', async () => {
      await put('a.mrc', 'raw/1.tif', 'raw/2.tif', 'raw/sub/3.tif')
      expect(await list(`/${bucket}`)).toMatchObject([
        { name: 'a.mrc', type: 'file', size: 5 },
        { name: 'raw', type: 'directory' }
      ])
      expect(await names(path('raw'))).toEqual(['1.tif', '2.tif', 'sub'])
      expect(await files.stat(path('raw'))).toMatchObject({ type: 'directory' })
      expect(await files.stat(path('raw/1.tif'))).toMatchObject({ type: 'file', size: 5 })
    })

    it('lose no key, however odd, and reach each by the path shown', async () => {
      const odd = ['a', 'a/b', 'a-x', 'c//d', '/lead', './../y', 'x/', 'sp ace+%41', 'ctl\u0001', '‛', 'ü/é', 'q⁄']
      await put(...odd)
      const reached: string[] = []
      const walk = async (folder: string): Promise<void> => {
        for (const { name, type } of await list(folder)) {
          const at = `${folder}/${name}`
          expect(files.absolute(at)).toBe(at)
          expect(await files.stat(at)).toMatchObject({ type })
          if (type === 'directory') await walk(at)
          else reached.push(at)
        }
      }
      await walk(`/${bucket}`)
      expect(reached).toHaveLength(odd.length)
      for (const at of reached) await files.removeFile(at)
      expect((await others.listObjectsV2({ Bucket: bucket })).KeyCount).toBe(0)
    })

    it('say what is wrong with a path', async () => {
      await put('file')
      expect(await codeOf(files.stat(path('none')))).toBe('not-found')
      expect(await codeOf(files.stat('/no-such-bucket-here/a'))).toBe('not-found')
      expect(await codeOf(list('/no-such-bucket-here'))).toBe('not-found')
      expect(await codeOf(list(path('none')))).toBe('not-found')
      expect(await codeOf(list(path('file')))).toBe('not-a-directory')
      expect(await codeOf(files.openRead(path('none')))).toBe('not-found')
      expect(await codeOf(files.stat(path('not-\udcffutf8')))).toBe('unsupported')
      expect(await codeOf(files.readLink(path('file')))).toBe('unsupported')
      expect(await codeOf(files.setAttributes(path('file'), { mode: 0o600 }))).toBe('unsupported')
    })

    it('hold folders that the store lists in many pages', async () => {
      const all = Array.from({ length: 610 }, (_, index) => `many/${String(index).padStart(5, '0')}`)
      const worker = async (): Promise<void> => {
        for (let key = all.pop(); key !== undefined; key = all.pop())
          await others.putObject({ Bucket: bucket, Key: key, Body: 'x' })
      }
      await Promise.all(Array.from({ length: 16 }, worker))
      const found = await names(path('many'))
      expect(found).toHaveLength(610)
      expect(new Set(found).size).toBe(610)
      expect(found.at(-1)).toBe('00609')
    })
  })

  describe('to change', () => {
    it('keep empty folders until they are removed', async () => {
      await files.makeDirectory(path('empty'))
      expect(await files.stat(path('empty'))).toMatchObject({ type: 'directory' })
      expect(await names(path('empty'))).toEqual([])
      expect(await names(`/${bucket}`)).toEqual(['empty'])
      expect(await codeOf(files.makeDirectory(path('empty')))).toBe('exists')
      await files.removeDirectory(path('empty'))
      expect(await names(`/${bucket}`)).toEqual([])
    })

    it('do not remove folders that hold something, nor themselves', async () => {
      await put('raw/1.tif')
      expect(await codeOf(files.removeDirectory(path('raw')))).toBe('exists')
      expect(await codeOf(files.removeDirectory(`/${bucket}`))).toBe('not-allowed')
      expect(await names(path('raw'))).toEqual(['1.tif'])
    })

    it('keep the time and mode of a small file, and never replace by accident', async () => {
      const wish = { mode: 0o640, mtime: 1_234_567_890 }
      await files.writeSmall(path('small'), Buffer.from('data'), wish)
      expect(await files.stat(path('small'))).toMatchObject({ ...wish, size: 4 })
      expect((await others.headObject({ Bucket: bucket, Key: 'small' })).Metadata).toEqual({
        mtime: '1234567890',
        mode: '0100640'
      })
      expect(await codeOf(files.writeSmall(path('small'), Buffer.from('other'), wish))).toBe('exists')
      expect(await codeOf(files.openWrite(path('small'), { how: 'new' }))).toBe('exists')
      expect((await contentOf('small')).toString()).toBe('data')
      await files.setAttributes(path('small'), { mtime: 5 })
      expect(await files.stat(path('small'))).toMatchObject({ mtime: 5, mode: 0o640, size: 4 })
      expect(await files.readSmall(path('small'), 3)).toBeUndefined()
      const read = await files.readSmall(path('small'), 4)
      expect(Buffer.from(read?.data ?? []).toString()).toBe('data')
      expect(read?.before).toMatchObject({ mtime: 5, size: 4 })
    })

    it('rename files and small folders with all that is kept with them', async () => {
      await files.writeSmall(path('a b+c'), Buffer.from('data'), { mode: 0o600, mtime: 7 })
      await put('taken', 'dir/1', 'dir/sub/2')
      expect(await codeOf(files.rename(path('a b+c'), path('taken')))).toBe('exists')
      await files.rename(path('a b+c'), path('ü'))
      expect(await files.stat(path('ü'))).toMatchObject({ mtime: 7, mode: 0o600 })
      expect(await codeOf(files.rename(path('dir'), path('dir/in')))).toBe('usage')
      await files.rename(path('dir'), path('moved'))
      expect(await names(`/${bucket}`)).toEqual(['moved', 'taken', 'ü'])
      expect(await names(path('moved'))).toEqual(['1', 'sub'])
    })
  })

  describe('to copy', () => {
    const data = randomBytes(2 * smallestPartBytes + 12_345)

    it('take a large file in parts and show it when it is whole', async () => {
      const writer = await files.openWrite(path('big'), { how: 'new', final: { size: data.length, mtime: 9 } })
      await writer.write(smallestPartBytes, data.subarray(smallestPartBytes, 2 * smallestPartBytes))
      expect(writer.upload).toBeDefined()
      // Small pieces in any order are put together.
      const half = smallestPartBytes / 2
      await writer.write(half, data.subarray(half, smallestPartBytes))
      await writer.write(2 * smallestPartBytes, data.subarray(2 * smallestPartBytes))
      expect(await codeOf(files.stat(path('big')))).toBe('not-found')
      await writer.write(0, data.subarray(0, half))
      await writer.finish({ mtime: 9 })
      await writer.close()
      expect((await contentOf('big')).equals(data)).toBe(true)
      expect(await files.stat(path('big'))).toMatchObject({ size: data.length, mtime: 9 })
      expect(await files.unfinishedUploads(`/${bucket}`)).toEqual([])
    })

    it('never show a file with a hole', async () => {
      const writer = await files.openWrite(path('hole'), { how: 'new', final: { size: data.length } })
      await writer.write(0, data.subarray(0, smallestPartBytes))
      await writer.write(2 * smallestPartBytes, data.subarray(2 * smallestPartBytes))
      await expect(writer.finish({})).rejects.toThrow('Not all')
      expect(await codeOf(files.stat(path('hole')))).toBe('not-found')
    })

    it('go on with an upload that another engine began', async () => {
      const { uploadId = '' } = await upload('resumed', data, smallestPartBytes)
      files = open()
      const [left] = await files.unfinishedUploads(path('resumed'))
      expect(left).toMatchObject({ path: path('resumed'), uploadId, bytes: smallestPartBytes })
      const final = { size: data.length, mtime: 11 }
      const writer = await files.openWrite(path('resumed'), { how: 'existing', final, upload: uploadId })
      expect(writer.stored).toEqual([[0, smallestPartBytes]])
      for (let at = smallestPartBytes; at < data.length; at += smallestPartBytes)
        await writer.write(at, data.subarray(at, at + smallestPartBytes))
      await writer.finish(final)
      expect((await contentOf('resumed')).equals(data)).toBe(true)
      expect(await codeOf(files.openWrite(path('resumed'), { how: 'existing', final, upload: uploadId }))).toBe(
        'not-found'
      )
    })

    it('send a part again that is not of the very cut', async () => {
      const { UploadId = '' } = await others.createMultipartUpload({ Bucket: bucket, Key: 'cut' })
      const part = { Bucket: bucket, Key: 'cut', UploadId, PartNumber: 1 }
      await others.uploadPart({ ...part, Body: randomBytes(5 * 1024 * 1024) })
      const final = { size: data.length }
      const writer = await files.openWrite(path('cut'), { how: 'existing', final, upload: UploadId })
      expect(writer.stored).toEqual([])
      for (let at = 0; at < data.length; at += smallestPartBytes)
        await writer.write(at, data.subarray(at, at + smallestPartBytes))
      await writer.finish({})
      expect((await contentOf('cut')).equals(data)).toBe(true)
    })

    it('list and abort what was left behind', async () => {
      const { uploadId = '' } = await upload('dir/left', data, smallestPartBytes)
      await upload('directory', data, smallestPartBytes)
      expect(await files.unfinishedUploads(path('dir'))).toMatchObject([{ path: path('dir/left'), uploadId }])
      await files.abortUpload(path('dir/left'), uploadId)
      expect(await files.unfinishedUploads(path('dir'))).toEqual([])
      expect(await files.unfinishedUploads(`/${bucket}`)).toHaveLength(1)
      expect(await codeOf(files.abortUpload(path('dir/left'), uploadId))).toBe('not-found')
    })

    it('leave nothing behind when the copy is given up for good', async () => {
      const writer = await files.openWrite(path('gone'), { how: 'new', final: { size: data.length } })
      await writer.write(0, data.subarray(0, smallestPartBytes))
      await writer.discard?.()
      expect(await files.unfinishedUploads(`/${bucket}`)).toEqual([])
    })

    it('do not replace what came while the upload went on, unless that is wanted', async () => {
      const final = { size: data.length }
      const writer = await files.openWrite(path('race'), { how: 'new', final })
      for (let at = 0; at < data.length; at += smallestPartBytes)
        await writer.write(at, data.subarray(at, at + smallestPartBytes))
      await put('race')
      expect(await codeOf(writer.finish({}))).toBe('exists')
      expect((await contentOf('race')).toString()).toBe('hello')
      await writer.discard?.()
      const replacing = await files.openWrite(path('race'), { how: 'new', final: { size: 3 }, replaces: true })
      await replacing.write(0, Buffer.from('new'))
      await replacing.finish({})
      expect((await contentOf('race')).toString()).toBe('new')
    })

    it('read any range, and notice when the object is another one', async () => {
      await upload('read', data)
      const reader = await files.openRead(path('read'))
      expect(await reader.info()).toMatchObject({ size: data.length, mtime: 1_600_000_000, mode: 0o640 })
      const pieces: Uint8Array[] = []
      for (let at = 0; at < data.length; ) {
        const piece = await reader.read(at, 1_000_003)
        pieces.push(piece)
        at += piece.length
      }
      expect(Buffer.concat(pieces).equals(data)).toBe(true)
      expect(await reader.read(data.length, 10)).toHaveLength(0)
      await reader.close()
      const second = await files.openRead(path('read'))
      await others.putObject({ Bucket: bucket, Key: 'read', Body: randomBytes(data.length) })
      expect(await codeOf(second.read(smallestPartBytes + 17, 10))).toBe('changed-at-source')
      await second.close()
    })

    it('know the checksum of what arrived, so that one flipped byte is found', async () => {
      await upload('summed', data)
      const wanted = await crc64(data)
      expect(await files.storedChecksum(path('summed'))).toEqual({ algorithm: 'crc64nvme', hex: wanted })
      const flipped = Buffer.from(data)
      flipped[smallestPartBytes] = (flipped[smallestPartBytes] ?? 0) ^ 1
      await others.putObject({ Bucket: bucket, Key: 'flipped', Body: flipped, ChecksumAlgorithm: 'CRC64NVME' })
      await others.putObject({ Bucket: bucket, Key: 'plain', Body: 'x', ChecksumAlgorithm: 'CRC32' })
      const answers = []
      const asked = ['summed', 'flipped', 'plain'].map(key => ({ path: path(key), size: 1 }))
      for await (const answer of createBucketChecksums(files).hashMany('crc64nvme', asked, undefined))
        answers.push(answer)
      expect(answers[0]).toEqual({ path: path('summed'), hex: wanted })
      expect(answers[1]).toMatchObject({ hex: expect.not.stringMatching(wanted) })
      expect(answers[2]).toMatchObject({ failure: { code: 'unsupported' } })
    })

    it('have the MD5 of old objects as their checksum', async () => {
      await others.putObject({ Bucket: bucket, Key: 'old', Body: 'hello', ContentMD5: 'XUFAKrxLKna5cZ2REBfFkg==' })
      const { hex = '' } = (await files.storedChecksum(path('old'))) ?? {}
      expect([createHash('md5').update('hello').digest('hex'), '3610a686']).toContain(hex)
    })
  })

  describe('that cannot be reached', () => {
    it('say that the keys are wrong', async () => {
      await put('file')
      await enforceKeys(async () => {
        expect(await codeOf(files.stat(path('file')))).toMatch(/^(auth-failed|permission)$/)
        expect(await codeOf(list(`/${bucket}`))).toBe('auth-failed')
      })
      expect(await codeOf(list(`/${bucket}`))).toBe('no error')
    })

    it('say that nothing listens there', async () => {
      const nobody = createS3FileSystem({
        profile: undefined,
        environment: { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' }
      })
      expect(await codeOf(nobody.stat('/bucket'))).toBe('refused')
    })

    it('are given up when the caller gives up', async () => {
      expect(await codeOf(files.stat(path('file'), AbortSignal.abort()))).toBe('cancelled')
    })
  })
})
