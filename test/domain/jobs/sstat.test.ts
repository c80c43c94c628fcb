import { jobRecord } from '@domain/jobs/job-record'
import { liveAdvice, liveEfficiency, parseSstat, withLiveUse } from '@domain/jobs/sstat'
import { describe, expect, it } from 'vitest'

describe('the use of a running job', () => {
  // As SLURM 22.05.8 printed it.
  const uses = parseSstat('9196.batch|2760K|cpu=00:00:40,energy=0,fs/disk=7999,mem=2760K,pages=0,vmem=5092K\n')
  const step = { step: 'batch', state: 'RUNNING', elapsedSeconds: 100, cpuSeconds: 0, memoryBytes: null }
  const past = {
    ...{ cpus: 1, cpu: 0, cpuSecondsUsed: 0, cpuSecondsGiven: 100, memory: null, memoryBytesUsed: null },
    ...{ memoryBytesGiven: 2760 * 2048, gpu: null, gpuMemoryBytes: null, time: 0.95, steps: [step] }
  }

  it('stands in the place of what accounting does not have yet', () => {
    const found = withLiveUse(past, uses)
    expect(found).toMatchObject({ cpu: 0.4, cpuSecondsUsed: 40, memory: 0.5, memoryBytesUsed: 2760 * 1024 })
    expect(liveAdvice(found).join('\n')).toMatch(/40 % of its CPUs[\s\S]*95 % of its time limit/)
  })

  it('stands beside what scontrol tells where there is no accounting', () => {
    const job = jobRecord({
      ...{ id: '9196', stateRaw: 'RUNNING', name: 'x', user: 'cryo', cpus: 2, elapsedSeconds: 100 },
      ...{ memoryBytes: 2760 * 2048, limitSeconds: 400 }
    })
    expect(liveEfficiency(job, uses)).toMatchObject({
      ...{ cpu: 0.2, cpuSecondsUsed: 40, cpuSecondsGiven: 200, memory: 0.5, time: 0.25, gpu: null },
      steps: [{ step: 'batch', cpuSeconds: 40 }]
    })
    expect(liveEfficiency(job, new Map())).toMatchObject({ cpu: null, memory: null, steps: [] })
  })

  it('stays unknown for steps that sstat does not name', () => {
    const silent = withLiveUse({ ...past, steps: [{ ...step, cpuSeconds: null }] }, parseSstat('sstat: error\n'))
    expect(silent).toMatchObject({ cpu: null, memory: null })
  })
})
