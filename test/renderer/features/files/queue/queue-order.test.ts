import { describe, expect, it } from 'vitest'
import { inQueueOrder, moveTarget, queueSummary } from '../../../../../src/renderer/features/files/queue/queue-order'
import { transferRow } from '../../../../../src/renderer/features/files/queue/queue-row'
import { sampleTransfer as running } from '../../../../contract/sample-transfer'

const rows = inQueueOrder(
  [
    { ...running, id: 'old', state: 'finished' as const },
    { ...running, id: 'waits', state: 'waiting' as const },
    { ...running, id: 'paused', state: 'paused' as const },
    running,
    { ...running, id: 'last', state: 'waiting' as const },
    { ...running, id: 'bad', state: 'failed' as const }
  ].map(transferRow)
)

describe('the list of transfers', () => {
  it('has what moves first, then the queue, then the newest that ended', () => {
    expect(rows.map(({ id }) => id)).toEqual(['transfer-1', 'waits', 'paused', 'last', 'bad', 'old'])
  })

  it('is told in one line', () => {
    expect(queueSummary(rows)).toBe('1 moving, 2 waiting, 1 paused, 1 with failures')
    expect(queueSummary(rows.slice(5))).toBe('1 ended')
    expect(queueSummary([])).toBeUndefined()
  })
})

describe('a row that is moved', () => {
  it.each([
    ['paused', 'up', 'waits'],
    ['waits', 'down', 'last'],
    ['paused', 'down', null],
    ['last', 'first', 'waits'],
    ['waits', 'last', null],
    ['waits', 'up', undefined],
    ['last', 'down', undefined],
    ['transfer-1', 'down', undefined],
    ['old', 'up', undefined]
  ] as const)('%s goes %s: before %s', (id, move, before) => {
    expect(moveTarget(rows, id, move)).toBe(before)
  })
})
