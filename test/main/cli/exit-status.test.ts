import { errorCodes } from '@contract/errors'
import { describe, expect, it } from 'vitest'
import { copyFailure, copyResult, copyText } from '../../../src/main/cli/copy-result'
import { exitStatusOf } from '../../../src/main/cli/exit-status'
import { jobStatus } from '../../../src/main/cli/job-text'
import { remoteStatus } from '../../../src/main/cli/remote-status'

const status = (code: number) => errorCodes.filter(one => exitStatusOf(one) === code)

describe('the exit status', () => {
  it('follows the error code', () => {
    expect(status(2)).toEqual(['usage', 'unknown-site', 'confirmation-required'])
    expect(status(3)).toEqual(['host-key-unknown', 'host-key-changed', 'host-key-mismatch'])
    expect(status(4)).toEqual(['auth-failed', 'answer-needed'])
    expect(status(5)).toEqual(['dns', 'refused', 'unreachable', 'timeout'])
    expect(status(6)).toEqual(['partial'])
    expect(status(1)).toHaveLength(errorCodes.length - 13)
  })

  it('of a remote command is its own, or 128 and the signal', () => {
    expect(remoteStatus(7, null)).toBe(7)
    expect(remoteStatus(null, 'KILL')).toBe(137)
    expect(remoteStatus(null, 'SIGTERM')).toBe(143)
    expect(remoteStatus(null, 15)).toBe(143)
    expect(remoteStatus(null, null)).toBe(1)
  })

  it.each([
    ['COMPLETED', 0, 0, 0],
    ['FAILED', 3, 0, 3],
    ['FAILED', 0, 9, 137],
    ['CANCELLED', 0, 0, 1],
    ['TIMEOUT', null, null, 1]
  ])('of a job that ended %s with %s and signal %s is %s', (state, exitCode, signal, expected) => {
    expect(jobStatus({ ...job, state, exitCode, signal })).toBe(expected)
  })

  const copied = { files: 0, bytes: 0, seconds: 1, skipped: 0, verified: 0, sizeOnly: 0, sentBytes: 0, resumedBytes: 0 }
  const failed = [{ path: '/a\udcff', code: 'exists' as const, message: 'is there' }]

  it('of a copy tells all, some and none apart', () => {
    expect(copyFailure({ ...copied, files: 2, failed: [] })).toBeUndefined()
    expect(copyFailure({ ...copied, files: 2, failed })?.code).toBe('partial')
    expect(copyFailure({ ...copied, failed })?.code).toBe('exists')
  })

  it('of a copy names a wrong copy before one that did not arrive, and lists all', () => {
    const mismatch = { path: '/b', code: 'mismatch' as const, message: '/b differs from its source.' }
    const failure = copyFailure({ ...copied, files: 1, failed: [...failed, mismatch] })
    expect(failure?.message).toBe('2 of 3 failed. First: /b differs from its source.')
    expect(failure?.detail).toBe('/a\ufffd: exists: is there\n/b: mismatch: /b differs from its source.')
    expect(copyFailure({ ...copied, failed: [mismatch] })?.code).toBe('mismatch')
  })

  it('of a copy that did nothing has no text beside its error', () => {
    expect(copyText({ ...copied, failed })).toBe('')
    expect(copyText({ ...copied, skipped: 2, failed: [] }, true)).toContain('2 already there and not verified')
    expect(copyText({ ...copied, skipped: 2, failed: [] })).not.toContain('verified')
    expect(copyText({ ...copied, files: 2, bytes: 10, verified: 2, failed })).toBe(
      '2 files, 10 B in 1.0 s (10 B/s); 2 verified; 1 failed\n'
    )
  })

  it('comes with exact paths where a byte is not text', () => {
    expect(copyResult({ ...copied, failed }).failed[0]).toMatchObject({ path: '/a\ufffd', pathBase64: 'L2H/' })
  })
})

const nothing = {
  arrayId: null,
  arrayTask: null,
  reason: null,
  reasonText: null,
  partition: null,
  nodes: null,
  cpus: null,
  gpus: null,
  memoryBytes: null,
  submitTime: null,
  startTime: null,
  endTime: null,
  elapsedSeconds: null,
  limitSeconds: null,
  workDir: null,
  stdout: null,
  stderr: null,
  account: null,
  priority: null,
  dependency: null,
  hetId: null
}
const job = { ...nothing, id: '1', name: 'n', user: 'u', stateRaw: '' }
