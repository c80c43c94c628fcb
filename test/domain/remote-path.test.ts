import { posix } from 'node:path'
import { baseName, isWithin, join, nameProblem, normalise, parent, relative } from '@domain/remote-path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const part = fc.constantFrom('a', 'b', 'a b', '-x', '...', '\udcff', '.', '..', '')
const path = fc
  .tuple(fc.constantFrom('', '/', '//', './'), fc.array(part, { maxLength: 6 }))
  .map(([head, parts]) => head + parts.join('/'))
const absolute = path.map(text => `/${text}`)

/** Node's own, less the trailing slash it keeps. */
const nodeSays = (text: string): string => posix.normalize(text).replace(/(.)\/+$/, '$1')

describe('Remote paths', () => {
  it('are normalised as POSIX paths are, once and for all', () => {
    fc.assert(
      fc.property(path, text => {
        expect(normalise(text)).toBe(nodeSays(text))
        expect(normalise(normalise(text))).toBe(normalise(text))
      })
    )
  })

  it('come apart into a folder and a name that make them again', () => {
    fc.assert(
      fc.property(absolute, text => {
        expect(join(parent(text), baseName(text))).toBe(normalise(text))
        expect(parent(text)).toBe(posix.dirname(nodeSays(text)))
      })
    )
  })

  it('lead from one to the other', () => {
    fc.assert(
      fc.property(absolute, absolute, (from, to) => {
        expect(join(from, relative(from, to))).toBe(normalise(to))
        expect(isWithin(from, to)).toBe(!relative(from, to).startsWith('..') || relative(from, to).startsWith('...'))
      })
    )
  })

  it('begin anew at an absolute part', () => {
    expect(join('/a', '/b', 'c')).toBe('/b/c')
    expect(join('a', '..', '..', 'b')).toBe('../b')
    expect(join()).toBe('.')
  })

  it('are within a folder by whole names alone', () => {
    expect(isWithin('/data', '/database')).toBe(false)
    expect(isWithin('/data', '/data/../etc')).toBe(false)
    expect(isWithin('data', '/data')).toBe(false)
    expect(isWithin('.', 'x')).toBe(true)
  })

  it.each(['', '.', '..', 'a/b', 'a\0'])('cannot end in the name %j', name => {
    expect(nameProblem(name, name.length)).toMatch(/\.$/)
  })

  it('cannot have names of more than 255 bytes', () => {
    expect(nameProblem('é'.repeat(128), 256)).toContain('255')
    expect(nameProblem('x'.repeat(255), 255)).toBeUndefined()
  })
})
