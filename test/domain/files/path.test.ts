import { absolutePath, baseName, climbs, isWithin, joinPath, normalizePath, parentPath } from '@domain/files/path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

describe('paths', () => {
  it.each([
    ['', '/home/u'],
    ['~', '/home/u'],
    ['~/', '/home/u'],
    ['~/a/../b', '/home/u/b'],
    ['rel/x', '/home/u/rel/x'],
    ['./~', '/home/u/~'],
    ['~other', '/home/u/~other'],
    ['/abs//x/./y/', '/abs/x/y'],
    ['/../..', '/'],
    ['..', '/home'],
    ['C:/data/../x', 'C:/x']
  ])('makes %j the absolute %j', (path, expected) => {
    expect(absolutePath(path, '/home/u')).toBe(expected)
  })

  it.each([
    ['/a/b', '/a', 'b'],
    ['/a', '/', 'a'],
    ['/', '/', ''],
    ['C:/a', 'C:/', 'a'],
    ['C:/', 'C:/', '']
  ])('finds folder and name of %j', (path, parent, name) => {
    expect(parentPath(path)).toBe(parent)
    expect(baseName(path)).toBe(name)
  })

  it('takes a folder apart and puts it together again, whatever the names', () => {
    const name = fc.string({ minLength: 1 }).filter(text => !text.includes('/') && text !== '.' && text !== '..')
    fc.assert(
      fc.property(fc.array(name, { minLength: 1 }), names => {
        const path = `/${names.join('/')}`
        expect(normalizePath(path)).toBe(path)
        expect(joinPath(parentPath(path), baseName(path))).toBe(path)
        expect(isWithin(path, parentPath(path))).toBe(true)
      })
    )
  })

  it('never works out to something with "..", whatever was asked', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('..', '.', '', 'a', '~')), parts => {
        expect(climbs(absolutePath(parts.join('/'), '/home/u'))).toBe(false)
      })
    )
  })

  it('does not take a common beginning for a folder', () => {
    expect(isWithin('/data2/x', '/data')).toBe(false)
  })
})
