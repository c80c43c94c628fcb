import { describe, expect, it } from 'vitest'
import { progressText } from '../../../src/main/cli/progress-text'

const mib = 1024 * 1024
const transfer = {
  state: 'running' as const,
  hold: null,
  scanning: false,
  doneBytes: 25 * mib,
  totalBytes: 100 * mib,
  doneFiles: 2,
  skipped: 1,
  totalFiles: 12,
  verifying: 0,
  rate: 5 * mib
}

describe('the line of a copy', () => {
  it('has a bar, the share, the rate, the time left and the files', () => {
    expect(progressText(transfer, 100)).toBe(
      '[=======>                    ]  25%  25.0 MiB of 100 MiB   5.0 MiB/s  0:15 left  3/12 files'
    )
  })

  it('says that the total still grows, and then promises no share and no time', () => {
    expect(progressText({ ...transfer, scanning: true }, 100)).toBe(
      '25.0 MiB of more than 100 MiB   5.0 MiB/s  3/12+ files  still counting'
    )
  })

  it('is never wider than the terminal, and loses the least of it first', () => {
    for (let width = 1; width < 120; width++) expect(progressText(transfer, width).length).toBeLessThanOrEqual(width)
    expect(progressText(transfer, 70)).toBe('[====>              ]  25%  25.0 MiB of 100 MiB   5.0 MiB/s  0:15 left')
    expect(progressText(transfer, 50)).toBe('[==>       ]  25%  25.0 MiB of 100 MiB   5.0 MiB/s')
    expect(progressText(transfer, 30)).toBe(' 25%  25.0 MiB of 100 MiB   5.')
  })

  it('is full at the end', () => {
    expect(progressText({ ...transfer, doneBytes: 100 * mib }, 100)).toMatch(/^\[=+\] 100%/)
    expect(progressText({ ...transfer, totalBytes: 0, doneBytes: 0 }, 100)).toBe(
      '     0 B of 0 B   5.0 MiB/s  3/12 files'
    )
  })

  it.each([
    [{ state: 'waiting' as const }, 'waiting for its turn'],
    [{ state: 'paused' as const }, 'paused; farscope transfer resume goes on'],
    [{ hold: 'link' as const }, 'the link is lost; trying again']
  ])('says why nothing moves: %j', (change, text) => {
    expect(progressText({ ...transfer, ...change }, 100)).toBe(text)
  })
})
