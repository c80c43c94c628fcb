import { describe, expect, it, vi } from 'vitest'
import { dropReason, push } from '../../../../src/renderer/features/files/desktop-drop'
import { createPane, type PaneEngine } from '../../../../src/renderer/features/files/pane/pane'
import type { Uploads } from '../../../../src/renderer/features/files/queue/uploads'

const places = [{ kind: 'local' }, { kind: 'site', site: 'alpha' }, { kind: 's3' }] as const

describe('what is dropped from the desktop', () => {
  it('is taken by a folder of any place', () => {
    for (const where of places) expect(dropReason({ where, path: '/data' }, false)).toBeUndefined()
  })

  it('is refused with a reason where there is no folder yet', () => {
    expect(dropReason({ where: null, path: '~' }, false)).toMatch(/place/)
    expect(dropReason({ where: { kind: 's3' }, path: '/' }, false)).toMatch(/bucket/)
    expect(dropReason({ where: { kind: 's3' }, path: '/' }, true)).toBeUndefined()
  })

  it('goes into the folder shown, or into the one it was dropped on', () => {
    const add = vi.fn()
    // Only what a push uses.
    const uploads = { add } as unknown as Uploads
    const pane = createPane({} as PaneEngine)
    const tree = { files: [], emptyFolders: ['new'] }
    const state = { ...pane.store.getState(), where: places[0], path: '/home' }
    push(uploads, state, undefined, tree)
    push(uploads, state, 'sub', tree)
    push(uploads, { ...state, where: places[2], path: '/' }, undefined, tree)
    expect(add.mock.calls).toEqual([
      [places[0], '/home', tree],
      [places[0], '/home/sub', tree]
    ])
  })
})
