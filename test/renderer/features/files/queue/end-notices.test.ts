import { runTransfers } from '@domain/cloud/work/run-transfer-id'
import { describe, expect, it } from 'vitest'
import { endNotices, signInNotices } from '../../../../../src/renderer/features/files/queue/end-notices'
import { sampleTransfer } from '../../../../contract/sample-transfer'

const done = {
  ...sampleTransfer,
  state: 'finished',
  doneFiles: 4,
  doneBytes: 4096,
  verified: 4,
  endedAt: '2026-11-17T20:16:02Z'
} as const
const open = new Set([done.id])

describe('the notice at the end of a transfer', () => {
  it('tells somebody who does not see the list what arrived', () => {
    expect(endNotices(open, [done], true)).toEqual([
      { title: 'movies is copied', description: '4 files, 4.0 KiB, 4 verified.' }
    ])
  })

  it('does not repeat what the list just showed, unless it took long', () => {
    expect(endNotices(open, [done], false)).toEqual([])
    expect(endNotices(open, [{ ...done, endedAt: '2026-11-17T20:17:00Z' }], false)).toHaveLength(1)
  })

  it('always tells of failed files, and how to try them again', () => {
    const failed = { ...done, state: 'finished-with-errors', failedCount: 2 } as const
    expect(endNotices(open, [failed], false)).toEqual([
      { title: 'movies: 2 files failed', description: 'Copied: 4 files, 4.0 KiB, 4 verified.', failedId: done.id }
    ])
  })

  it('is none for what was over before, still moves, or was cancelled', () => {
    expect(endNotices(new Set(), [done], true)).toEqual([])
    expect(endNotices(open, [sampleTransfer], true)).toEqual([])
    expect(endNotices(open, [{ ...done, state: 'cancelled' }], true)).toEqual([])
  })

  it('is none for the files of a cloud run, which tells of itself', () => {
    const id = runTransfers('rabcdefghijk', 0).of('up', 1)
    const failed = { ...done, id, state: 'finished-with-errors', failedCount: 2 } as const
    expect(endNotices(new Set([id]), [{ ...done, id }], true)).toEqual([])
    expect(endNotices(new Set([id]), [failed], true)).toEqual([])
  })

  it('is one for many that end at once', () => {
    const many = Array.from({ length: 5 }, (_, at) => ({ ...done, id: `${at}` }))
    expect(endNotices(new Set(many.map(({ id }) => id)), many, true)).toEqual([
      { title: '5 transfers ended', description: 'Nothing failed.' }
    ])
  })
})

describe('a transfer that needs a person', () => {
  it('is told once', () => {
    const held = { ...sampleTransfer, hold: 'sign-in' } as const
    expect(signInNotices(new Set(), [held, { ...held, id: 'other', hold: 'link' }])).toEqual([
      { id: held.id, title: 'movies needs your sign-in' }
    ])
    expect(signInNotices(new Set([held.id]), [held])).toEqual([])
  })
})
