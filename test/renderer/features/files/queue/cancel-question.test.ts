import { describe, expect, it } from 'vitest'
import { cancelAsks } from '../../../../../src/renderer/features/files/queue/cancel-question'
import { transferRow } from '../../../../../src/renderer/features/files/queue/queue-row'
import { sampleTransfer } from '../../../../contract/sample-transfer'

const little = transferRow({ ...sampleTransfer, doneBytes: 10, doneFiles: 1 })

describe('cancelling a transfer', () => {
  it('asks where several go, or where much arrived', () => {
    expect(cancelAsks([little])).toBe(false)
    expect(cancelAsks([little, little])).toBe(true)
    expect(cancelAsks([transferRow({ ...sampleTransfer, doneBytes: 1e9, doneFiles: 1 })])).toBe(true)
    expect(cancelAsks([transferRow({ ...sampleTransfer, doneBytes: 10, doneFiles: 500 })])).toBe(true)
  })
})
