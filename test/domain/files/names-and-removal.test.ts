import { instantOf, octalMode } from '@domain/files/entry'
import { cutName, entryNameProblem, nameBytes } from '@domain/files/entry-name'
import { removalProblem } from '@domain/files/removal'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

describe('names from the other side', () => {
  it.each(['', '.', '..', 'a/b', '../../etc/passwd', '/etc/passwd', 'a\0b'])(
    'refuses %j as leading elsewhere',
    name => {
      expect(entryNameProblem(name, false)?.code).toBe('not-allowed')
    }
  )

  it.each(['-rf', '$(touch x)', 'a\nb', '<b>', ' ', '...', 'nul', 'x\udcff', '\u202etxt'])('takes %j on Unix', name => {
    expect(entryNameProblem(name, false)).toBeUndefined()
  })

  it.each(['nul', 'COM1.txt', 'a:b', 'a\\b', 'a.', 'b ', 'x\udcff', 'a\nb'])('refuses %j for Windows', name => {
    expect(entryNameProblem(name, true)?.code).toBe('unsupported')
  })

  it('cuts names between characters and within the bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(40), (name, bytes) => {
        const cut = cutName(name, bytes)
        expect(name.startsWith(cut)).toBe(true)
        expect(nameBytes(cut)).toBeLessThanOrEqual(bytes)
        expect(cut.isWellFormed()).toBe(name.isWellFormed())
      })
    )
  })
})

describe('removals', () => {
  it.each([
    ['', '/home/u'],
    ['~', '/home/u'],
    ['/', '/'],
    ['/home', '/home'],
    ['/home/u/', '/home/u'],
    ['x/..', '/home/u'],
    ['../v', '/home/v'],
    ['..', '/home']
  ])('refuses %j', (asked, absolute) => {
    expect(removalProblem(asked, absolute, '/home/u')?.code).toBe('not-allowed')
  })

  it.each([
    ['x', '/home/u/x'],
    ['/home/user2', '/home/user2'],
    ['..x', '/home/u/..x']
  ])('allows %j', (asked, absolute) => {
    expect(removalProblem(asked, absolute, '/home/u')).toBeUndefined()
  })
})

describe('entries', () => {
  it('shows modes in octal and times in UTC, also those no calendar holds', () => {
    expect(octalMode(0o100640)).toBe('0640')
    expect(octalMode(0o4755)).toBe('4755')
    expect(instantOf(0)).toBe('1970-01-01T00:00:00.000Z')
    expect(instantOf(-5)).toBe('1970-01-01T00:00:00.000Z')
    expect(instantOf(Number.MAX_SAFE_INTEGER)).toBe('9999-12-31T23:59:59.000Z')
  })
})
