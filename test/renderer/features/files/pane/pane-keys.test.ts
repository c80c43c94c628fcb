import { describe, expect, it } from 'vitest'
import { keySheet, paneKey } from '../../../../../src/renderer/features/files/pane/pane-keys'

type Held = Partial<Record<'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey', boolean>>

const press = (key: string, held: Held = {}, code = '') =>
  paneKey({ key, code, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...held })

describe('the keys of a pane', () => {
  it('are those of Midnight Commander', () => {
    expect(['F3', 'F5', 'F6', 'F7', 'F8', 'Insert', 'Tab'].map(key => press(key))).toEqual([
      'look',
      'copy',
      'move',
      'new-folder',
      'remove',
      'mark',
      'other-pane'
    ])
    expect(press('u', { ctrlKey: true })).toBe('swap')
  })

  it('select by a pattern as Midnight Commander does', () => {
    expect(['+', '-', '*'].map(key => press(key))).toEqual(['select-names', 'leave-names', 'invert'])
    expect(press('+', { shiftKey: true })).toBe('select-names')
    expect(press('+', { ctrlKey: true })).toBeUndefined()
  })

  it('are those of Finder and Explorer', () => {
    expect(press('ArrowDown', { metaKey: true })).toBe('open')
    expect(press('>', { metaKey: true, shiftKey: true }, 'Period')).toBe('hidden')
    expect(press('Backspace')).toBe('up')
    expect(press('ArrowLeft', { altKey: true })).toBe('back')
    expect(press('ArrowUp', { metaKey: true })).toBe('up')
    expect(press('Backspace', { metaKey: true })).toBe('remove')
    expect(press('l', { ctrlKey: true })).toBe('path')
  })

  it('leave to the list what is the list’s', () => {
    expect(press('a', { ctrlKey: true })).toBeUndefined()
    expect(press('ArrowUp', { ctrlKey: true })).toBeUndefined()
    expect(press('ArrowDown', { shiftKey: true })).toBeUndefined()
    expect(press('x')).toBeUndefined()
  })

  it('open and close tabs with Alt too, where a browser keeps Ctrl for itself', () => {
    expect(press('t', { ctrlKey: true })).toBe('new-tab')
    expect(press('t', { altKey: true }, 'KeyT')).toBe('new-tab')
    // macOS types another character with Option held.
    expect(press('†', { altKey: true }, 'KeyT')).toBe('new-tab')
    expect(press('w', { altKey: true }, 'KeyW')).toBe('close-tab')
  })

  it('never catch the keyboard: Shift Tab stays with the browser', () => {
    expect(press('Tab')).toBe('other-pane')
    expect(press('Tab', { shiftKey: true })).toBeUndefined()
  })

  it('hear a character that needs Shift on one keyboard and none on another', () => {
    for (const [key, act] of [
      ['/', 'filter'],
      ['~', 'home'],
      ['?', 'keys']
    ] as const) {
      expect(press(key)).toBe(act)
      expect(press(key, { shiftKey: true })).toBe(act)
    }
  })

  it('stand on one sheet, each act once', () => {
    const acts = keySheet.flatMap(({ lines }) => lines.map(({ act }) => act))
    expect(new Set(acts).size).toBe(acts.length)
  })
})
