import type { ListEvent } from '@contract/files'
import { describe, expect, it, vi } from 'vitest'
import { createPane, type PaneEngine } from '../../../../src/renderer/features/files/pane/pane'
import { refreshIfShown } from '../../../../src/renderer/features/files/use-transfers'

const local = { kind: 'local' } as const

/** A pane whose listings end when they are told to. */
function slowPane() {
  const ends: (() => void)[] = []
  async function* list(path: string): AsyncGenerator<ListEvent, void, void> {
    yield { type: 'opened', path }
    await new Promise<void>(resolve => ends.push(resolve))
    yield { type: 'end', total: 0 }
  }
  // The fake has the calls a pane uses; the client's type carries more that no pane touches.
  const engine = {
    files: {
      list: async ({ place }: { place: { path: string } }) => list(place.path),
      space: async () => ({ freeBytes: null, totalBytes: null })
    }
  } as unknown as PaneEngine
  return { pane: createPane(engine), ends }
}

describe('a pane into whose folder something was copied', () => {
  it('is read again once it is read, however many copies ended meanwhile', async () => {
    const { pane, ends } = slowPane()
    pane.show(local, '/home')
    await vi.waitFor(() => expect(ends).toHaveLength(1))
    for (let at = 0; at < 5; at++) refreshIfShown([pane], local, '/home')
    ends[0]?.()
    await vi.waitFor(() => expect(ends).toHaveLength(2))
    ends[1]?.()
    await vi.waitFor(() => expect(pane.store.getState().status).toBe('ready'))
    expect(ends).toHaveLength(2)
  })

  it('is left alone when it shows another folder or another place', async () => {
    const { pane, ends } = slowPane()
    pane.show(local, '/home')
    await vi.waitFor(() => expect(ends).toHaveLength(1))
    ends[0]?.()
    await vi.waitFor(() => expect(pane.store.getState().status).toBe('ready'))
    refreshIfShown([pane], local, '/tmp/x')
    refreshIfShown([pane], { kind: 'site', site: 'alpha' }, '/home')
    expect(pane.store.getState().status).toBe('ready')
  })
})
