/** A command that stays with its run because it is the engine itself. */
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { Failure } from '@domain/failure'
import { expect, it } from 'vitest'
import { stayWithRun } from '../../../src/main/cli/commands/cloud-run-stay'
import { createOutput } from '../../../src/main/cli/output'
import type { FarscopeClient } from '../../../src/main/client-type'
import { someRun } from '../../domain/cloud/spend/some-runs'
import { type MadeUpRuns, madeUpRuns } from './made-up-runs'

const run = someRun({ id: 'r4k200000000' })

async function stay(
  change: (cloud: MadeUpRuns) => void,
  next?: (cloud: MadeUpRuns) => void
): Promise<{ status: number; said: string }> {
  const cloud = madeUpRuns()
  change(cloud)
  const clientAgain = async (): Promise<FarscopeClient> => {
    const other = madeUpRuns()
    if (!next) throw new Error('No other engine was to be opened.')
    next(other)
    // Of the client only its runs are used here.
    return { runs: other.runs } as FarscopeClient
  }
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const said = text(stderr)
  const out = createOutput(false, stdout, stderr)
  const context = { out, signal: AbortSignal.timeout(20_000), onStop: () => undefined, clientAgain }
  const status = await stayWithRun(context, { runs: cloud.runs }, run.id)
  stderr.end()
  return { status, said: await said }
}

it('ends well with a run that is done', async () => {
  const done = { ...run, state: 'done' as const, endedAt: '2026-11-22T11:00:00Z' }
  const { status, said } = await stay(cloud => {
    cloud.list = [run]
    cloud.later = [{ type: 'changed', runs: [done], gone: [] }]
  })
  expect([status, said]).toEqual([0, ''])
})

it('ends, and says so, when somebody forgets the run meanwhile', async () => {
  const { status, said } = await stay(cloud => {
    cloud.list = [run]
    cloud.later = [{ type: 'changed', runs: [], gone: [run.id] }]
  })
  expect(status).not.toBe(0)
  expect(said).toContain('was forgotten meanwhile')
})

it('ends when the run was forgotten before it was looked for', async () => {
  const { status, said } = await stay(cloud => {
    cloud.list = [{ ...run, id: 'r7c900000000' }]
  })
  expect(status).not.toBe(0)
  expect(said).toContain('r4k200000000 was forgotten')
})

it('goes on with another engine when the command whose engine it was is stopped', async () => {
  const { status, said } = await stay(
    cloud => {
      cloud.list = [run]
      cloud.lost = new Failure('unreachable', 'The engine of Farscope has ended.')
    },
    other => {
      other.list = [run]
      other.later = [{ type: 'changed', runs: [{ ...run, state: 'failed' }], gone: [] }]
    }
  )
  expect([status, said]).toEqual([1, expect.stringContaining('ended: failed')])
})

it('ends with what it was told, unless the engine is gone', async () => {
  const told = stay(cloud => {
    cloud.list = [run]
    cloud.lost = new Failure('internal', 'A defect.')
  })
  await expect(told).rejects.toThrow('A defect.')
})
