import type { Transfer } from '@contract/transfers'
import { changedList, listChange, listChanges } from '@domain/transfers/list-changes'
import { describe, expect, it } from 'vitest'
import { sampleTransfer } from '../../contract/sample-transfer'

const transfer = (id: string, change: Partial<Transfer> = {}): Transfer => ({ ...sampleTransfer, id, ...change })

describe('the changes of the list of transfers', () => {
  const before = ['a', 'b', 'c'].map(id => transfer(id))

  it('begin with the whole list, and are none where nothing changed', () => {
    expect(listChange(undefined, before)).toEqual({ type: 'all', transfers: before })
    expect(listChange(before, structuredClone(before))).toBeUndefined()
  })

  it('hold only what moved, came and went', () => {
    const now = [transfer('a'), transfer('c', { doneBytes: 7 }), transfer('d')]
    expect(listChange(before, now)).toEqual({ type: 'changed', transfers: [now[1], now[2]], gone: ['b'] })
  })

  it('see a notice and a failed file', () => {
    const noticed = before.with(1, transfer('b', { notices: ['restarted'] }))
    const failed = before.with(1, transfer('b', { failed: [{ path: '/x', code: 'quota', message: 'full' }] }))
    for (const now of [noticed, failed]) expect(listChange(before, now)).toMatchObject({ transfers: [now[1]] })
  })

  it('are the whole list where the order is another one', () => {
    const turned = before.toReversed()
    expect(listChange(before, turned)).toEqual({ type: 'all', transfers: turned })
  })

  it('lead from each list to the next, and leave what did not change as it was', async () => {
    const lists = [
      before,
      [transfer('a'), transfer('b', { rate: 5 }), transfer('c')],
      [transfer('c'), transfer('b')],
      [transfer('c'), transfer('b'), transfer('new')],
      []
    ]
    let list: readonly Transfer[] = []
    const seen: (readonly Transfer[])[] = []
    const stream = async function* () {
      yield* lists
    }
    for await (const event of listChanges(stream())) {
      const next = changedList(list, event)
      if (event.type === 'changed')
        for (const kept of next) if (!event.transfers.includes(kept)) expect(list).toContain(kept)
      list = next
      seen.push(list)
    }
    expect(seen).toEqual(lists)
  })
})
