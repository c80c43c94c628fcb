/** How far jobs are and what they use, as scripts ask; real SLURM and RELION behind a real sshd. */
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ClassImages, JobProgress } from '@contract/job-progress'
import type { JobUsage } from '@contract/job-usage'
import { decode } from 'fast-png'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { cancelJobs, scratch } from '../facility/facility'
import { box, particleStack, particlesStar } from '../main/jobs/synthetic-particles'
import { createRig, errorOf, type Rig } from './command-rig'

let rig: Rig

beforeAll(async () => {
  rig = await createRig()
})
const sent: string[] = []
afterAll(async () => {
  await cancelJobs(sent)
  await rig.end()
})

const limits = ['--set', 'partition=cpu', '--set', 'cpus=1', '--set', 'memory=1G', '--set', 'time=10']

describeFacility('a job on the command line', 'slurm', () => {
  beforeAll(() => rig.site('hpc', 'facility'))

  async function submit(args: readonly string[], input?: string): Promise<string> {
    const { id } = (await rig.json(['job', 'submit', 'hpc', ...args], { input })) as { id: string } // by its schema
    sent.push(id)
    return id
  }

  it('of RELION shows its iterations, and its classes as pictures in a folder or in one', async context => {
    const installed = promisify(execFile)('bash', ['-lc', 'command -v relion_refine'])
    if (
      await installed.then(
        () => false,
        () => true
      )
    )
      context.skip('relion is not installed')
    const project = await scratch()
    const put = (name: string, bytes: Buffer | string) =>
      rig.farscope(['exec', 'hpc', '--', 'tee', `${project}/${name}`], { input: bytes })
    await put('parts.mrcs', particleStack(5))
    await put('parts.star', particlesStar('parts.mrcs'))
    const values =
      'input=parts.star output=Class2D/job003 classes=2 iterations=3 diameter=120 ctf=no psi_step=12 pool=30'
    const set = values.split(' ').flatMap(value => ['--set', value])
    const id = await submit(['--template', 'relion-class2d', ...set, ...limits, '--chdir', project])
    expect(await rig.json(['job', 'wait', 'hpc', id])).toMatchObject({ state: 'COMPLETED' })

    const progress = (await rig.json(['job', 'progress', 'hpc', id])) as JobProgress // by its schema
    expect(progress).toMatchObject({ kind: 'Class2D', ended: 'succeeded', series: { length: 4 } })
    expect(String((await rig.farscope(['job', 'progress', 'hpc', id])).stdout)).toMatch(/RELION Class2D[\s\S]*It +3 /)

    const local = await mkdtemp(join(rig.folder, 'classes-'))
    const found = (await rig.json(['job', 'classes', 'hpc', id])) as ClassImages // by its schema
    expect(found.images).toHaveLength(2)
    await rig.json(['job', 'classes', 'hpc', id, '--png', join(local, 'each')])
    expect(await readdir(join(local, 'each'))).toEqual(['class001.png', 'class002.png'])
    expect(decode(await readFile(join(local, 'each/class001.png')))).toMatchObject({ width: box, height: box })
    const sheet = await rig.farscope(['job', 'classes', 'hpc', id, '--png', join(local, 'sheet.png')])
    expect(String(sheet.stdout)).toMatch(/100\.0 %|[\d.]+ %[\s\S]*Wrote .*sheet\.png\n$/)
    expect(decode(await readFile(join(local, 'sheet.png')))).toMatchObject({ width: 2 * box + 4, height: box })
  })

  it('tells what it uses while it runs, goes on until it has ended, and keeps it', { timeout: 150_000 }, async () => {
    const id = await submit(['-', '--', '-p', 'cpu', '-t', '5'], '#!/bin/sh\nwhile :; do :; done\n')
    // Its first step is known to sstat a moment after the job runs.
    await expect
      .poll(() => rig.json(['job', 'usage', 'hpc', id]), { timeout: 60_000 })
      .toMatchObject({
        live: true,
        cpusGiven: 1,
        samples: expect.arrayContaining([expect.objectContaining({ cpu: expect.any(Number) })])
      })
    const follow = rig.farscope(['job', 'usage', 'hpc', id, '--follow', '--json'])
    await new Promise(wait => setTimeout(wait, 3000))
    await rig.farscope(['job', 'cancel', 'hpc', id, '--yes'])
    const lines = String((await follow).stdout)
      .trim()
      .split('\n')
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ live: false })
    const kept = (await rig.json(['job', 'usage', 'hpc', id])) as JobUsage // by its schema
    expect(kept.samples.length).toBeGreaterThanOrEqual(1)
    expect(kept.live).toBe(false)
  })

  it('has no GPUs and no progress in words when there are none', async () => {
    const id = await submit(['-', '--', '-p', 'cpu', '-t', '5'], '#!/bin/sh\ntrue\n')
    await rig.json(['job', 'wait', 'hpc', id])
    for (const [words, code] of [
      ['gpus', 'conflict'],
      ['classes', 'unsupported'],
      ['progress', 'unsupported']
    ] as const) {
      const outcome = await rig.farscope(['job', words, 'hpc', id, '--json'])
      expect(errorOf(outcome).code).toBe(code)
    }
  })
})
