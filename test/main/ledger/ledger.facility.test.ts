/** The ledger at OpenSSH and a bucket: what transfers verified, verified anew, and released. */
import { execFile } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { S3 } from '@aws-sdk/client-s3'
import type { Place } from '@contract/files'
import type { Release, VerifyCounts } from '@contract/ledger'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createEngine, type Engine } from '../../../src/main/engine'
import { describeFacility } from '../../facility/describe-facility'
import { facility, scratch } from '../../facility/facility'
import { putKeys, takeKeysAway } from '../files/s3/s3-keys'
import { testPlatform } from '../test-platform'

let engine: Engine
let client: ReturnType<Engine['client']>
let folder: string
let scope: string
let cluster: string
let bucket: string
let others: S3

const at = (site: 'scope' | 'cluster', name: string): Place => ({
  ...{ kind: 'site', site },
  path: join(site === 'scope' ? scope : cluster, name)
})
const here = (name: string): Place => ({ kind: 'local', path: join(folder, 'here', name) })
const stored = (name: string): Place => ({ kind: 's3', path: `/${bucket}/${name}` })

/** Where the files lie is this computer's disk too, so that others than Farscope can look and change. */
const names = ['movie 1.mrc', "it's.xml", 'a %20b', 'ä $(touch x)']
const under = (): Place => at('scope', 'run')

async function start(): Promise<void> {
  engine = await createEngine({ ...testPlatform(folder), environment: { AWS_ENDPOINT_URL_S3: facility.s3 } })
  client = engine.client('test')
}

async function copyTo(destination: Place): Promise<void> {
  const id = randomUUID()
  await client.transfers.start({ id, sources: [under()], destination, verify: true })
  expect(await client.transfers.result({ id })).toMatchObject({ verified: names.length, failed: [] })
}

async function prepared(): Promise<void> {
  await fs.mkdir(join(scope, 'run'))
  for (const [at, name] of names.entries()) {
    await fs.writeFile(join(scope, 'run', name), randomBytes(at === 0 ? 9_000_000 : 2000))
    await fs.chmod(join(scope, 'run', name), 0o666)
  }
  // The login of the sites is another than that of the tests.
  await fs.chmod(join(scope, 'run'), 0o777)
  await copyTo(here(''))
  await copyTo(at('cluster', ''))
  await copyTo(stored(''))
  expect(await client.ledger.add({ under: under(), session: 'booking-1' })).toEqual({
    files: names.length,
    copies: 3 * names.length
  })
}

async function verified(): Promise<VerifyCounts | undefined> {
  let counts: VerifyCounts | undefined
  for await (const event of await client.ledger.verify({})) counts = event.counts
  return counts
}

async function release(copies = 3): Promise<Release> {
  // Two ports of one machine: nobody can tell their disks apart.
  const { files, bytes, doubts } = await client.ledger.plan({ copies })
  const id = randomUUID()
  let last = await client.ledger.release({ copies, id, expect: { files, bytes }, apart: doubts })
  for await (const now of await client.ledger.watchRelease({ id })) last = now
  return last
}
const left = (): Promise<string[]> => fs.readdir(join(scope, 'run')).then(found => found.sort())

async function ledgerSums(): Promise<Map<string, string | null>> {
  const sums = new Map<string, string | null>()
  for await (const event of await client.ledger.list({}))
    if (event.type === 'files') for (const { source, sha256 } of event.files) sums.set(source.path, sha256)
  return sums
}

describeFacility('the ledger with OpenSSH and a bucket', 's3', () => {
  beforeEach(async () => {
    putKeys()
    folder = await fs.mkdtemp(join(tmpdir(), 'farscope-ledger-'))
    for (const name of ['here', 'home', 'data']) await fs.mkdir(join(folder, name), { mode: 0o700 })
    scope = await scratch()
    cluster = await scratch()
    bucket = `ledger-${randomUUID()}`
    others = new S3({ region: 'us-east-1', endpoint: facility.s3, forcePathStyle: true })
    await others.createBucket({ Bucket: bucket })
    await fs.copyFile(facility.knownHosts, join(folder, 'data/known_hosts'))
    await start()
    for (const [name, port] of [
      ['scope', facility.ports.facility],
      ['cluster', facility.ports.threechannels]
    ] as const)
      await client.sites.save({
        site: {
          ...{ version: 1, name, label: '' },
          hosts: [
            {
              ...{ name: 'main', host: facility.host, port, user: 'cryo', roles: ['login', 'transfer'] },
              identityFiles: [facility.keys.cryo]
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
    await fs.rm(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  it('agrees with sha256sum after verifying anew, and releases what is verified in three places', async () => {
    await prepared()
    expect(await verified()).toMatchObject({ files: 4, verified: 12, missing: 0, differs: 0, away: 0, failed: [] })
    const sums = await ledgerSums()
    for (const name of names) {
      const path = join(scope, 'run', name)
      expect([name, sums.get(path)]).toEqual([name, await independentSum(path)])
    }
    expect(await release()).toMatchObject({ state: 'finished', deleted: { files: 4 }, refused: 0 })
    expect(await left()).toEqual([])
    for (const name of names) {
      const sum = sums.get(join(scope, 'run', name))
      expect(await independentSum(join(folder, 'here/run', name))).toBe(sum)
      expect(await independentSum(join(cluster, 'run', name))).toBe(sum)
    }
  })

  it('keeps what has a copy missing, altered at a site or in the bucket, or another source by now', async () => {
    await prepared()
    const [missing = '', altered = '', inBucket = '', changed = ''] = names
    await fs.rm(join(folder, 'here/run', missing))
    await fs.writeFile(join(cluster, 'run', altered), randomBytes(2000))
    await others.putObject({ Bucket: bucket, Key: `run/${inBucket}`, Body: randomBytes(2000) })
    const source = join(scope, 'run', changed)
    const { atime, mtime } = await fs.stat(source)
    await fs.writeFile(source, randomBytes(2000))
    await fs.utimes(source, atime, mtime)
    expect(await release()).toMatchObject({ state: 'finished-with-errors', deleted: { files: 0 }, refused: 4 })
    expect(await left()).toEqual([...names].sort())
    expect(await client.ledger.summary({ copies: 1 })).toMatchObject({
      ...{ safe: false, states: { trouble: { files: 4 }, safe: { files: 0 } } }
    })
    await expect(release(1)).rejects.toMatchObject({ data: { code: 'rule' } })
  })
})

async function independentSum(path: string): Promise<string> {
  // A name with a line end makes sha256sum escape its line; on standard input it has none.
  const { stdout } = await promisify(execFile)('sh', ['-c', 'exec sha256sum < "$1"', 'sh', path], { timeout: 60_000 })
  return stdout.slice(0, 64)
}
