import { describe, expect, it } from 'vitest'
import { jobMark } from '../../../../src/renderer/features/jobs/job-state'
import {
  askedWords,
  exitWords,
  reasonOrUse,
  timeWords,
  waitingWords
} from '../../../../src/renderer/features/jobs/job-words'
import { array, job } from './job-fixture'

const said = (...known: Parameters<typeof job>) => reasonOrUse(job(...known))

describe('marks of jobs', () => {
  it('tell held from waiting, and starting from running', () => {
    expect(jobMark(job({ state: 'PENDING' })).state).toBe('waiting')
    expect(jobMark(job({ state: 'PENDING', reason: 'JobHeldUser' }))).toEqual({ state: 'paused', word: 'held' })
    expect(jobMark(job({ state: 'CONFIGURING' })).state).toBe('starting')
    expect(jobMark(job({ state: 'BOOT_FAIL' })).state).toBe('failed')
    expect(jobMark(job({ state: 'SOMETHING_NEW' }))).toEqual({ state: 'starting', word: 'something new' })
  })

  it('say cancelling until the job has ended', () => {
    expect(jobMark(job(), true).word).toBe('cancelling')
    expect(jobMark(job({ state: 'CANCELLED' }), true).word).toBe('cancelled')
  })
})

describe('a job whose node is switched on for it', () => {
  it('says so, with how long that takes already', () => {
    expect(said({ state: 'CONFIGURING', elapsedSeconds: 130, nodes: 'gpu07' })).toEqual([
      { text: 'Node starting for 2 min: gpu07' }
    ])
    expect(said({ state: 'CONFIGURING', elapsedSeconds: 0, nodes: 'gpu[07-08]' })).toEqual([
      { text: 'Nodes starting: gpu[07-08]' }
    ])
    expect(said({ state: 'CONFIGURING', elapsedSeconds: null, nodes: null })).toEqual([{ text: 'Node starting' }])
  })
})

describe('the end of a job in words', () => {
  it('is bad where it went wrong', () => {
    expect(said({ state: 'COMPLETED', exitCode: 0 })).toEqual([{ text: 'exit 0' }])
    expect(said({ state: 'FAILED', exitCode: 3 })).toEqual([{ text: 'Failed, exit 3', bad: true }])
    expect(said({ state: 'OUT_OF_MEMORY' })).toEqual([{ text: 'Out of memory at 64.0 GiB', bad: true }])
    expect(said({ state: 'TIMEOUT' })).toEqual([{ text: 'Hit its time limit of 12:00:00', bad: true }])
    expect(said({ state: 'CANCELLED', startTime: null })[0]?.text).toBe('Cancelled before it started')
  })

  it('names the signal', () => {
    expect(exitWords({ exitCode: 0, signal: 9 })).toBe('ended by signal 9 (KILL)')
    expect(exitWords({ exitCode: null, signal: null })).toBe('exit status unknown')
    expect(exitWords({ exitCode: 0, signal: 0 })).toBe('exit 0')
  })
})

describe('an array in words', () => {
  it('counts, with failures as such', () => {
    expect(reasonOrUse(array('9', { done: 71, failed: 1, pending: 24 }))).toEqual([
      { text: '71 of 96 done' },
      { text: '1 failed', bad: true },
      { text: '24 waiting' }
    ])
  })
})

describe('facts of a job', () => {
  it('say unknown where nothing is known', () => {
    expect(askedWords(job({ cpus: null, gpus: null, memoryBytes: null }))).toBe('unknown')
    expect(askedWords(job())).toBe('4 GPU, 16 CPU, 64.0 GiB')
  })

  it('say when a running job ends at the latest', () => {
    expect(timeWords(job(), 'UTC')).toBe('1:00:00 of 12:00:00, ends by 22:05 UTC')
    expect(timeWords(job({ state: 'COMPLETED' }), 'UTC')).toBe('1:00:00 of 12:00:00')
  })

  it('say why a job waits and when it is expected to start', () => {
    const now = Date.parse('2026-11-17T09:00:00Z')
    const waits = job({ state: 'PENDING', reasonText: 'Others are ahead.' })
    expect(waitingWords(waits, now, 'UTC')).toBe(
      'Others are ahead. The scheduler expects it to start on 17 Nov 10:05 UTC.'
    )
    expect(waitingWords({ ...waits, startTime: null }, now, 'UTC')).toBe('Others are ahead.')
    expect(waitingWords(job(), now)).toBeNull()
  })
})
