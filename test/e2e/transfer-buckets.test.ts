/** Between a site and a bucket, which compute no checksum in common: proven by what passes here. */
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { S3 } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { facility, scratch } from '../facility/facility'
import { putKeys, takeKeysAway } from '../main/files/s3/s3-keys'
import { createRig, type Rig } from './command-rig'
import { expectSame, giveAway, mebibyte } from './fault-rig'

let rig: Rig
let others: S3
const bucket = `test-${randomUUID()}`
const environment = {
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: 'us-east-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_ENDPOINT_URL_S3: ''
}

describeFacility('a copy between a site and a bucket', 's3', () => {
  beforeAll(async () => {
    putKeys()
    environment.AWS_ENDPOINT_URL_S3 = facility.s3
    others = new S3({ region: 'us-east-1', endpoint: facility.s3, forcePathStyle: true })
    await others.createBucket({ Bucket: bucket })
    rig = await createRig()
    await rig.site('lab', 'facility')
  })
  afterAll(async () => {
    others.destroy()
    takeKeysAway()
    await rig.end()
  })

  it('is verified there and back, large files and small', async () => {
    const far = await scratch()
    await mkdir(join(far, 'session'))
    await writeFile(join(far, 'session', 'movie'), randomBytes(20 * mebibyte + 17))
    for (const bytes of [0, 1, 100_000]) await writeFile(join(far, 'session', `of-${bytes}`), randomBytes(bytes))
    giveAway(far)
    const all = { files: 4, verified: 4, sizeOnly: 0, failed: [] }
    const up = ['copy', `lab:${far}/session`, `s3:${bucket}/session`, '--verify']
    expect(await rig.json(up, { environment })).toMatchObject(all)
    const down = ['copy', `s3:${bucket}/session`, `lab:${far}/back`, '--verify']
    expect(await rig.json(down, { environment })).toMatchObject(all)
    expectSame(join(far, 'session'), join(far, 'back'))
  })
})
