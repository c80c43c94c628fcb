import { efficiencyAdvice, efficiencyFormat, parseCpuTime, readEfficiency } from '@domain/jobs/efficiency'
import { describe, expect, it } from 'vitest'

const mark = 'k3'
const answer = (...rows: string[][]): string => rows.map(row => row.join(`\x1f${mark}`)).join('\n')
const job = (change: Partial<Record<number, string>> = {}): string[] =>
  ['77', 'COMPLETED', '4', '1', '100', '03:20.000', '8G', '', '', 'cpu=4,mem=8G,node=1,gres/gpu=2', '60'].map(
    (cell, at) => change[at] ?? cell
  )
const step = (name: string, memory: string, more = ''): string[] => {
  const use = `cpu=00:03:20,mem=${memory}${more}`
  return [`77.${name}`, 'COMPLETED', '4', '1', '100', '03:20.000', '', '900K', use, 'cpu=4,mem=8G', '']
}

describe('the efficiency of a job', () => {
  it('asks accounting for as many fields as it reads', () => {
    expect(efficiencyFormat.split(',')).toHaveLength(job().length)
  })

  it('is what seff reckons from its steps', () => {
    const found = readEfficiency(answer(job(), step('batch', '2G'), step('0', '1048576K')), mark)
    expect(found).toMatchObject({ cpu: 0.5, cpuSecondsUsed: 200, cpuSecondsGiven: 400, memory: 0.25 })
    expect(found).toMatchObject({ memoryBytesUsed: 2 ** 31, memoryBytesGiven: 2 ** 33, gpu: null })
    expect(found?.time).toBeCloseTo(100 / 3600)
    expect(found?.steps.map(({ step: name }) => name)).toEqual(['batch', '0'])
  })

  it('takes memory for each CPU or node, as SLURM before 21.08 printed it', () => {
    const given = (asked: string): number | null | undefined =>
      readEfficiency(answer(job({ 2: '4', 3: '2', 6: asked })), mark)?.memoryBytesGiven
    expect([given('1750Mc'), given('2Gn'), given('0n')]).toEqual([4 * 1750 * 2 ** 20, 2 ** 32, 2 ** 33])
  })

  it('knows the work of GPUs only where it is gathered', () => {
    const found = readEfficiency(answer(job(), step('0', '1G', ',gres/gpumem=5G,gres/gpuutil=120')), mark)
    expect(found).toMatchObject({ gpu: 0.6, gpuMemoryBytes: 5 * 2 ** 30 })
  })

  it('falls back to the largest task where no sum was kept', () => {
    const bare = ['77.0', 'COMPLETED', '4', '1', '100', '00:01.000', '', '900K', '', '', '']
    expect(readEfficiency(answer(job(), bare), mark)?.memoryBytesUsed).toBe(900 * 1024)
  })

  it('of a job that accounting does not know is nothing', () => {
    expect(readEfficiency('', mark)).toBeNull()
  })

  it('of a job without steps is unknown, never 0', () => {
    expect(readEfficiency(answer(job({ 5: '' })), mark)).toMatchObject({ cpu: null, memory: null, steps: [] })
  })
})

describe('CPU time', () => {
  it('is read in every form of sacct', () => {
    expect(['00:01.500', '01:02:03', '2-00:00:10', '12:34'].map(parseCpuTime)).toEqual([1.5, 3723, 172_810, 754])
    expect(['', 'INVALID', '12'].map(parseCpuTime)).toEqual([null, null, null])
  })
})

describe('advice', () => {
  const none = {
    cpus: 4,
    cpuSecondsUsed: null,
    cpuSecondsGiven: null,
    memoryBytesGiven: null,
    gpuMemoryBytes: null,
    steps: []
  }
  it('names what was wasted and what is enough', () => {
    const wasted = { ...none, cpu: 0.1, memory: 0.2, memoryBytesUsed: 3 * 2 ** 30, gpu: 0.3, time: 0.05 }
    expect(efficiencyAdvice(wasted).join('\n')).toMatch(/10 % of its CPUs[\s\S]*4 GiB[\s\S]*30 %[\s\S]*5 %/)
  })
  it('never tells a job with one CPU to take fewer', () => {
    const idle = { ...none, cpus: 1, cpu: 0.1, memory: null, memoryBytesUsed: null, gpu: null, time: null }
    expect(efficiencyAdvice(idle).join('\n')).toMatch(/10 % of its one CPU/)
    expect(efficiencyAdvice(idle).join('\n')).not.toMatch(/fewer/i)
    expect(efficiencyAdvice({ ...idle, cpus: 2 }).join('\n')).toMatch(/Fewer CPUs/)
  })
  it('is silent where all was used or nothing is known', () => {
    const unknown = { ...none, cpu: null, memory: null, memoryBytesUsed: null, gpu: null, time: null }
    expect(efficiencyAdvice(unknown)).toEqual([])
    expect(efficiencyAdvice({ ...unknown, cpu: 0.9, memory: 0.7, time: 0.8, gpu: 0.9 })).toEqual([])
  })
})
