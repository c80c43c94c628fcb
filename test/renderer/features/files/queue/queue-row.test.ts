import type { Transfer } from '@contract/transfers'
import { describe, expect, it } from 'vitest'
import {
  leftWords,
  queueRows,
  queueSummary,
  transferRow
} from '../../../../../src/renderer/features/files/queue/queue-row'

const running: Transfer = {
  id: 'transfer-1',
  direction: 'put',
  site: 'alpha',
  title: 'movies',
  sources: 3,
  destination: '/gpfs',
  state: 'running',
  addedAt: '2026-11-17T20:16:00Z',
  endedAt: null,
  totalFiles: 4,
  totalBytes: 4096,
  scanning: false,
  doneFiles: 1,
  doneBytes: 1024,
  skipped: 0,
  rate: 1024,
  currentFile: null,
  failed: [],
  failedCount: 0
}

describe('a row of the transfers', () => {
  it('says what moves, how much of how much, and how long it takes', () => {
    expect(transferRow(running)).toMatchObject({
      title: 'movies and 2 more',
      mark: 'up',
      share: 0.25,
      amount: '1.0 KiB of 4.0 KiB',
      left: '3 s'
    })
  })

  it('does not promise an end while it is counting or stands still', () => {
    expect(leftWords({ ...running, scanning: true })).toBe('counting')
    expect(leftWords({ ...running, rate: 0 })).toBe('unknown')
    expect(leftWords({ ...running, state: 'waiting' })).toBe('')
  })

  it('never calls a copy with failed files simply done', () => {
    const row = transferRow({ ...running, state: 'finished-with-errors', failedCount: 2 })
    expect(row).toMatchObject({ mark: 'warning', word: 'Done, but 2 files failed', ended: true, share: undefined })
  })
})

describe('the list of transfers', () => {
  const rows = queueRows(
    [
      { ...running, id: 'old', state: 'finished' },
      { ...running, id: 'waits', state: 'waiting' },
      running,
      { ...running, id: 'bad', state: 'failed' }
    ],
    []
  )

  it('has what moves first, then what waits, then the newest that ended', () => {
    expect(rows.map(({ id }) => id)).toEqual(['transfer-1', 'waits', 'bad', 'old'])
  })

  it('is told in one line', () => {
    expect(queueSummary(rows)).toBe('1 moving, 1 waiting, 1 with failures')
    expect(queueSummary(rows.slice(3))).toBe('1 ended')
    expect(queueSummary([])).toBeUndefined()
  })
})
