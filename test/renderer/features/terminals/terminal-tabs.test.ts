import type { Terminal } from '@contract/terminals'
import { describe, expect, it } from 'vitest'
import {
  addTab,
  changeTab,
  endShell,
  forgottenReason,
  removeTab,
  restoreTabs,
  stepTab,
  type TabsState
} from '../../../../src/renderer/features/terminals/terminal-tabs'

const here = { kind: 'local' } as const
const none: TabsState = { tabs: [], current: null }
const three = ['a', 'b', 'c'].reduce((state, id) => addTab(state, id, here), none)
const listed = (id: string, state: Terminal['state'] = 'open'): Terminal => ({
  ...{ id, state, place: here, kept: null, title: '', cols: 80, rows: 24 }
})

describe('tabs of terminals', () => {
  it('show a new tab at once, and its neighbour when it goes', () => {
    expect(three.current).toBe('c')
    expect(removeTab(three, 'c').current).toBe('b')
    expect(removeTab({ ...three, current: 'a' }, 'a').current).toBe('b')
    expect(removeTab(three, 'a').current).toBe('c')
    expect(removeTab(addTab(none, 'a', here), 'a')).toEqual(none)
  })

  it('are walked round the ends', () => {
    expect(stepTab(three, 1).current).toBe('a')
    expect(stepTab({ ...three, current: 'a' }, -1).current).toBe('c')
    expect(stepTab(none, 1)).toEqual(none)
  })

  it('come back from the engine after a reload, without those that are still being opened', () => {
    const state = restoreTabs(none, [listed('a'), listed('b', 'ended'), listed('c', 'opening')])
    expect(state.tabs.map(({ id, phase }) => [id, phase.kind])).toEqual([
      ['a', 'open'],
      ['b', 'open']
    ])
    expect(state.current).toBe('a')
  })

  it('end when the engine no longer knows their shell, and keep their place', () => {
    const open = changeTab(three, 'b', { phase: { kind: 'open' } })
    const state = restoreTabs(open, [])
    expect(state.tabs[1]?.phase).toEqual({ kind: 'ended', reason: forgottenReason })
    expect(state.tabs[0]?.phase).toEqual({ kind: 'wanted' })
  })

  it('do not end with the shell they had before', () => {
    const again = changeTab(three, 'a', { id: 'a2', phase: { kind: 'open' } })
    expect(endShell(again, 'a', 'late').tabs[0]?.phase.kind).toBe('open')
    expect(endShell(again, 'a2', 'gone').tabs[0]?.phase).toEqual({ kind: 'ended', reason: 'gone' })
  })
})
