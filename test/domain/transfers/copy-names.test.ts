import { nameBytes } from '@domain/files/entry-name'
import { numberedName, originalName, partName } from '@domain/transfers/part-name'
import { relativeNames } from '@domain/transfers/relative-path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const anyName = fc.oneof(fc.string({ minLength: 1 }), fc.string({ unit: 'grapheme', minLength: 100, maxLength: 300 }))

describe('part names', () => {
  it('says whose part it is', () => {
    expect(partName('m.mrc', 'ab12')).toBe('.m.mrc.farscope-part-ab12')
    expect(originalName('m.mrc', 'ab12-3')).toBe('.m.mrc.farscope-original-ab12-3')
  })

  it('fits every file system, whatever the name', () => {
    fc.assert(fc.property(anyName, name => nameBytes(partName(name, '0123456789ab')) <= 255))
    expect(nameBytes(partName('\udcff'.repeat(255), 'id'))).toBe(255)
  })
})

describe('numbered names', () => {
  it.each([
    ['a.mrc', 'a (2).mrc'],
    ['a.tar.gz', 'a.tar (2).gz'],
    ['noending', 'noending (2)'],
    ['.hidden', '.hidden (2)']
  ])('puts the number of %j before the ending', (name, expected) => {
    expect(numberedName(name, 2)).toBe(expected)
  })

  it('differs from the name and fits every file system', () => {
    fc.assert(
      fc.property(anyName, fc.integer({ min: 2, max: 9999 }), (name, number) => {
        expect(nameBytes(numberedName(name, number))).toBeLessThanOrEqual(255)
        expect(numberedName(name, number)).toContain(`(${number})`)
      })
    )
  })
})

describe('paths of pushed files', () => {
  it('gives the names in order', () => {
    expect(relativeNames('a/b c/d.txt')).toEqual(['a', 'b c', 'd.txt'])
  })

  it.each(['', '/a', 'a/', 'a//b', '..', 'a/../b', './a', 'a/.', 'a\0', `a/${'x'.repeat(256)}`])('refuses %j', path => {
    expect(() => relativeNames(path)).toThrow(expect.objectContaining({ code: 'not-allowed' }))
  })

  it('never lets a name through that leads elsewhere', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('..', '.', '', 'a', '\0')), parts => {
        try {
          expect(relativeNames(parts.join('/')).every(name => name === 'a')).toBe(true)
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'not-allowed' })
        }
      })
    )
  })
})
