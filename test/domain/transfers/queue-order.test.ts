import { nextToRun, type Queued } from '@domain/transfers/queue-order'
import { describe, expect, it } from 'vitest'

const queued = (id: string, change: Partial<Queued> = {}): Queued => ({
  id,
  priority: 'normal',
  ends: ['site:a'],
  state: 'waiting',
  ...change
})

describe('what runs next', () => {
  it('is the first of the queue, as many at once as allowed', () => {
    expect(nextToRun([queued('1'), queued('2'), queued('3')], 2)).toEqual(['1', '2'])
    expect(nextToRun([queued('1', { state: 'running' }), queued('2'), queued('3')], 2)).toEqual(['2'])
  })

  it('is the most urgent; order only counts among the equal', () => {
    const queue = [queued('low', { priority: 'low' }), queued('n'), queued('high', { priority: 'high' }), queued('n2')]
    expect(nextToRun(queue, 4)).toEqual(['high', 'n', 'n2', 'low'])
  })

  it('does not wait for what runs at a lower priority, which waits for everybody', () => {
    const low = { priority: 'low', state: 'running' } as const
    expect(nextToRun([queued('l1', low), queued('l2', low), queued('n1'), queued('n2'), queued('n3')], 2)).toEqual([
      'n1',
      'n2'
    ])
    expect(nextToRun([queued('n', { state: 'running' }), queued('l', { priority: 'low' })], 1)).toEqual([])
  })

  it('needs room at both ends, and one that has none holds up nobody else', () => {
    const queue = [
      queued('running', { state: 'running' }),
      queued('both', { ends: ['site:a', 'site:b'] }),
      queued('b', { ends: ['site:b'] })
    ]
    expect(nextToRun(queue, 1)).toEqual(['b'])
  })
})
