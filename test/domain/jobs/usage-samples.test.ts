import { parseSstat } from '@domain/jobs/sstat'
import { nextSample } from '@domain/jobs/usage-samples'
import { describe, expect, it } from 'vitest'

const at = '2026-11-21T12:00:00.000Z'
const given = { cpus: 2, gpus: 2 }
// sstat 22.05 -n -P -a -o JobID,MaxRSS,TRESUsageInTot,AveCPU,NTasks
const line = (step: string, cpu: string, memory: string, extra = ''): string =>
  `10412.${step}|${memory}|cpu=${cpu},energy=0,fs/disk=40618,mem=${memory},pages=1,vmem=224996K${extra}|${cpu}|1\n`
const reading = (seconds: number, text: string) => ({ seconds, uses: parseSstat(text) })

describe('a sample of a running job', () => {
  it('has the share of its CPUs since the one before', () => {
    const before = reading(100, line('batch', '00:00:10', '1000K') + line('0', '00:00:10', '10K'))
    const now = reading(120, line('batch', '00:00:20', '900K') + line('0', '00:00:20', '10K'))
    expect(nextSample(at, before, now, { given, startSeconds: 0, peak: 1_024_000 })).toEqual({
      ...{ at, cpu: 0.5, memoryBytes: 1_024_000, gpu: null }
    })
  })

  it('goes by the clock of the host, since an answer that was long on its way says nothing of the job', () => {
    const [first, second] = [line('batch', '00:00:10', '1K'), line('batch', '00:00:20', '1K')]
    const cpu = (before: [number, number | null], now: [number, number | null]): number | null =>
      nextSample(
        at,
        { ...reading(before[0], first), hostSeconds: before[1] },
        { ...reading(now[0], second), hostSeconds: now[1] },
        { given, startSeconds: 0, peak: null }
      ).cpu
    expect(cpu([105, 500], [110, 510])).toBe(0.5)
    // It was set anew, or is another host's.
    expect(cpu([100, 500], [110, 400])).toBe(0.5)
    expect(cpu([100, 500], [110, 4000])).toBe(0.5)
    expect(cpu([100, null], [110, 4000])).toBe(0.5)
  })

  it('does not fall below nothing when a step has ended, and counts a new one whole', () => {
    const before = reading(100, line('batch', '00:00:10', '1K') + line('0', '01:00:00', '1K'))
    const now = reading(110, line('batch', '00:00:10', '1K') + line('1', '00:00:05', '1K'))
    expect(nextSample(at, before, now, { given, startSeconds: 0, peak: null }).cpu).toBe(0.25)
  })

  it('is the mean since the start when it is the first', () => {
    const now = reading(100, line('batch', '00:00:30', '1K'))
    expect(nextSample(at, null, now, { given, startSeconds: 70, peak: null }).cpu).toBe(0.5)
    expect(nextSample(at, null, now, { given, startSeconds: null, peak: null }).cpu).toBeNull()
  })

  it('has its GPUs where they are gathered', () => {
    const now = reading(100, line('batch', '00:00:30', '1K', ',gres/gpuutil=150'))
    expect(nextSample(at, null, now, { given, startSeconds: 70, peak: null }).gpu).toBe(0.75)
  })

  it('reckons CPU by AveCPU and the number of tasks where sstat tells no sum', () => {
    expect(parseSstat('7.0|2M||00:00:10|4\n').get('0')).toEqual({ cpuSeconds: 40, memoryBytes: 2 ** 21, gpus: null })
  })
})
