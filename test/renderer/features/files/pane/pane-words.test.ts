import { Failure } from '@domain/failure'
import { describe, expect, it } from 'vitest'
import { copyCaution, copyDirection, copyWord } from '../../../../../src/renderer/features/files/copy-direction'
import { formatMode, modeBit, modeWords, parseMode } from '../../../../../src/renderer/features/files/pane/mode-bits'
import { paneTrouble } from '../../../../../src/renderer/features/files/pane/pane-trouble'
import { selectionSummary, spaceWords } from '../../../../../src/renderer/features/files/pane/selection-summary'
import { entry } from '../entries'

describe('the foot of a pane', () => {
  const shown = [entry('a', { size: 1024 }), entry('b', { size: 1024 }), entry('d', { type: 'directory', size: 4096 })]

  it('says how many there are, how many are chosen and their bytes', () => {
    expect(selectionSummary({ shown, all: 3, selected: new Set() })).toBe('3 items')
    expect(selectionSummary({ shown, all: 9, selected: new Set() })).toBe('3 of 9 items')
    expect(selectionSummary({ shown, all: 3, selected: new Set(['a', 'b']) })).toBe('3 items, 2 selected, 2.0 KiB')
  })

  it('does not pretend to know what folders hold', () => {
    expect(selectionSummary({ shown, all: 3, selected: new Set(['a', 'd']) })).toBe(
      '3 items, 2 selected, 1.0 KiB in files'
    )
    expect(selectionSummary({ shown, all: 3, selected: new Set(['d']) })).toBe('3 items, 1 selected')
  })

  it('says that free space is unknown', () => {
    expect(spaceWords(null)).toBe('free space unknown')
    expect(spaceWords(0)).toBe('0 B free')
  })
})

describe('permissions', () => {
  it('are written as ls writes them, special bits too', () => {
    expect(modeWords('0640')).toBe('rw-r-----')
    expect(modeWords('4755')).toBe('rwsr-xr-x')
    expect(modeWords('1777')).toBe('rwxrwxrwt')
    expect(modeWords('2644')).toBe('rw-r-Sr--')
    expect(modeWords('none')).toBe('none')
  })

  it('go from octal to bits and back, and refuse other digits', () => {
    expect(parseMode('0640')).toBe(0o640)
    expect(parseMode('8')).toBeUndefined()
    expect(formatMode(0o640 ^ modeBit(1, 1))).toBe('0660')
  })
})

describe('copying between the panes', () => {
  const local = { kind: 'local' } as const
  const alpha = { kind: 'site', site: 'alpha' } as const
  const beta = { kind: 'site', site: 'beta' } as const
  const bucket = { kind: 's3', profile: 'em' } as const

  it('is an upload, a download, or a copy, by where they look', () => {
    expect(copyWord(copyDirection(local, alpha))).toBe('Upload')
    expect(copyWord(copyDirection(local, bucket))).toBe('Upload')
    expect(copyWord(copyDirection(bucket, local))).toBe('Download')
    for (const [from, to] of [
      [local, local],
      [alpha, alpha],
      [alpha, beta],
      [alpha, bucket]
    ] as const)
      expect(copyWord(copyDirection(from, to))).toBe('Copy')
  })

  it('says that bytes may pass through this computer only where both ends are elsewhere and differ', () => {
    expect(copyCaution(copyDirection(alpha, beta))).toContain('through this computer')
    expect(copyCaution(copyDirection(bucket, { kind: 's3', profile: 'other' }))).toContain('through this computer')
    for (const [from, to] of [
      [local, local],
      [alpha, alpha],
      [local, alpha]
    ] as const)
      expect(copyCaution(copyDirection(from, to))).toBeUndefined()
  })

  it('gives a reason where it cannot be done', () => {
    expect(copyDirection(local, null)).toMatchObject({ kind: 'none', reason: expect.stringMatching(/\w{3}/) })
  })
})

describe('a listing that failed', () => {
  it('offers to connect where a question is open, and only there', () => {
    for (const code of ['host-key-unknown', 'answer-needed', 'auth-failed'] as const)
      expect(paneTrouble(new Failure(code, 'No.')).connect).toBe(true)
    expect(paneTrouble(new Failure('host-key-changed', 'No.')).connect).toBe(false)
    expect(paneTrouble(new Failure('permission', 'No.', { hint: 'Ask.' }))).toEqual({
      what: 'No.',
      why: 'Ask.',
      connect: false,
      instead: 'above'
    })
  })

  it('leads to a folder that is there where this one is gone', () => {
    expect(paneTrouble(new Failure('not-found', 'No.')).instead).toBe('nearest')
    expect(paneTrouble(new Failure('unreachable', 'No.')).instead).toBeUndefined()
  })
})
