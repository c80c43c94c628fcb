import { absolutePath } from '@domain/files/path'
import { type DestinationState, planRoots } from '@domain/transfers/copy-roots'
import { describe, expect, it } from 'vitest'

const plan = (sources: string[], destination: string, state: DestinationState) =>
  planRoots(
    sources.map(asked => ({ asked, absolute: absolutePath(asked, '/src') })),
    { asked: destination, absolute: absolutePath(destination, '/dst') },
    state
  )

describe('where cp -r puts things', () => {
  it.each<[string, string[], string, DestinationState, string[], string]>([
    ['one source, new name', ['a'], 'b', 'missing', ['/dst/b'], '/dst'],
    ['one source, existing folder', ['a'], 'b', 'directory', ['/dst/b/a'], '/dst/b'],
    ['one source, existing file', ['a'], 'b', 'other', ['/dst/b'], '/dst'],
    ['one source, slash, existing folder', ['a'], 'b/', 'directory', ['/dst/b/a'], '/dst/b'],
    ['one source, slash, nothing there', ['a'], 'b/', 'missing', ['/dst/b/a'], '/dst/b'],
    ['a source with a slash keeps its name', ['a/'], 'b', 'directory', ['/dst/b/a'], '/dst/b'],
    ['several sources', ['a', 'x/c'], 'b', 'directory', ['/dst/b/a', '/dst/b/c'], '/dst/b'],
    ['several sources, nothing there', ['a', 'c'], 'b', 'missing', ['/dst/b/a', '/dst/b/c'], '/dst/b'],
    ['the home as destination', ['a'], '', 'directory', ['/dst/a'], '/dst'],
    ['contents into a folder', ['a/.'], 'b', 'directory', ['/dst/b'], '/dst/b'],
    ['contents under a new name', ['.'], 'b', 'missing', ['/dst/b'], '/dst'],
    ['the root is contents', ['/'], 'b', 'directory', ['/dst/b'], '/dst/b'],
    ['deep names', ['/x/y/z.mrc'], '/p/q/r', 'missing', ['/p/q/r'], '/p/q']
  ])('%s', (_title, sources, destination, state, targets, folder) => {
    const roots = plan(sources, destination, state)
    expect(roots.roots.map(root => root.target)).toEqual(targets)
    expect(roots.folder).toBe(folder)
  })

  it.each([
    [['a', 'b'], 'file'],
    [['a'], 'file/']
  ])('refuses a file where a folder is needed (%j to %j)', (sources, destination) => {
    expect(() => plan(sources, destination, 'other')).toThrow(expect.objectContaining({ code: 'not-a-directory' }))
  })

  it('copies only the first of two sources of one name, and says so', () => {
    const { roots, refused } = plan(['x/a', 'y/a'], 'b', 'directory')
    expect(roots.map(root => root.source)).toEqual(['/src/x/a'])
    expect(refused).toMatchObject([{ source: '/src/y/a', failure: { code: 'exists' } }])
  })

  it('works on what a link points to when the source ends with a slash', () => {
    expect(plan(['a/'], 'b', 'directory').roots[0]?.follow).toBe(true)
    expect(plan(['a'], 'b', 'directory').roots[0]?.follow).toBe(false)
  })
})
