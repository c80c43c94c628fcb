import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { notBegun } from '@domain/cloud/runs/states'
import { Failure } from '@domain/failure'
import { expect, it } from 'vitest'
import { createMachineWork } from '../../../../src/main/cloud/work/machine-work'
import { createPatience } from '../../../../src/main/cloud/work/patience'
import { silentLog } from '../../../../src/main/platform'
import { machine, madeUpRecord } from '../../../domain/cloud/runs/made-up-record'
import { noResults } from '../results/no-results'

const begun = notBegun()
const ended = { ...begun, command: { ...begun.command, endedAt: '2026-11-22T10:00:00.000Z' } }
const fetched = (bytes: number) => ({ ...ended, fetched: { files: 0, bytes, totalBytes: 1000, verified: 0 } })

it('a link that was lost many times while the command ran is bridged as often after its end', () => {
  const patience = createPatience(begun, 6)
  for (let times = 0; times < 50; times++) expect(patience.lost(begun).over).toBe(false)
  const after = Array.from({ length: 7 }, () => patience.lost(ended))
  expect(after.map(({ over }) => over)).toEqual([false, false, false, false, false, false, true])
  // The pauses between tries begin short again too.
  expect(after.map(({ tries }) => tries)).toEqual([0, 1, 2, 3, 4, 5, 6])
})

it('it begins anew with each try that brings more, and with none that only brings back what there was', () => {
  const patience = createPatience(ended, 2)
  const over = [0, 10, 10, 20, 5, 20].map(bytes => patience.lost(fetched(bytes)).over)
  expect(over).toEqual([false, false, false, false, false, true])
})

it('a run whose link was lost all the time has all its tries when its command has ended', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'patience-'))
  const platform = { dataFolder: folder, log: silentLog }
  // The machine is never reached, so nothing of what works on it is needed.
  const unneeded = (): never => expect.unreachable()
  const queue = { startExplicit: unneeded, result: unneeded, list: () => [], resume: unneeded }
  const work = createMachineWork({
    ...{ platform, results: noResults, openFiles: unneeded, timing: { retry: { firstMs: 1, mostMs: 1 } } },
    queue: { ...queue, retryFailed: unneeded, cancel: unneeded, forget: unneeded }
  })
  let run = madeUpRecord({ state: 'running', machine }).run
  let dials = 0
  const end = await work.drive({
    run: () => run,
    report: change => {
      run = { ...run, ...change }
    },
    connection: async () => {
      dials += 1
      if (dials === 20) run = { ...run, command: ended.command }
      throw new Failure('unreachable', 'The link is lost.')
    },
    signal: AbortSignal.timeout(60_000)
  })
  expect([end, dials, run.state]).toEqual([{ end: 'waiting' }, 26, 'waiting'])
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})
