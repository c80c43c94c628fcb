import { commandOf, parseState, readState } from '@domain/cloud/work/machine-state'
import { describe, expect, it } from 'vitest'

const ended = 'farscope ended 137 1800000100 1800000000 stop 1 0 42 /home/a b/run'

describe('readState', () => {
  it('reads how a command ended and who ended it', () => {
    expect(parseState(ended)).toEqual({
      ...{ stage: 'ended', exitCode: 137, endedAt: 1_800_000_100, beganAt: 1_800_000_000, endedBy: 'stop' },
      ...{ uploaded: true, spot: false, logBytes: 42, work: '/home/a b/run' }
    })
  })

  it('takes a command that nobody ended for one that ended by itself', () => {
    expect(parseState(ended.replace('stop', '-'))?.endedBy).toBe('itself')
    expect(parseState('farscope running - - 1800000000 - 1 0 0 /run')?.endedBy).toBeNull()
  })

  it('is not led astray by what the command wrote, or a login script', () => {
    expect(parseState('farscope ended 0')).toBeNull()
    expect(readState(`Welcome!\nnone of this\n${ended}\n`)).toMatchObject({ exitCode: 137 })
    expect(readState('Welcome!\nnone\n')).toBe('not-ready')
    expect(readState('Welcome!\n')).toBeNull()
  })
})

describe('commandOf', () => {
  it('is what the record has, in UTC', () => {
    const state = parseState(ended)
    expect(state && commandOf(state)).toEqual({
      ...{ startedAt: '2027-01-15T08:00:00.000Z', endedAt: '2027-01-15T08:01:40.000Z', exitCode: 137, endedBy: 'stop' }
    })
  })
})
