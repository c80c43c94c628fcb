/** A watch of a site's folder whose copies go to a bucket: moto stands for S3. */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { S3 } from '@aws-sdk/client-s3'
import type { LedgerFile } from '@contract/ledger'
import type { Watch } from '@contract/watch'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createEngine, type Engine } from '../../../src/main/engine'
import { describeFacility } from '../../facility/describe-facility'
import { facility, scratch } from '../../facility/facility'
import { putKeys, takeKeysAway } from '../files/s3/s3-keys'
import { testPlatform } from '../test-platform'
import { eventually } from './watch-rig'

let engine: Engine
let client: ReturnType<Engine['client']>
let folder: string
let far: string
let bucket: string
let others: S3

async function start(): Promise<void> {
  const environment = { AWS_ENDPOINT_URL_S3: facility.s3 }
  engine = await createEngine({ ...testPlatform(folder), door: 'electron', environment })
  client = engine.client('test')
}

const view = async (): Promise<Watch> => {
  const [only] = await client.collection.list()
  if (!only) throw new Error('There is a watch.')
  return only
}
const verified = (files: number): Promise<void> =>
  eventually(async () =>
    expect(await view()).toMatchObject({ destinations: [{ verified: { files }, backlog: { files: 0 } }] })
  )
const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex')

/** By key, as another program reads it. */
async function stored(): Promise<Map<string, string>> {
  const { Contents = [] } = await others.listObjectsV2({ Bucket: bucket })
  const sums = new Map<string, string>()
  for (const { Key = '' } of Contents) {
    const { Body } = await others.getObject({ Bucket: bucket, Key })
    sums.set(Key, sha256((await Body?.transformToByteArray()) ?? new Uint8Array()))
  }
  return sums
}

async function recorded(): Promise<LedgerFile[]> {
  const files: LedgerFile[] = []
  for await (const event of await client.ledger.list({ copies: 1 }))
    if (event.type === 'files') files.push(...event.files)
  return files
}

describeFacility('a watch with a bucket as its destination', 's3', () => {
  beforeEach(async () => {
    putKeys()
    folder = await fs.mkdtemp(join(tmpdir(), 'farscope-bucket-watch-'))
    for (const name of ['home', 'data']) await fs.mkdir(join(folder, name), { mode: 0o700 })
    far = await scratch()
    bucket = `watch-${randomUUID()}`
    others = new S3({ region: 'us-east-1', endpoint: facility.s3, forcePathStyle: true })
    await others.createBucket({ Bucket: bucket })
    await fs.copyFile(facility.knownHosts, join(folder, 'data/known_hosts'))
    await start()
    await client.sites.save({
      site: {
        ...{ version: 1, name: 'scope', label: '' },
        hosts: [
          {
            ...{ name: 'main', host: facility.host, port: facility.ports.facility, user: 'cryo' },
            ...{ roles: ['login', 'transfer'], identityFiles: [facility.keys.cryo] }
          }
        ]
      }
    })
  })

  afterEach(async () => {
    await engine.close()
    const { Contents = [] } = await others.listObjectsV2({ Bucket: bucket })
    for (const { Key } of Contents) await others.deleteObject({ Bucket: bucket, Key })
    await others.deleteBucket({ Bucket: bucket })
    others.destroy()
    takeKeysAway()
    for (const path of [folder, far]) await fs.rm(path, { recursive: true, force: true, maxRetries: 5 })
  })

  it('has each file there once, proven and in the ledger, a changed one as a version beside, also after a restart', async () => {
    const first = new Map<string, Buffer>([
      ['movie 1.eer', randomBytes(9_000_000)],
      ['Grid1/ä %20 $(x).xml', randomBytes(300)],
      ['empty.txt', Buffer.alloc(0)]
    ])
    await fs.mkdir(join(far, 'Grid1'))
    for (const [name, data] of first) await fs.writeFile(join(far, name), data)
    await client.collection.add({
      ...{ name: 'run', source: { kind: 'site', site: 'scope', path: far } },
      destinations: [{ kind: 's3', path: `/${bucket}/run` }],
      rules: { stableSeconds: 1 }
    })
    await verified(3)
    const sums = new Map([...first].map(([name, data]) => [`run/${name}`, sha256(data)]))
    expect(await stored()).toEqual(sums)

    await engine.close()
    const later = randomBytes(400)
    await fs.writeFile(join(far, 'Grid1/ä %20 $(x).xml'), later)
    await start()
    await verified(4)
    expect(await stored()).toEqual(sums.set('run/Grid1/ä %20 $(x).v2.xml', sha256(later)))

    const files = await recorded()
    expect(files.map(({ state, places }) => [state, places]).sort()).toEqual([
      ['replaced', 1],
      ...Array.from({ length: 3 }, () => ['safe', 1])
    ])
    for await (const event of await client.ledger.verify({}))
      if (event.type === 'end') expect(event.counts).toMatchObject({ files: 4, verified: 4, failed: [] })
  })

  it('goes on when its store is back', async () => {
    await engine.close()
    const environment = { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9' }
    engine = await createEngine({ ...testPlatform(folder), door: 'electron', environment })
    client = engine.client('test')
    await fs.writeFile(join(far, 'a.eer'), 'movie')
    const destinations = [{ kind: 's3' as const, path: `/${bucket}/run` }]
    await client.collection.add({
      ...{ name: 'run', source: { kind: 'site', site: 'scope', path: far }, destinations },
      rules: { stableSeconds: 1 }
    })
    await eventually(async () => expect((await view()).destinations[0]?.error).not.toBeNull())
    expect(await view()).toMatchObject({ found: { files: 1 }, destinations: [{ verified: { files: 0 } }] })
    await engine.close()
    await start()
    await verified(1)
    expect(await stored()).toEqual(new Map([['run/a.eer', sha256(Buffer.from('movie'))]]))
  })
})
