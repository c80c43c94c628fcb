/** The engine of a run is killed again and again, each time at another place on its way: one run, one machine, all files. */
import type { ChildProcess } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Run } from '@contract/cloud-runs'
import { tagKeys } from '@domain/cloud/tags'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type CloudRig, openCloud, region } from '../demo/ec2/cloud-rig'
import { createRig, firstDocument, type Rig } from './command-rig'

/** So large that a copy takes longer than it takes to be seen. Bytes. */
const inputBytes = 300_000_000
/** A copy of which so much is there, and not all, is on its way. */
const begunBytes = 1_000_000
const waitMs = 150_000

/** The cloud of the demo, but in this process: it lives on when the engine is killed, as the real one does. */
let cloud: CloudRig
let rig: Rig
let keys: Record<string, string>
let served: ChildProcess
let id = ''

const input = (): string => join(rig.folder, 'movies.mrc')
const output = (): string => join(rig.folder, 'results.mrc')
const digest = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex')

async function serve(): Promise<void> {
  served = rig.start(['serve', '--json'], keys)
  expect(await firstDocument(served)).toMatchObject({ pid: served.pid })
}

async function kill(): Promise<void> {
  const gone = once(served, 'exit')
  served.kill('SIGKILL')
  await gone
}

/** All that carry the tag of the run, whatever became of them. */
async function machines(): Promise<{ id: string; state: string }[]> {
  const { Reservations } = await cloud.ec2.describeInstances({
    Filters: [{ Name: `tag:${tagKeys.run}`, Values: [id] }]
  })
  return (Reservations ?? [])
    .flatMap(({ Instances }) => Instances ?? [])
    .map(({ InstanceId = '', State }) => ({ id: InstanceId, state: State?.Name ?? '' }))
}

const until = (what: () => Promise<boolean> | boolean): Promise<unknown> =>
  vi.waitFor(
    async () => {
      if (!(await what())) throw new Error('not yet')
    },
    { timeout: waitMs, interval: 20 }
  )

/** Where a file of this name, or a part of it, is below a folder. */
async function found(folder: string, name: string): Promise<string[]> {
  const all = await readdir(folder, { recursive: true }).catch(() => [])
  return all.filter(path => path.includes(name)).map(path => join(folder, path))
}

async function isCopied(folder: string, name: string): Promise<boolean> {
  for (const path of await found(folder, name)) {
    const about = await stat(path).catch(() => null)
    if (about?.isFile() && about.size > begunBytes) return true
  }
  return false
}

/** The state of the run as the engine that lives tells it. */
const shown = async (): Promise<Run> => (await rig.json(['cloud', 'show', id], { environment: keys })) as Run

beforeAll(async () => {
  cloud = await openCloud()
  rig = await createRig()
  keys = {
    ...{ AWS_ENDPOINT_URL: cloud.cloud.endpoint, AWS_REGION: region, AWS_EC2_METADATA_DISABLED: 'true' },
    AWS_ACCESS_KEY_ID: cloud.cloud.keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: cloud.cloud.keys.secretAccessKey
  }
  // Random: nothing on the way can make it shorter.
  await writeFile(input(), randomBytes(inputBytes))
})
afterAll(async () => {
  await rig.end()
  await cloud.close()
})

describe('a run whose engine is killed', () => {
  it('as soon as it was promised has one machine, of the engine that is started next', async () => {
    await serve()
    // It says that it is there, and goes on when it is told to: nobody is asked for that, whoever lives or not.
    const command = 'touch begun; while [ ! -e go ]; do sleep 0.2; done; cp movies.mrc results.mrc; echo computed'
    const words = ['--type', 'g5.2xlarge', '--max-duration', '1h', '--name', 'killed', '--yes']
    const files = ['--input', `${input()}=movies.mrc`, '--output', `results.mrc=${output()}`]
    const launched = await rig.json(['cloud', 'launch', ...words, ...files, '--', 'bash', '-c', command], {
      environment: keys
    })
    await kill()
    id = (launched as { runId: string }).runId
    await serve()
    await until(async () => (await machines()).length > 0)
  })

  it('in the middle of the way up goes on with it', async () => {
    await until(() => isCopied(cloud.folder, 'movies.mrc'))
    await kill()
    expect(await found(cloud.folder, 'begun')).toEqual([])
    await serve()
    await until(async () => (await found(cloud.folder, 'begun')).length > 0)
  })

  it('has put no key of the account on its machine, in its files or in its log', async () => {
    const places = [cloud.folder, rig.data]
    const files = (await Promise.all(places.map(place => found(place, '')))).flat()
    const held: string[] = []
    for (const path of files) {
      const about = await stat(path).catch(() => null)
      if (!about?.isFile() || about.size > begunBytes * 50) continue
      const bytes = await readFile(path).catch(() => Buffer.alloc(0))
      if (bytes.includes(cloud.cloud.keys.secretAccessKey)) held.push(path)
    }
    expect(files.length).toBeGreaterThan(20)
    expect(held).toEqual([])
  })

  it('while it runs is not begun again, and computes with nobody there', async () => {
    await expect.poll(async () => (await shown()).state, { timeout: waitMs }).toBe('running')
    await kill()
    const [begun = ''] = await found(cloud.folder, 'begun')
    await writeFile(join(begun, '../go'), '')
    await until(async () => (await found(cloud.folder, 'results.mrc')).length > 0)
    expect(existsSync(output())).toBe(false)
    await serve()
  })

  it('in the middle of the way back has all files in the end, and one machine that is gone', async () => {
    await until(() => isCopied(rig.folder, 'results.mrc'))
    await kill()
    const [only, ...others] = await machines()
    expect([only?.state, others]).toEqual(['running', []])
    await serve()
    await expect.poll(async () => (await shown()).state, { timeout: waitMs }).toBe('done')
    expect(await digest(output())).toBe(await digest(input()))
    expect(await shown()).toMatchObject({ error: null, command: { exitCode: 0, endedBy: 'itself' } })
    expect(await machines()).toEqual([{ id: only?.id, state: 'terminated' }])
    const log = await rig.farscope(['cloud', 'log', id], { environment: keys })
    expect(String(log.stdout).match(/computed/g)).toHaveLength(1)
  })
})
