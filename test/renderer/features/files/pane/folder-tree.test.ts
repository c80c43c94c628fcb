import type { ListEvent } from '@contract/files'
import { Failure } from '@domain/failure'
import { describe, expect, it, vi } from 'vitest'
import { createFolderTree, treeRows, wayTo } from '../../../../../src/renderer/features/files/pane/folder-tree'
import { entry } from '../entries'

const folders: Readonly<Record<string, readonly string[]>> = {
  '/': ['gpfs', 'home', '.hidden'],
  '/gpfs': ['krios10', 'krios9'],
  '/gpfs/krios9': []
}

/** A tree of the folders above; what is not there may not be read. */
function tree() {
  const asked: string[] = []
  async function* list(path: string): AsyncGenerator<ListEvent, void, void> {
    asked.push(path)
    const names = folders[path]
    if (!names) throw new Failure('permission', 'No.')
    yield { type: 'entries', entries: [entry('a file'), ...names.map(name => entry(name, { type: 'directory' }))] }
    yield { type: 'end', total: names.length + 1 }
  }
  // The fake has the one call that a tree uses.
  const files = { list: async ({ place }: { place: { path: string } }) => list(place.path) }
  const made = createFolderTree(files as unknown as Parameters<typeof createFolderTree>[0])
  const lines = (shown: string, hidden = false) =>
    treeRows(made.store.getState(), { hidden, shown }).map(row => `${' '.repeat(row.level - 1)}${row.name}`)
  return { ...made, asked, lines }
}

const alpha = { kind: 'site', site: 'alpha' } as const

describe('the folder tree', () => {
  it('knows the way to a folder', () => {
    expect(wayTo('/gpfs/krios9')).toEqual(['/', '/gpfs', '/gpfs/krios9'])
    expect(wayTo('C:/data')).toEqual(['C:/', 'C:/data'])
  })

  it('unfolds the way to the folder shown, reads only that way, and orders by number', async () => {
    const { reveal, lines, asked } = tree()
    reveal(alpha, '/gpfs/krios9')
    await vi.waitFor(() => expect(lines('/gpfs/krios9')).toEqual(['/', ' gpfs', '  krios9', '  krios10', ' home']))
    expect(asked).toEqual(['/', '/gpfs'])
  })

  it('shows the way through a folder that may not be read', async () => {
    const { reveal, lines, store } = tree()
    reveal(alpha, '/gpfs/secret/mine')
    await vi.waitFor(() => expect(store.getState().known.get('/gpfs/secret')?.state).toBe('unreadable'))
    expect(lines('/gpfs/secret/mine')).toContain('   mine')
  })

  it('reads what is unfolded, and takes over what the pane has read', async () => {
    const { reveal, toggle, feed, lines, asked } = tree()
    reveal(alpha, '/gpfs')
    await vi.waitFor(() => expect(lines('/gpfs')).toContain(' home'))
    feed('/gpfs', [entry('fed', { type: 'directory' }), entry('file')])
    expect(asked).toEqual(['/'])
    toggle('/gpfs', true)
    await vi.waitFor(() => expect(lines('/gpfs')).toContain('  krios9'))
  })

  it('hides folders that begin with a dot, but not the one that is shown', async () => {
    const { reveal, lines } = tree()
    reveal(alpha, '/.hidden')
    await vi.waitFor(() => expect(lines('/.hidden')).toContain(' home'))
    expect(lines('/.hidden')).toContain(' .hidden')
    expect(lines('/gpfs')).not.toContain(' .hidden')
    expect(lines('/gpfs', true)).toContain(' .hidden')
  })
})
