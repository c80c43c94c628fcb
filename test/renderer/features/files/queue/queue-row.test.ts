import { describe, expect, it } from 'vitest'
import { createRowMemory, transferRow } from '../../../../../src/renderer/features/files/queue/queue-row'
import { sampleTransfer as running } from '../../../../contract/sample-transfer'

describe('a row of the transfers', () => {
  it('says what moves, how much of how much, and how long it takes', () => {
    expect(transferRow(running)).toMatchObject({
      title: 'movies and 2 more',
      mark: 'up',
      word: 'Uploading',
      share: 0.25,
      amount: '1.0 KiB of 4.0 KiB',
      left: '3 s'
    })
  })

  it('never calls a copy with failed files simply done', () => {
    const row = transferRow({ ...running, state: 'finished-with-errors', failedCount: 2 })
    expect(row).toMatchObject({ mark: 'warning', word: 'Done, but 2 files failed', ended: true, share: undefined })
  })

  it('keeps its bar, but no rate, while it is paused or held', () => {
    expect(transferRow({ ...running, state: 'paused' })).toMatchObject({ mark: 'paused', share: 0.25, rate: undefined })
    expect(transferRow({ ...running, hold: 'link' })).toMatchObject({ rate: undefined, left: '' })
  })
})

describe('the rows of a long list', () => {
  it('are the same as before where nothing changed', () => {
    const rowsOf = createRowMemory()
    const other = { ...running, id: 'transfer-2' }
    const [first, second] = rowsOf([running, other])
    const [again, moved] = rowsOf([{ ...running }, { ...other, doneBytes: 2048 }])
    expect(again).toBe(first)
    expect(moved).not.toBe(second)
    expect(moved?.share).toBe(0.5)
  })
})
