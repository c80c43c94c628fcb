import type { EndAs } from '@domain/cloud/runs/run-record'
import { Failure } from '@domain/failure'
import { expect, it } from 'vitest'
import { createBucketTurn } from '../../../../src/main/cloud/results/bucket-turn'
import { silentLog, systemClock } from '../../../../src/main/platform'
import { machine, madeUpRecord } from '../../../domain/cloud/runs/made-up-record'
import { noResults } from './no-results'

it('a run whose results came out of the bucket has all of its outputs here, and none before that', async () => {
  let record = madeUpRecord({ state: 'fetching', machine: { ...machine, endedAt: machine.launchedAt } })
  const ends: EndAs[] = []
  let meets: Failure | null = new Failure('unreachable', 'The store does not answer.')
  const collect = async () => {
    if (meets) throw meets
    return null
  }
  const turn = createBucketTurn(
    { clock: systemClock, log: silentLog, results: { ...noResults, collect } },
    {
      id: record.run.id,
      read: () => record,
      change: make => {
        record = make(record)
      }
    },
    endAs => void ends.push(endAs)
  )
  const signal = new AbortController().signal
  await expect(turn.collect(signal)).rejects.toBe(meets)
  expect([record.run.outputsHere, ends]).toEqual([false, []])
  meets = null
  await turn.collect(signal)
  expect([record.run.outputsHere, ends.length]).toEqual([true, 1])
})
