import type { Terminal, TerminalLayout } from '@contract/terminals'
import { terminalLayoutSchema } from '@contract/terminals'
import { Failure } from '@domain/failure'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  dropOnPane,
  dropOnRow,
  focusPane,
  focusSide,
  movePaneSide,
  moveTab,
  shownOrder,
  stepTabPlace,
  toggleZoom
} from '../../../../src/renderer/features/terminals/arrange'
import { fromLayout, toLayout } from '../../../../src/renderer/features/terminals/layout-wire'
import { mostPanes, paneKeys } from '../../../../src/renderer/features/terminals/pane-tree'
import { bringTogether, expectedShells } from '../../../../src/renderer/features/terminals/restore'
import {
  addTab,
  broadcastAll,
  changeLink,
  changePane,
  changeTab,
  closePane,
  currentTab,
  endShell,
  forgottenReason,
  newPane,
  noTabs,
  splitAt,
  stepTab,
  type TabsState,
  takeShell,
  toggleBroadcast,
  typedInto,
  wantAgain
} from '../../../../src/renderer/features/terminals/terminal-tabs'

const here = { kind: 'local' } as const
const pane = (key: string) => newPane(key, { place: here })
const tabsOf = (...keys: string[]): TabsState => keys.reduce((state, key) => addTab(state, pane(key)), noTabs)
const three = tabsOf('a', 'b', 'c')
/** One tab: a | b over c, the keyboard in c. */
const split = splitAt(splitAt(tabsOf('a'), 'a', 'right', pane('b')), 'b', 'down', pane('c'))
const opened = (state: TabsState): TabsState =>
  Object.keys(state.panes).reduce((before, key) => changePane(before, key, { phase: { kind: 'open' } }), state)
const listed = (id: string, state: Terminal['state'] = 'open'): Terminal => ({
  ...{ id, state, place: here, kept: null, title: '', cols: 80, rows: 24 }
})
const empty: TerminalLayout = { version: 1, tabs: [], current: null }

describe('tabs of terminals', () => {
  it('show a new tab at once, and its neighbour when it goes', () => {
    expect(three.current).toBe('c')
    expect(closePane(three, 'c').current).toBe('b')
    expect(closePane({ ...three, current: 'a' }, 'a').current).toBe('b')
    expect(closePane(three, 'a').current).toBe('c')
    expect(closePane(tabsOf('a'), 'a')).toEqual(noTabs)
  })

  it('are walked round the ends', () => {
    expect(stepTab(three, 1).current).toBe('a')
    expect(stepTab({ ...three, current: 'a' }, -1).current).toBe('c')
    expect(stepTab(noTabs, 1)).toEqual(noTabs)
  })

  it('are put into another order', () => {
    const order = (state: TabsState) => state.tabs.map(({ key }) => key).join('')
    expect(order(moveTab(three, 'a', 3))).toBe('bca')
    expect(order(moveTab(three, 'c', 0))).toBe('cab')
    expect(order(stepTabPlace(three, 'a', 1))).toBe('bac')
    expect(order(stepTabPlace(three, 'a', -1))).toBe('abc')
    expect(order(stepTabPlace(three, 'c', 1))).toBe('abc')
  })
})

describe('splits', () => {
  it('give the keyboard to the new pane, and to a neighbour when it goes', () => {
    expect(currentTab(split)?.focused).toBe('c')
    expect(currentTab(closePane(split, 'c'))?.focused).toBe('b')
    expect(currentTab(closePane(split, 'a'))?.focused).toBe('c')
  })

  it('hold at most sixteen panes', () => {
    const full = Array.from({ length: 40 }, (_, at) => `p${at}`).reduce(
      (state, key) => splitAt(state, 'a', 'right', pane(key)),
      tabsOf('a')
    )
    expect(shownOrder(full)).toHaveLength(mostPanes)
    expect(Object.keys(full.panes)).toHaveLength(mostPanes)
    const other = dropOnPane(addTab(full, pane('z')), 'z', 'a', 'left')
    expect(other.tabs).toHaveLength(2)
  })

  it('hand the keyboard on by side', () => {
    expect(currentTab(focusSide(split, 'up'))?.focused).toBe('b')
    expect(currentTab(focusSide(split, 'left'))?.focused).toBe('a')
    expect(currentTab(focusSide(split, 'right'))?.focused).toBe('c')
  })

  it('are zoomed, and zoom ends with a split or another pane', () => {
    const zoomed = toggleZoom(split)
    expect(currentTab(zoomed)?.zoomed).toBe(true)
    expect(currentTab(focusPane(zoomed, 'a'))?.zoomed).toBe(false)
    expect(currentTab(splitAt(zoomed, 'c', 'left', pane('d')))?.zoomed).toBe(false)
    expect(currentTab(toggleZoom(tabsOf('a')))?.zoomed).toBe(false)
  })

  it('move by key: past a neighbour, and at the end of the tab to the whole edge', () => {
    expect(shownOrder(movePaneSide(split, 'up'))).toEqual(['a', 'c', 'b'])
    const edge = movePaneSide(focusPane(split, 'a'), 'down')
    expect(currentTab(edge)?.root).toMatchObject({ direction: 'column' })
    expect(shownOrder(edge)).toEqual(['b', 'c', 'a'])
  })

  it('go to another tab, to one of their own, and take an empty tab away', () => {
    const two = addTab(split, pane('z'))
    const moved = dropOnPane(two, 'c', 'z', 'left')
    expect(moved.tabs.map(({ root }) => paneKeys(root))).toEqual([
      ['a', 'b'],
      ['c', 'z']
    ])
    expect(dropOnPane(two, 'z', 'a', 'up').tabs).toHaveLength(1)
    const own = dropOnRow(two, 'b', 0, 'new')
    expect(own.tabs.map(({ root }) => paneKeys(root))).toEqual([['b'], ['a', 'c'], ['z']])
    expect(own.current).toBe('new')
  })

  it('lose no pane, whatever is done with them', () => {
    const act = fc.tuple(fc.nat(6), fc.nat(99), fc.nat(99), fc.constantFrom('left', 'right', 'up', 'down' as const))
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), acts => {
        const start = splitAt(splitAt(three, 'a', 'right', pane('d')), 'd', 'down', pane('e'))
        const end = acts.reduce<TabsState>((state, [kind, one, other, side], step) => {
          const order = shownOrder(state)
          const [key = '', target = ''] = [order[one % order.length], order[other % order.length]]
          if (kind === 0) return dropOnPane(state, key, target, side)
          if (kind === 1) return dropOnRow(state, key, other % (state.tabs.length + 1), `t${step}`)
          if (kind === 2) return movePaneSide(state, side)
          if (kind === 3) return toggleZoom(focusPane(state, key))
          if (kind === 4) return moveTab(state, state.tabs[one % state.tabs.length]?.key ?? '', other % 7)
          if (kind === 5) return toggleBroadcast(state, key)
          return focusSide(state, side)
        }, start)
        expect([...shownOrder(end)].sort()).toEqual(['a', 'b', 'c', 'd', 'e'])
        expect(Object.keys(end.panes).sort()).toEqual(['a', 'b', 'c', 'd', 'e'])
        expect(new Set(end.tabs.map(({ key }) => key)).size).toBe(end.tabs.length)
        for (const tab of end.tabs) {
          expect(paneKeys(tab.root)).toContain(tab.focused)
          for (const key of tab.broadcast) expect(paneKeys(tab.root)).toContain(key)
        }
        expect(end.tabs.some(({ key }) => key === end.current)).toBe(true)
      })
    )
  })
})

describe('typing into several panes', () => {
  it('is off until panes are marked, and stays in their tab', () => {
    expect(typedInto(split, 'c')).toEqual(['c'])
    const marked = toggleBroadcast(split, 'a')
    expect(typedInto(marked, 'c')).toEqual(['c', 'a'])
    expect(typedInto(marked, 'b')).toEqual(['b'])
    expect(typedInto(addTab(marked, pane('z')), 'c')).toEqual(['c'])
  })

  it('never reaches a pane that is not shown', () => {
    const all = broadcastAll(split, 'a', true)
    expect(typedInto(all, 'a')).toEqual(['a', 'b', 'c'])
    expect(typedInto(toggleZoom(all), 'c')).toEqual(['c'])
    expect(typedInto(dropOnRow(all, 'c', 1, 'own'), 'a')).toEqual(['a'])
  })

  it('ends when one pane is left', () => {
    expect(currentTab(closePane(toggleBroadcast(split, 'a'), 'a'))?.broadcast).toEqual([])
    expect(currentTab(broadcastAll(broadcastAll(split, 'a', true), 'a', false))?.broadcast).toEqual([])
  })
})

describe('shells of the panes', () => {
  it('end only in the pane that still has them', () => {
    const again = changePane(three, 'a', { id: 'a2', phase: { kind: 'open' } })
    expect(endShell(again, 'a', 'late').panes.a?.phase.kind).toBe('open')
    expect(endShell(again, 'a2', 'gone').panes.a?.phase).toEqual({ kind: 'ended', reason: 'gone' })
  })

  it('wait without a link since it was lost, and are there again with it', () => {
    const open = opened(three)
    const lost = changeLink(open, 'a', { lost: true, reason: 'No answer.' }, 1000)
    expect(lost.panes.a?.phase).toEqual({ kind: 'waiting', reason: 'No answer.', sinceMs: 1000 })
    expect(changeLink(lost, 'a', { lost: true, reason: 'Still.' }, 9000).panes.a?.phase).toMatchObject({
      sinceMs: 1000
    })
    expect(changeLink(lost, 'a', { lost: false, reason: '' }, 9000).panes.a?.phase).toEqual({ kind: 'open' })
    expect(changeLink(three, 'a', { lost: true, reason: '' }, 0)).toEqual(three)
  })

  it('are wanted again: a kept one that could not be shown is the same, one that ended is not', () => {
    const kept = { by: 'tmux', name: 'farscope-1' } as const
    const failure = new Failure('unreachable', 'No route.')
    const failed = changePane(three, 'a', { kept, cwd: '/data', phase: { kind: 'failed', failure } })
    expect(wantAgain(failed, 'a').panes.a).toMatchObject({ kept, folder: '/data', phase: { kind: 'wanted' } })
    const ended = endShell(changePane(three, 'a', { kept, phase: { kind: 'open' } }), 'a', 'exit')
    expect(wantAgain(ended, 'a').panes.a?.kept).toBeUndefined()
    expect(wantAgain(three, 'none')).toBe(three)
  })

  it('may be shown by another window', () => {
    expect(takeShell(opened(three), 'b').panes.b?.phase.kind).toBe('elsewhere')
    expect(takeShell(three, 'b')).toEqual(three)
  })
})

describe('the arrangement over restarts', () => {
  const named = changeTab(
    changePane(split, 'b', { name: 'gpu', color: 3, kept: { by: 'tmux', name: 'farscope-1' }, cwd: '/data' }),
    'a',
    () => ({ name: 'relion042' })
  )

  it('keeps shape, names, colours and folders', () => {
    const layout = toLayout(named)
    expect(terminalLayoutSchema.parse(layout)).toEqual(layout)
    const back = fromLayout(layout, [listed('a')])
    expect(toLayout(back)).toEqual(layout)
    expect(currentTab(back)?.name).toBe('relion042')
  })

  it('shows shells that the engine has, takes kept ones up, and opens the others anew with a word', () => {
    const back = fromLayout(toLayout(named), [listed('a')])
    expect(back.panes.a?.phase.kind).toBe('open')
    expect(back.panes.b).toMatchObject({ phase: { kind: 'wanted' }, kept: { name: 'farscope-1' }, folder: '/data' })
    expect(back.panes.b?.afterEnd).toBeUndefined()
    expect(back.panes.c).toMatchObject({ phase: { kind: 'wanted' }, afterEnd: true })
  })

  it('gives shells it does not name a tab at the end, without those still being opened', () => {
    const back = fromLayout(toLayout(split), [listed('a'), listed('x', 'ended'), listed('y', 'opening')])
    expect(back.tabs.map(({ key }) => key)).toEqual(['a', 'x'])
    expect(fromLayout(empty, [listed('x')]).current).toBe('x')
  })

  it('is not believed when it names a pane twice', () => {
    const twice = { ...toLayout(three), tabs: [...toLayout(three).tabs, ...toLayout(three).tabs] }
    expect(fromLayout(twice, [])).toEqual(noTabs)
  })

  it('stays before what was opened meanwhile', () => {
    const both = bringTogether(tabsOf('new'), [listed('a')], new Set(), toLayout(split))
    expect(both.tabs.map(({ key }) => key)).toEqual(['a', 'new'])
    expect(both.current).toBe('new')
  })

  it('tells of shells the engine lost, and shows kept ones again', () => {
    const open = opened(changePane(three, 'b', { kept: { by: 'tmux', name: 'farscope-1' } }))
    const state = bringTogether(open, [listed('c')], expectedShells(open), null)
    expect(state.panes.a?.phase).toEqual({ kind: 'ended', reason: forgottenReason })
    expect(state.panes.b?.phase).toEqual({ kind: 'wanted' })
    expect(state.panes.c?.phase).toEqual({ kind: 'open' })
    expect(bringTogether(three, [], expectedShells(three), null).panes.a?.phase).toEqual({ kind: 'wanted' })
  })
  it('does not miss a shell that was opened after the engine was asked what it has', () => {
    const asked = expectedShells(noTabs)
    const state = bringTogether(opened(three), [], asked, null)
    expect(state.panes.a?.phase).toEqual({ kind: 'open' })
  })
})
