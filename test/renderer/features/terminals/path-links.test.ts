import { describe, expect, it } from 'vitest'
import { findPaths, pathLimits } from '../../../../src/renderer/features/terminals/path-links'

const knows = (name: string): boolean => name === 'nl' || name === 'home.cluster'
const found = (text: string, home: string | null = 'nl') =>
  findPaths(text, home, knows).map(({ start, end, site, path }) => [site, path, text.slice(start, end)])
const paths = (text: string) => found(text).map(([, path]) => path)

describe('paths in a text', () => {
  it('are absolute, of the site of the shell', () => {
    expect(found('-rw-r--r-- 1 cryo 12 /data/krios1/a_001.mrc')).toEqual([
      ['nl', '/data/krios1/a_001.mrc', '/data/krios1/a_001.mrc']
    ])
    expect(paths('and/or ./a/b ../c ~/d 3 / 4 // /s')).toEqual([])
    expect(found('/data/a', null)).toEqual([])
  })

  it('are of another site where its name stands before, and of none where nobody knows that name', () => {
    expect(found('copied home.cluster:/scratch/x to /data/y')).toEqual([
      ['home.cluster', '/scratch/x', 'home.cluster:/scratch/x'],
      ['nl', '/data/y', '/data/y']
    ])
    expect(found('nl:/data/x', null)).toEqual([['nl', '/data/x', 'nl:/data/x']])
    expect(paths('other:/data/x https://example.org/data file:///data/x user@nl:/data/x')).toEqual([])
  })

  it('end where a message ends them', () => {
    expect(paths('/src/a.c:12:5: error, see (/tmp/log.txt). Or /var/log/x.')).toEqual([
      '/src/a.c',
      '/tmp/log.txt',
      '/var/log/x'
    ])
    expect(paths('--out=/data/run=1/ PATH=/usr/bin:/bin')).toEqual(['/data/run=1/', '/usr/bin'])
  })

  it('hold blanks in quotes', () => {
    expect(found(`cannot open '/data/my movies/é 1.tif': gone`)).toEqual([
      ['nl', '/data/my movies/é 1.tif', '/data/my movies/é 1.tif']
    ])
    expect(found('"nl:/data/a b"', null)).toEqual([['nl', '/data/a b', 'nl:/data/a b']])
    expect(paths(`it's in /data/a, isn't it`)).toEqual(['/data/a'])
  })

  it('are at most so many, in at most so much text, whatever a program prints', () => {
    expect(paths('/ab '.repeat(5_000))).toHaveLength(pathLimits.paths)
    expect(paths(`${' '.repeat(pathLimits.units)}/data/far`)).toEqual([])
    for (const piece of ['/', '"/', "'/a", 'a', 'a:', 'nl:', '/a/', '.', '/....', '"a:/', ' /'])
      expect(paths(piece.repeat(40_000)).length).toBeLessThanOrEqual(pathLimits.paths)
  })
})
