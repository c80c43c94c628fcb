/** A run whose files are in a bucket, by the whole engine, the store of the facility and the demo's cloud. */
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { S3 } from '@aws-sdk/client-s3'
import type { Run } from '@contract/cloud-runs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startDemoFacility } from '../../../../src/demo/demo-facility'
import { createEngine, type Engine } from '../../../../src/main/engine'
import { describeFacility } from '../../../facility/describe-facility'
import { facility } from '../../../facility/facility'
import { putKeys, takeKeysAway } from '../../files/s3/s3-keys'
import { testPlatform } from '../../test-platform'
import { brisk } from './runs-rig'

let folder = ''
let bucket = ''
let others: S3
let engine: Engine
let client: ReturnType<Engine['client']>

const inBucket = (key: string) => ({ kind: 's3' as const, path: `/${bucket}/${key}` })

async function ended(id: string): Promise<Run> {
  for await (const { runs } of await client.runs.follow(undefined, { signal: AbortSignal.timeout(180_000) })) {
    const run = runs.find(one => one.id === id && ['done', 'failed', 'stopped', 'waiting'].includes(one.state))
    if (run) return run
  }
  throw new Error('it did not end')
}

describeFacility('a run whose files are in a bucket', 's3', () => {
  beforeAll(async () => {
    putKeys()
    others = new S3({ region: 'us-east-1', endpoint: facility.s3, forcePathStyle: true })
    bucket = `test-${randomUUID()}`
    await others.createBucket({ Bucket: bucket })
    folder = await mkdtemp(join(tmpdir(), 'farscope-bucket-run-'))
    const environment = { PATH: process.env.PATH, AWS_ENDPOINT_URL_S3: facility.s3 }
    const platform = {
      ...testPlatform(folder, { environment }),
      startDemo: (place: string) => startDemoFacility({ folder: place })
    }
    await mkdir(platform.dataFolder, { mode: 0o700 })
    engine = await createEngine(platform, { runs: { ...brisk, pollMs: 500, bootLookMs: 300 } })
    client = engine.client('test')
    await client.app.startDemo(undefined, { signal: AbortSignal.timeout(60_000) })
  })
  afterAll(async () => {
    await engine.close()
    others.destroy()
    takeKeysAway()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  it('gets them from there and puts its own there, and none of the keys on the machine', async () => {
    const movie = randomBytes(3_000_000)
    await others.putObject({ Bucket: bucket, Key: 'movies/a 1.mrc', Body: movie })
    await others.putObject({ Bucket: bucket, Key: 'movies/more/b.mrc', Body: 'second' })
    const asked = {
      ...{ name: 'from a bucket', types: ['g5.2xlarge'], maxSeconds: 3600 },
      command: 'env >seen.txt\nmkdir out\ncat "movies/a 1.mrc" movies/more/b.mrc >"out/both &.mrc"',
      inputs: [{ from: inBucket('movies'), to: 'movies' }],
      outputs: [
        { from: 'out', to: inBucket('results') },
        { from: 'seen.txt', to: { kind: 'local' as const, path: join(folder, 'seen.txt') } }
      ]
    }
    const { id } = await client.runs.launch({ key: randomUUID(), asked })
    expect(await ended(id)).toMatchObject({ state: 'done', error: null, uploaded: { files: 2 }, fetched: { files: 2 } })
    const { Body } = await others.getObject({ Bucket: bucket, Key: 'results/both &.mrc' })
    const bytes = Buffer.from((await Body?.transformToByteArray()) ?? [])
    expect(bytes.equals(Buffer.concat([movie, Buffer.from('second')]))).toBe(true)
    expect(await readFile(join(folder, 'seen.txt'), 'utf8')).not.toMatch(/AWS_(ACCESS|SECRET|SESSION)/)
  })
})
