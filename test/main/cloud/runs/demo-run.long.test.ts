/** The whole engine beside the demo facility's cloud: runs that really run. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Run } from '@contract/cloud-runs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDemoFacility } from '../../../../src/demo/demo-facility'
import type { FarscopeClient } from '../../../../src/main/client-type'
import { createEngine, type Engine } from '../../../../src/main/engine'
import { testPlatform } from '../../test-platform'
import { brisk } from './runs-rig'

let folder = ''
let engine: Engine
let client: FarscopeClient

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farscope-runs-'))
  const platform = {
    ...testPlatform(folder, { environment: { PATH: process.env.PATH } }),
    startDemo: (place: string) => startDemoFacility({ folder: place })
  }
  await mkdir(platform.dataFolder, { mode: 0o700 })
  engine = await createEngine(platform, { runs: { ...brisk, pollMs: 500, bootLookMs: 300 } })
  client = engine.client('test')
  await client.app.startDemo(undefined, { signal: AbortSignal.timeout(60_000) })
}, 90_000)
afterAll(async () => {
  await engine.close()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

/** The run as it is when it has ended, or is in a state that is waited for. */
async function until(id: string, ...states: Run['state'][]): Promise<Run> {
  let last: Run | undefined
  for await (const event of await client.runs.follow(undefined, { signal: AbortSignal.timeout(120_000) })) {
    last = event.runs.find(run => run.id === id) ?? last
    if (last && [...states, 'done', 'failed', 'stopped'].includes(last.state)) return last
  }
  throw new Error(`it is ${JSON.stringify(last)}`)
}

const local = (path: string) => ({ kind: 'local' as const, path })

describe('a run on the demo cloud', { timeout: 150_000 }, () => {
  it('takes its inputs up, runs its command, brings its outputs and leaves nothing', async () => {
    await writeFile(join(folder, 'in.txt'), 'movies\n')
    const asked = {
      ...{ name: 'align & "sum"', command: 'tr a-z A-Z < in.txt > out.txt\necho aligned', types: ['g5.2xlarge'] },
      ...{ maxSeconds: 3600, maxUsd: 5 },
      inputs: [{ from: local(join(folder, 'in.txt')), to: 'in.txt' }],
      outputs: [{ from: 'out.txt', to: local(join(folder, 'out.txt')) }]
    }
    const estimate = await client.runs.estimate({ asked })
    expect(estimate).toMatchObject({ profile: 'farscope-demo', choices: [{ type: 'g5.2xlarge' }] })
    const { id } = await client.runs.launch({ key: 'a-first-run', asked })
    const done = await until(id)
    expect(done).toMatchObject({ state: 'done', error: null, command: { exitCode: 0, endedBy: 'itself' }, site: null })
    expect(await readFile(join(folder, 'out.txt'), 'utf8')).toBe('MOVIES\n')
    expect(done.usd).toBeGreaterThan(0)
    let text = ''
    for await (const part of await client.runs.log({ id })) text += part.text
    expect(text).toContain('aligned')
    const { resources } = await client.cloud.list({})
    expect(resources).toMatchObject([{ kind: 'security-group', orphan: null, kept: true, usdPerHour: 0 }])
    expect((await client.sites.list()).map(({ name }) => name)).toEqual(['demo'])
    await client.runs.remove({ id })
    expect(await client.runs.list()).toEqual([])
  })

  it('is stopped with its outputs, and seen as a site while it runs', async () => {
    const asked = {
      ...{ name: 'long', command: 'echo half > out.txt\nsleep 600', types: ['g5.2xlarge'], maxSeconds: 3600 },
      outputs: [{ from: 'out.txt', to: local(join(folder, 'half.txt')) }]
    }
    const { id } = await client.runs.launch({ key: 'a-second-run', asked })
    const running = await until(id, 'running')
    expect(running).toMatchObject({ state: 'running', site: `run-long-${id}` })
    expect((await client.sites.list()).map(({ name }) => name)).toContain(running.site)
    await client.runs.stop({ id })
    expect(await until(id)).toMatchObject({ state: 'stopped', error: null })
    expect(await readFile(join(folder, 'half.txt'), 'utf8')).toBe('half\n')
  })

  it('ends as failed where its command fails', async () => {
    const asked = { name: 'bad', command: 'exit 3', types: ['g5.2xlarge'], maxSeconds: 3600 }
    const { id } = await client.runs.launch({ key: 'a-third-run', asked })
    expect(await until(id)).toMatchObject({
      ...{ state: 'failed', command: { exitCode: 3 } },
      error: { code: 'remote-error', message: 'The command of the run bad ended with status 3.' }
    })
  })
})
