import type { ListEvent } from '@contract/files'
import { describe, expect, it, vi } from 'vitest'
import { createPane, type Pane, type PaneEngine } from '../../../../../src/renderer/features/files/pane/pane'
import { createPaneActs } from '../../../../../src/renderer/features/files/pane/pane-acts'
import { createPaneTabs } from '../../../../../src/renderer/features/files/pane/pane-tabs'
import { placeMenu } from '../../../../../src/renderer/features/files/pane/place-menu'
import type { Where } from '../../../../../src/renderer/features/files/where'
import { entry } from '../entries'

const local = { kind: 'local' } as const
const alpha = { kind: 'site', site: 'alpha' } as const
const bucket = { kind: 's3', profile: 'em' } as const

async function* listing(path: string): AsyncGenerator<ListEvent, void, void> {
  yield { type: 'opened', path }
  yield { type: 'end', total: 0 }
}

/** A pane that shows this folder. */
function paneAt(where: Where, path: string): Pane {
  // The fake has the calls a pane uses; the client's type carries more that no pane touches.
  const engine = {
    files: { list: async () => listing(path), space: async () => ({ freeBytes: null, totalBytes: null }) }
  } as unknown as PaneEngine
  const pane = createPane(engine)
  pane.show(where, path)
  return pane
}

function actsBetween(pane: Pane, other: Pane) {
  const start = vi.fn(async () => ({ id: 'one' }))
  const showDialog = vi.fn()
  const openTerminal = vi.fn()
  const look = vi.fn()
  const acts = createPaneActs({
    pane,
    other,
    tabs: createPaneTabs(
      () => pane,
      () => 'tab'
    ),
    // Only starting is used here.
    transfers: { start } as unknown as Parameters<typeof createPaneActs>[0]['transfers'],
    newId: () => 'one',
    verify: true,
    homeFolder: '/home/marta',
    showDialog,
    writeClipboard: vi.fn(),
    openTerminal,
    look,
    chooseUpload: vi.fn(),
    setHidden: vi.fn(),
    toggleBookmark: vi.fn()
  })
  return { acts, start, showDialog, openTerminal, look }
}

const movie = entry('movie.mrc')

describe('the acts of a pane', () => {
  it('open a terminal at a folder of a site and of this computer, not of a bucket', () => {
    for (const [where, path, opened] of [
      [alpha, '/gpfs', [[alpha, '/gpfs/raw']]],
      [local, '/home/marta', [[local, '/home/marta/raw']]],
      [bucket, '/movies', []]
    ] as const) {
      const { acts, openTerminal } = actsBetween(paneAt(where, path), paneAt(alpha, '/'))
      acts.openTerminal({ ...movie, name: 'raw', type: 'directory' })
      expect(openTerminal.mock.calls).toEqual(opened)
    }
  })

  it('copy between any two places, verified as the setting says', () => {
    const { acts, start } = actsBetween(paneAt(bucket, '/movies'), paneAt(alpha, '/gpfs'))
    acts.copy([movie])
    expect(start).toHaveBeenCalledWith({
      id: 'one',
      sources: [{ kind: 's3', profile: 'em', path: '/movies/movie.mrc' }],
      destination: { kind: 'site', site: 'alpha', path: '/gpfs' },
      conflict: 'ask',
      verify: true
    })
  })

  it('move within one place after a question, and rename one entry where the places differ', () => {
    const within = actsBetween(paneAt(alpha, '/gpfs/a'), paneAt(alpha, '/gpfs/b'))
    within.acts.move([movie])
    expect(within.showDialog).toHaveBeenCalledWith(
      expect.objectContaining({ kind: 'move', to: expect.objectContaining({ folder: '/gpfs/b' }) })
    )
    const across = actsBetween(paneAt(alpha, '/gpfs/a'), paneAt(local, '/home'))
    across.acts.move([movie])
    expect(across.showDialog).toHaveBeenCalledWith(expect.objectContaining({ kind: 'rename' }))
  })

  it('say why several cannot be moved to another place', () => {
    const pane = paneAt(alpha, '/gpfs/a')
    const { acts, showDialog } = actsBetween(pane, paneAt(local, '/home'))
    acts.move([movie, entry('other')])
    expect(showDialog).not.toHaveBeenCalled()
    expect(pane.store.getState().problem?.hint).toContain('within one place')
  })

  it('move what is dragged onto a folder of the same pane, and copy what comes from the other', () => {
    const [pane, other] = [paneAt(alpha, '/gpfs'), paneAt(local, '/home')]
    const { acts, start, showDialog } = actsBetween(pane, other)
    acts.take([movie], pane, entry('sub', { type: 'directory' }))
    expect(showDialog).toHaveBeenCalledWith(
      expect.objectContaining({ kind: 'move', to: expect.objectContaining({ folder: '/gpfs/sub' }) })
    )
    acts.take([movie], other, undefined)
    expect(start).toHaveBeenCalledWith(
      expect.objectContaining({ sources: [{ kind: 'local', path: '/home/movie.mrc' }] })
    )
  })

  it('compare two folders, but not one with what lies in it', () => {
    const apart = actsBetween(paneAt(alpha, '/gpfs/a'), paneAt(alpha, '/gpfs/b'))
    expect(apart.acts.compareReason()).toBeUndefined()
    apart.acts.compare()
    expect(apart.showDialog).toHaveBeenCalledWith(expect.objectContaining({ kind: 'compare' }))
    const inside = actsBetween(paneAt(alpha, '/gpfs'), paneAt(alpha, '/gpfs/b'))
    expect(inside.acts.compareReason()).toBeDefined()
    inside.acts.compare()
    expect(inside.showDialog).not.toHaveBeenCalled()
  })

  it('look at an entry where it lies, and move on to it only where that is said', () => {
    const { acts, look } = actsBetween(paneAt(bucket, '/movies'), paneAt(alpha, '/gpfs'))
    acts.look(movie)
    acts.look(movie, true)
    const place = { kind: 's3', profile: 'em', path: '/movies/movie.mrc' }
    expect(look.mock.calls).toEqual([
      [place, false],
      [place, true]
    ])
  })

  it('swap what the panes show', () => {
    const [pane, other] = [paneAt(alpha, '/gpfs'), paneAt(local, '/home')]
    actsBetween(pane, other).acts.swap()
    expect([pane.store.getState().path, other.store.getState().path]).toEqual(['/home', '/gpfs'])
  })
})

describe('the menu of places', () => {
  it('offers bookmarks and recent folders once each, without the one that is shown', () => {
    const { acts } = actsBetween(paneAt(alpha, '/gpfs'), paneAt(local, '/home'))
    const here = { ...alpha, path: '/gpfs' } as const
    const marked = { ...local, path: '/data' } as const
    const entries = placeMenu(acts, {
      bookmarks: [{ label: 'Data', place: marked }],
      recent: [here, marked, { ...bucket, path: '/movies' }],
      nameOf: () => 'x'
    })
    expect(entries.flatMap(line => ('label' in line ? [line.label] : []))).toEqual([
      'Bookmark this folder',
      'Home folder',
      'Bookmarks',
      'Data',
      'All bookmarks…',
      'Recent',
      'movies on x'
    ])
  })
})
