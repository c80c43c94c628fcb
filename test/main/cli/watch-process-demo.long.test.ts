/** `farscope watch process` on the demo facility, whose batch system really runs the arrays. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { processedFileSchema, processingRuleSchema } from '@contract/processing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { startDemoFacility } from '../../../src/demo/demo-facility'
import { type CommandsHere, commandsHere } from './command-here'

const slow = { timeout: 150_000, interval: 500 }

let here: CommandsHere
let home: string

/** An MRC movie of three frames of 4 x 4 pixels, 16 bits each. */
function movie(value: number): Buffer {
  const header = Buffer.alloc(1024)
  for (const [at, number] of [4, 4, 3, 1].entries()) header.writeInt32LE(number, at * 4)
  header.writeInt32LE(3, 36)
  return Buffer.concat([header, Buffer.alloc(4 * 4 * 2 * 3, value)])
}

beforeAll(async () => {
  here = await commandsHere(() => ({
    door: 'host',
    environment: { PATH: process.env.PATH },
    startDemo: async folder => {
      const demo = await startDemoFacility({ folder })
      home = demo.root
      return demo
    }
  }))
  await here.client.app.startDemo(undefined, { signal: AbortSignal.timeout(60_000) })
  await mkdir(join(here.folder, 'run7'))
  for (const name of ['one', 'two']) await writeFile(join(here.folder, 'run7', `${name}.mrc`), movie(1))
}, 90_000)
afterAll(() => here.end())

const motioncor = ['--template', 'motioncor3', '--set', 'format=mrc', '--set', 'pixel_size=0.73', '--set', 'gpus=0']
const status = async () => processingRuleSchema.parse(await here.json('watch', 'process', 'status', 'run7'))

describe('farscope watch process', { timeout: 600_000 }, () => {
  it('refuses what it cannot do, by its code', async () => {
    expect(await here.failure('watch', 'process', 'add', 'nowhere', '--site', 'demo', ...motioncor)).toEqual([
      1,
      'not-found'
    ])
    expect(await here.failure('watch', 'process', 'add', 'run7', '--site', 'demo')).toEqual([2, 'usage'])
    expect(await here.failure('watch', 'process', 'status', 'run7')).toEqual([1, 'not-found'])
    await here.json(
      'watch',
      'add',
      join(here.folder, 'run7'),
      join(here.folder, 'here'),
      '--name',
      'here',
      '--stable',
      '1'
    )
    expect(await here.failure('watch', 'process', 'add', 'here', '--site', 'demo', ...motioncor)).toEqual([2, 'usage'])
    await here.json('watch', 'remove', 'here')
  })

  it('keeps arrays running on what a watch brings, each file once', async () => {
    await here.json('watch', 'add', join(here.folder, 'run7'), 'demo:arrived/movies', '--stable', '1')
    const pace = ['--batch', '2', '--wait', '1', '--queued', '4']
    const added = processingRuleSchema.parse(
      await here.json('watch', 'process', 'add', 'run7', '--site', 'demo', ...motioncor, ...pace)
    )
    expect(added).toMatchObject({
      ...{ name: 'run7', watch: 'run7', site: 'demo', batch: 2, waitSeconds: 1, atOnce: 4, queued: 4, retries: 1 },
      workDir: join(home, 'arrived/preprocess'),
      request: { template: 'motioncor3', values: { format: 'mrc', pixel_size: '0.73' } }
    })
    await expect.poll(async () => (await status()).counts, slow).toMatchObject({ waiting: 0, done: 2, failed: 0 })
    await writeFile(join(here.folder, 'run7', 'three.mrc'), movie(3))
    await writeFile(join(here.folder, 'run7', 'three.xml'), '<x/>')
    await expect.poll(async () => (await status()).counts.done, slow).toBe(3)
    const aligned = await readFile(join(home, 'arrived/preprocess/MotionCor3/three.mrc'))
    expect([aligned.length, aligned.readInt32LE(8), aligned[1024]]).toEqual([1024 + 32, 1, 3])
    const files = z.array(processedFileSchema).parse(await here.json('watch', 'process', 'files', 'run7'))
    expect(files.map(({ path, state }) => [path, state]).sort()).toEqual([
      ['one.mrc', 'done'],
      ['three.mrc', 'done'],
      ['two.mrc', 'done']
    ])
    // The array is a job like others, with its script and its output.
    const [id = ''] = files[0]?.job?.split('_') ?? []
    expect((await here.run('job', 'show', 'demo', id)).stdout).toMatch(/run7-[0-9a-f]{12}/)
  })

  it('lists, pauses, resumes, tries again and removes', async () => {
    expect((await here.run('watch', 'process', 'list')).stdout).toMatch(/^NAME +STATE.*\nrun7 +(idle|working) +0/)
    expect(await here.json('watch', 'process', 'pause', 'run7')).toMatchObject({ state: 'paused' })
    await writeFile(join(here.folder, 'run7', 'bad.mrc'), 'no movie at all')
    await expect.poll(async () => (await status()).counts.waiting, slow).toBe(1)
    const change = ['watch', 'process', 'change', 'run7']
    expect(await here.json(...change, '--at-once', '2', '--set', 'pixel_size=0.8')).toMatchObject({
      ...{ atOnce: 2, batch: 2, queued: 4, state: 'paused' },
      request: { template: 'motioncor3', values: { format: 'mrc', pixel_size: '0.8' }, resources: { gpus: 0 } }
    })
    expect(await here.failure(...change, '--queued', '1')).toEqual([2, 'usage'])
    expect(await here.failure(...change, '--set', 'pixel_size=')).toEqual([2, 'usage'])
    expect(await status()).toMatchObject({ queued: 4, request: { values: { pixel_size: '0.8' } } })
    await here.json('watch', 'process', 'resume', 'run7')
    await expect.poll(async () => (await status()).counts.failed, slow).toBe(1)
    const [bad] = z
      .array(processedFileSchema)
      .parse(await here.json('watch', 'process', 'files', 'run7', '--state', 'failed'))
    expect(bad).toMatchObject({ path: 'bad.mrc', tries: 2, error: expect.stringContaining('status') })
    expect(await here.json('watch', 'process', 'retry', 'run7')).toMatchObject({ counts: { failed: 0 } })
    expect(await here.json('watch', 'process', 'remove', 'run7')).toEqual({ removed: 'run7' })
    expect(await here.json('watch', 'process', 'list')).toEqual([])
  })
})
