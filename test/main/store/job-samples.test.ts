import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLog } from '../../../src/main/platform'
import { openStore, type Store } from '../../../src/main/store/store'

let folder: string
let store: Store
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'farscope-samples-'))
  store = openStore(folder, silentLog)
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

const job = { site: 'krios', job: '4711', submitted: 1000 }
const sample = (second: number) => ({
  at: new Date(second * 1000).toISOString(),
  cpu: 0.5,
  memoryBytes: 2 ** 33,
  gpu: null
})

describe('samples of jobs', () => {
  it('outlive the engine, and are of one job alone', () => {
    store.jobSamples.add(job, sample(2))
    store.jobSamples.add(job, sample(1))
    store.jobSamples.add({ ...job, submitted: 2000 }, sample(3))
    store.close()
    store = openStore(folder, silentLog)
    expect(store.jobSamples.of(job)).toEqual([sample(1), sample(2)])
    expect(store.jobSamples.of({ ...job, site: 'other' })).toEqual([])
  })

  it('are thinned in their earlier half, never more than 2,000, from the first to the last', () => {
    for (let second = 0; second < 3200; second++) store.jobSamples.add(job, sample(second))
    const kept = store.jobSamples.of(job)
    expect(kept.length).toBeLessThanOrEqual(2000)
    expect(kept.length).toBeGreaterThan(1400)
    expect([kept[0], kept.at(-1), kept.at(-2)]).toEqual([sample(0), sample(3199), sample(3198)])
  })
})
