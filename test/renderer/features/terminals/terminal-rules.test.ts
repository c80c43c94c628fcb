import { describe, expect, it } from 'vitest'
import { cleanTitle } from '../../../../src/renderer/features/terminals/clean-title'
import { createOutputFlow } from '../../../../src/renderer/features/terminals/output-flow'
import { pasteLines, pasteText } from '../../../../src/renderer/features/terminals/paste-text'
import { nextFontSize, terminalAct, terminalKey } from '../../../../src/renderer/features/terminals/terminal-keys'
import { hexColor } from '../../../../src/renderer/features/terminals/terminal-theme'

describe('output of a shell', () => {
  it('is not shown twice when the stream starts again from the oldest kept', () => {
    const flow = createOutputFlow()
    expect(flow.fresh(0, 'abc')).toBe('abc')
    expect(flow.fresh(0, 'abcdef')).toBe('def')
    expect(flow.fresh(2, 'cd')).toBe('')
    expect(flow.fresh(6, 'g')).toBe('g')
  })

  it('is shown whole after a gap', () => {
    const flow = createOutputFlow()
    flow.fresh(0, 'abc')
    expect(flow.fresh(500, 'later')).toBe('later')
  })

  it('is acknowledged every 128 kB', () => {
    const flow = createOutputFlow()
    expect(flow.taken(1000)).toBeNull()
    expect(flow.taken(131_072)).toBe(131_072)
    expect(flow.taken(200_000)).toBeNull()
    expect(flow.taken(262_144)).toBe(262_144)
  })

  it('that comes again is acknowledged again', () => {
    const flow = createOutputFlow()
    flow.fresh(0, 'x'.repeat(140_000))
    expect(flow.taken(140_000)).toBe(140_000)
    flow.fresh(0, 'x'.repeat(140_000))
    expect(flow.taken(140_000)).toBe(140_000)
  })
})

describe('a title of a shell', () => {
  it('is one line of at most 80 letters with nothing hidden', () => {
    expect(cleanTitle('vim\n  run.sh')).toBe('vim run.sh')
    expect(cleanTitle('a\u202eb')).toBe('a‹U+202E›b')
    expect([...(cleanTitle('x'.repeat(500)) ?? '')]).toHaveLength(80)
    expect(cleanTitle('  ')).toBeNull()
  })
})

describe('a paste', () => {
  it('cannot end its own bracket', () => {
    expect(pasteText('ls\u001b[201~rm\u0007\tx')).toBe('ls[201~rm\tx')
  })

  it('of several lines is asked for, of one line it is not', () => {
    expect(pasteLines(pasteText('ls -l'))).toBeNull()
    expect(pasteLines(pasteText('one\r\ntwo\rthree'))).toEqual(['one', 'two', 'three'])
    expect(pasteLines('one\n')).toEqual(['one'])
  })
})

describe('keys of the terminals', () => {
  const press = (key: string, held: string, mac = false) =>
    terminalAct(
      {
        ...{ key, shiftKey: held.includes('s'), ctrlKey: held.includes('c') },
        ...{ metaKey: held.includes('m'), altKey: held.includes('a') }
      },
      mac
    )

  it('leave Control with a letter to the shell', () => {
    for (const key of ['c', 'v', 'f', 't', 'w', 'k', 'PageDown']) {
      expect(press(key, key === 'PageDown' ? '' : 'c')).toBeUndefined()
      expect(press(key, key === 'PageDown' ? '' : 'c', true)).toBeUndefined()
    }
  })

  it('are Control and Shift, or Command on macOS', () => {
    expect(press('C', 'cs')).toBe('copy')
    expect(press('v', 'm', true)).toBe('paste')
    expect(press('v', 'ms', true)).toBeUndefined()
    expect(press('PageUp', 'c')).toBe('previous-tab')
    expect(press('2', 'c')).toBe('frame')
    expect(press('C', 'csa')).toBeUndefined()
    expect(terminalKey('copy', false)).toBe('mod+shift+c')
    expect(terminalKey('copy', true)).toBe('mod+c')
  })

  it('split, walk, move and zoom', () => {
    expect(press('D', 'cs')).toBe('split-right')
    expect(press('d', 'm', true)).toBe('split-right')
    expect(press('E', 'cs')).toBe('split-down')
    expect(press('ArrowLeft', 'cs')).toBe('focus-left')
    expect(press('ArrowLeft', 'ma', true)).toBe('focus-left')
    expect(press('ArrowUp', 'csa')).toBe('move-up')
    expect(press('Enter', 'cs')).toBe('zoom')
    expect(press('ArrowLeft', 'c')).toBeUndefined()
    expect(press('ArrowLeft', 'a')).toBeUndefined()
  })

  it('change the size of the letters within bounds', () => {
    expect(press('=', 'c')).toBe('larger')
    expect(nextFontSize(13, 'larger')).toBe(14)
    expect(nextFontSize(8, 'smaller')).toBe(8)
    expect(nextFontSize(32, 'larger')).toBe(32)
    expect(nextFontSize(20, 'usual-size')).toBe(13)
  })
})

describe('colours for a terminal', () => {
  it('are written as the addon wants them', () => {
    expect(hexColor('rgb(34, 40, 44)')).toBe('#22282c')
    expect(hexColor('rgb(0, 0, 10)')).toBe('#00000a')
  })
})
