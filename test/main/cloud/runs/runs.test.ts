/** Runs at a made-up cloud: what becomes of machines and of what they cost when something goes wrong. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { machine, madeUpRecord } from '../../../domain/cloud/runs/made-up-record'
import { type MadeUpCloud, openMadeUpCloud } from './made-up-cloud'

let cloud: MadeUpCloud

beforeEach(async () => {
  cloud = await openMadeUpCloud()
})
afterEach(() => cloud.close())

describe('a run that is forgotten', () => {
  const ended = madeUpRecord({
    ...{ state: 'done', machine: { ...machine, endedAt: '2026-11-22T12:00:00.000Z' } },
    endedAt: '2026-11-22T12:00:00.000Z'
  })

  it('is in no list, and what it cost still counts', async () => {
    const runs = cloud.open(ended)
    await runs.remove(ended.run.id)
    expect(runs.list()).toEqual([])
    expect(() => runs.get(ended.run.id)).toThrow('There is no run')
    expect(runs.ever()).toMatchObject([{ id: ended.run.id, usd: 2, asked: { command: '-' } }])
    await runs.close()
    const again = cloud.open()
    expect([again.list(), again.ever()]).toMatchObject([[], [{ id: ended.run.id, usd: 2 }]])
  })
})
