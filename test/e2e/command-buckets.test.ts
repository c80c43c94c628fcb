/** Buckets by the command alone, at a store of its own on loopback. */
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { S3 } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { facility } from '../facility/facility'
import { putKeys, takeKeysAway } from '../main/files/s3/s3-keys'
import { createRig, errorOf, type Rig } from './command-rig'

const mib = 1024 * 1024

let rig: Rig
/** Another program that uses the same store. */
let others: S3
let bucket = ''
let environment: Record<string, string> = {}

describeFacility('buckets by the command', 's3', () => {
  beforeAll(async () => {
    putKeys()
    rig = await createRig()
    // As a person has it who works at a store of the own institute: keys and address in one profile.
    await mkdir(join(rig.home, '.aws'))
    const profile = ['aws_access_key_id = test', 'aws_secret_access_key = test', `endpoint_url = ${facility.s3}`]
    await writeFile(join(rig.home, '.aws', 'config'), ['[profile lab]', ...profile, ''].join('\n'))
    environment = { AWS_PROFILE: 'lab', AWS_EC2_METADATA_DISABLED: 'true' }
    others = new S3({ region: 'us-east-1', endpoint: facility.s3, forcePathStyle: true })
    bucket = `test-${randomUUID()}`
    await others.createBucket({ Bucket: bucket })
  })
  afterAll(async () => {
    others.destroy()
    takeKeysAway()
    await rig.end()
  })

  const run = (args: string[]): Promise<unknown> => rig.json(args, { environment })
  const failure = (args: string[]) => rig.failure(args, { environment })
  const there = (key: string): string => `s3:${bucket}/${key}`

  it('are listed, filled, emptied and kept', async () => {
    const movie = join(rig.folder, 'movie.mrc')
    const content = randomBytes(10 * mib)
    await writeFile(movie, content)
    expect(await run(['ls', 's3:'])).toContainEqual(expect.objectContaining({ name: bucket, type: 'directory' }))
    await run(['mkdir', there('raw')])
    expect(await run(['put', movie, there('raw/'), '--verify'])).toMatchObject({ files: 1, verified: 1, failed: [] })
    expect(await run(['ls', there('raw')])).toMatchObject([{ name: 'movie.mrc', type: 'file', size: 10 * mib }])
    const back = join(rig.folder, 'back.mrc')
    expect(await run(['get', there('raw/movie.mrc'), back, '--verify'])).toMatchObject({ files: 1, verified: 1 })
    expect(content.equals(await readFile(back))).toBe(true)
    expect(await run(['rm', '-r', '--yes', '--expect', '2', there('raw')])).toEqual({ removed: 2, failed: [] })
    expect(await run(['ls', there('')])).toEqual([])
    const whole = await rig.farscope(['--json', 'rm', '-r', '--yes', there('')], { environment })
    expect([whole.status, errorOf(whole).code]).toEqual([1, 'not-allowed'])
    expect(await failure(['ls', there('raw')])).toEqual([1, 'not-found'])
  })

  it('get the rest of an upload whose command was killed', async () => {
    const movie = join(rig.folder, 'long.mrc')
    const content = randomBytes(40 * mib)
    await writeFile(movie, content)
    const put = ['put', movie, there('long.mrc'), '--resume', '--verify']
    // Ten seconds, of which four have passed when it is killed: however late that is seen, it is not over.
    const child = rig.start(['--json', ...put, '--limit', '4M'], environment)
    const parts = async (): Promise<number> => {
      const [upload] = (await others.listMultipartUploads({ Bucket: bucket })).Uploads ?? []
      const { Key, UploadId } = upload ?? {}
      return upload ? ((await others.listParts({ Bucket: bucket, Key, UploadId })).Parts?.length ?? 0) : 0
    }
    const end = Date.now() + 60_000
    while ((await parts()) < 2 && Date.now() < end) await new Promise(resolve => setTimeout(resolve, 50))
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(await failure(['ls', there('long.mrc')])).toEqual([1, 'not-found'])
    // The shape is checked by the next line.
    const result = (await run(put)) as { resumedBytes: number }
    expect(result).toMatchObject({ files: 1, verified: 1, resumedBytes: expect.any(Number), failed: [] })
    expect(result.resumedBytes).toBeGreaterThanOrEqual(8 * mib)
    const { Body } = await others.getObject({ Bucket: bucket, Key: 'long.mrc' })
    expect(content.equals((await Body?.transformToByteArray()) ?? new Uint8Array(0))).toBe(true)
    expect((await others.listMultipartUploads({ Bucket: bucket })).Uploads ?? []).toEqual([])
  })
})
