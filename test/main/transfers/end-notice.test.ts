import type { Transfer } from '@contract/transfers'
import { describe, expect, it } from 'vitest'
import { endNotice } from '../../../src/main/transfers/end-notice'

const transfer = (change: Partial<Transfer>): Transfer => ({
  id: 'transfer-0001',
  from: { kind: 'local' },
  to: { kind: 'site', site: 'em' },
  route: 'here',
  title: 'movies',
  sources: 1,
  destination: '/data',
  state: 'finished',
  hold: null,
  priority: 'normal',
  limit: null,
  verify: false,
  addedAt: '2026-01-01T00:00:00Z',
  endedAt: null,
  totalFiles: 0,
  totalBytes: 0,
  scanning: false,
  doneFiles: 1200,
  doneBytes: 0,
  skipped: 0,
  verified: 0,
  sizeOnly: 0,
  verifying: 0,
  sentBytes: 0,
  resumedBytes: 0,
  rate: 0,
  currentFile: null,
  failed: [],
  failedCount: 0,
  notices: [],
  ...change
})

describe('the notice at the end of a transfer', () => {
  it('says what arrived, and never more than was proven', () => {
    expect(endNotice(transfer({ skipped: 3 }))).toEqual({
      title: 'movies: done',
      body: '1,200 files copied, 3 files skipped.'
    })
    expect(endNotice(transfer({ verify: true, verified: 1200 }))?.body).toBe('1,200 files copied and verified.')
    expect(endNotice(transfer({ verify: true, verified: 1198, sizeOnly: 2 }))?.body).toBe(
      '1,200 files copied, of 2 files only the size was compared.'
    )
  })

  it('counts the failures first, and gives the reason when nothing was copied', () => {
    expect(endNotice(transfer({ state: 'finished-with-errors', failedCount: 1 }))?.title).toBe('movies: 1 file failed')
    const failed = [{ path: '/data', code: 'dns' as const, message: 'The name is not known.' }]
    expect(endNotice(transfer({ state: 'failed', failed }))?.body).toBe('The name is not known.')
  })

  it('shows a name that is no text as one', () => {
    expect(endNotice(transfer({ title: 'f\udcff' }))?.title).toBe('f\ufffd: done')
  })
})
