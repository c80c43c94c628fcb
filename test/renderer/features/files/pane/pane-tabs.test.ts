import type { ListEvent } from '@contract/files'
import { describe, expect, it, vi } from 'vitest'
import { createPane, type PaneEngine } from '../../../../../src/renderer/features/files/pane/pane'
import { createPaneTabs, currentTab } from '../../../../../src/renderer/features/files/pane/pane-tabs'

async function* listing(path: string): AsyncGenerator<ListEvent, void, void> {
  yield { type: 'opened', path }
  yield { type: 'end', total: 0 }
}

/** A side whose folders are all empty; tabs are called 1, 2, 3 in the order in which they were opened. */
function side() {
  let id = 0
  // The fake has the calls a pane uses; the client's type carries more that no pane touches.
  const engine = {
    files: {
      list: async ({ place }: { place: { path: string } }) => listing(place.path),
      space: async () => ({ freeBytes: null, totalBytes: null })
    }
  } as unknown as PaneEngine
  return createPaneTabs(
    () => createPane(engine),
    () => String(++id)
  )
}

const ids = (tabs: ReturnType<typeof side>): string =>
  tabs.store
    .getState()
    .tabs.map(tab => tab.id)
    .join('')
const shown = (tabs: ReturnType<typeof side>): string => currentTab(tabs.store.getState()).id

describe('the tabs of a side', () => {
  it('open right of the one shown, in its folder or in one of its folders', async () => {
    const tabs = side()
    tabs.current().show({ kind: 'local' }, '/home')
    tabs.open()
    await vi.waitFor(() => expect(tabs.current().store.getState()).toMatchObject({ path: '/home', status: 'ready' }))
    tabs.choose('1')
    tabs.open('/home/data')
    expect(ids(tabs)).toBe('132')
    expect(tabs.current().store.getState().path).toBe('/home/data')
  })

  it('keep order and hidden files of the tab they were opened from', () => {
    const tabs = side()
    tabs.current().set({ hidden: true, sort: { column: 'size', direction: 'descending' } })
    tabs.open()
    expect(tabs.current().store.getState()).toMatchObject({ hidden: true, sort: { column: 'size' } })
  })

  it('show the neighbour when the one shown is closed, and the same when another is', () => {
    const tabs = side()
    tabs.open()
    tabs.open()
    tabs.choose('1')
    tabs.close('3')
    expect(shown(tabs)).toBe('1')
    tabs.close()
    expect(shown(tabs)).toBe('2')
    expect(ids(tabs)).toBe('2')
  })

  it('never lose the last one', () => {
    const tabs = side()
    expect(tabs.close()).toBe(false)
    expect(ids(tabs)).toBe('1')
  })

  it('go round the ends', () => {
    const tabs = side()
    tabs.open()
    tabs.step(1)
    expect(shown(tabs)).toBe('1')
    tabs.step(-1)
    expect(shown(tabs)).toBe('2')
  })
})
