import { describe, expect, it } from 'vitest'
import {
  amountWords,
  leftWords,
  routeWords,
  stateMark,
  stateWords,
  verifyWords
} from '../../../../../src/renderer/features/files/queue/transfer-words'
import { sampleTransfer as running } from '../../../../contract/sample-transfer'

const far = { kind: 'site', site: 'beta' } as const

describe('the words of a transfer', () => {
  it('do not promise an end while it is counted or stands still', () => {
    expect(leftWords({ ...running, scanning: true })).toBe('still counting')
    expect(leftWords({ ...running, rate: 0 })).toBe('unknown')
    expect(leftWords({ ...running, state: 'waiting' })).toBe('')
    expect(amountWords({ ...running, scanning: true })).toBe('1.0 KiB of 4.0 KiB or more')
  })

  it('say the route where the two ends do not', () => {
    expect(routeWords(running)).toBeUndefined()
    expect(stateWords({ ...running, from: far })).toBe('Copying through this computer')
    expect(stateWords({ ...running, from: far, to: far, route: 'on-host' })).toBe('Copying on the host')
    expect(stateWords({ ...running, from: far, route: 'direct' })).toBe('Copying directly')
  })

  it.each([
    ['link', 'Link lost, tries again by itself', 'warning'],
    ['sign-in', 'Needs your sign-in', 'warning'],
    ['limit', 'Held by the schedule of the limits', 'waiting'],
    ['answer', 'Needs your answer: a file is already there', 'warning']
  ] as const)('say why it does not move: %s', (hold, words, mark) => {
    expect(stateWords({ ...running, hold })).toBe(words)
    expect(stateMark({ ...running, hold })).toBe(mark)
  })

  it('tell what was verified and what only by its size', () => {
    expect(verifyWords({ verified: 1204, sizeOnly: 3, verifying: 0 })).toBe('1,204 verified, 3 size only')
    expect(verifyWords({ verified: 0, sizeOnly: 0, verifying: 0 })).toBeUndefined()
    expect(stateWords({ ...running, state: 'finished', verified: 1204, sizeOnly: 3, skipped: 2 })).toBe(
      'Done, 1,204 verified, 3 size only, 2 skipped'
    )
    expect(stateWords({ ...running, doneBytes: 4096, doneFiles: 4, verifying: 12 })).toBe('Verifying, 12 left')
  })
})

describe('the shield', () => {
  it('stands only where all files that arrived have equal checksums', () => {
    const done = { ...running, state: 'finished', doneFiles: 4 } as const
    expect(stateMark({ ...done, verified: 4 })).toBe('verified')
    expect(stateMark({ ...done, verified: 3, sizeOnly: 1 })).toBe('done')
    expect(stateMark({ ...done, verified: 3 })).toBe('done')
    expect(stateMark(done)).toBe('done')
  })
})
