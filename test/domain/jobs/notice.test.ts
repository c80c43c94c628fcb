import { jobRecord } from '@domain/jobs/job-record'
import { arrayEnd, durationWords, endEvent, eventWords } from '@domain/jobs/notice'
import { isQuiet } from '@domain/jobs/notice-quiet'
import { describe, expect, it } from 'vitest'

const words = (stateRaw: string, more = {}): string =>
  eventWords(endEvent(stateRaw), { ...jobRecord({ id: '1', stateRaw }), ...more })

describe('a notice', () => {
  it('says exit codes and signals in words', () => {
    expect(words('FAILED', { exitCode: 42, elapsedSeconds: 65 })).toBe('failed with exit code 42 after 1 min 5 s')
    expect(words('FAILED', { exitCode: 127 })).toContain('a command was not found')
    expect(words('FAILED', { exitCode: 139 })).toContain('ended by signal 11 (segmentation fault)')
    expect(words('FAILED', { signal: 9 })).toBe('was ended by signal 9 (kill)')
    expect(words('FAILED', { signal: 63 })).toBe('was ended by signal 63')
  })

  it('tells limits, memory and nodes apart', () => {
    expect(words('TIMEOUT', { limitSeconds: 7200 })).toBe('reached its time limit of 2 h and was ended')
    expect(words('OUT_OF_MEMORY', { memoryBytes: 2 ** 32 })).toContain('the 4.0 GiB it was given')
    expect(words('NODE_FAIL', { nodes: 'gpu01' })).toBe('lost a node that failed (gpu01)')
    expect(words('PREEMPTED')).toContain('higher priority')
    expect(words('BOOT_FAIL')).toContain('did not boot')
  })

  it('does not call the end of a job good that nobody saw', () => {
    expect(endEvent('UNKNOWN')).toBe('ended')
    expect(words('UNKNOWN')).toContain('SLURM does not say how it ended')
  })

  it('is one of what went wrong most for a whole array', () => {
    const states = new Map([
      ['COMPLETED', 9000],
      ['FAILED', 3],
      ['BOOT_FAIL', 2],
      ['TIMEOUT', 4]
    ])
    expect(arrayEnd(states)).toEqual({
      event: 'failed',
      words: 'all 9,009 tasks ended: 9,000 completed, 5 failed, 4 out of time'
    })
    expect(arrayEnd(new Map([['COMPLETED', 1]]))).toEqual({ event: 'completed', words: 'its task ended: 1 completed' })
    expect(
      arrayEnd(
        new Map([
          ['CANCELLED', 2],
          ['COMPLETED', 5]
        ])
      ).event
    ).toBe('cancelled')
  })

  it('writes times as people say them', () => {
    expect([0, 45, 65, 3600, 3900, 97_200].map(durationWords)).toEqual([
      ...['0 s', '45 s', '1 min 5 s', '1 h', '1 h 5 min', '1 d 3 h']
    ])
  })
})

describe('quiet hours', () => {
  const at = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))

  it('hold from their first minute until before their last', () => {
    const noon = { from: '12:00', to: '13:30' }
    expect(['11:59', '12:00', '13:29', '13:30'].map(clock => isQuiet(noon, at(clock)))).toEqual([
      false,
      true,
      true,
      false
    ])
  })

  it('go over midnight', () => {
    const night = { from: '22:00', to: '07:00' }
    expect(['21:59', '22:00', '00:00', '06:59', '07:00'].map(clock => isQuiet(night, at(clock)))).toEqual([
      ...[false, true, true, true, false]
    ])
  })

  it('are the whole day when both times are alike, and never when there are none', () => {
    expect(isQuiet({ from: '08:00', to: '08:00' }, at('03:00'))).toBe(true)
    expect(isQuiet(null, at('03:00'))).toBe(false)
  })
})
