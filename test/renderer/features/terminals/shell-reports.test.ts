import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { draggedPaths, nearestSide } from '../../../../src/renderer/features/terminals/pane-drag'
import { textFileName } from '../../../../src/renderer/features/terminals/save-text'
import { isTerminalReply, promptStep, reportedFolder } from '../../../../src/renderer/features/terminals/shell-reports'

describe('what a shell reports', () => {
  it('is its folder, with escapes and bytes that are not text', () => {
    expect(reportedFolder('file://nl-login2/gpfs/krios1/grid%203')).toEqual({
      host: 'nl-login2',
      path: '/gpfs/krios1/grid 3'
    })
    expect(reportedFolder('file:///home/caf%C3%A9/')).toEqual({ host: '', path: '/home/café' })
    expect(reportedFolder('file://h/%FF')?.path).toBe('/\udcff')
    expect(reportedFolder('file://h/')?.path).toBe('/')
    expect(reportedFolder('kitty-shell-cwd://h/a%20b')?.path).toBe('/a%20b')
  })

  it('is not believed when it is no folder', () => {
    for (const text of ['', '/tmp', 'http://h/x', 'file://h', 'file://h/%zz', 'file://h/a%0ab', 'file://h/\u001b[0m'])
      expect(reportedFolder(text), text).toBeNull()
    expect(reportedFolder(`file://h/${'x'.repeat(20_000)}`)).toBeNull()
    fc.assert(fc.property(fc.string(), text => reportedFolder(text) === null || text.includes('://')))
  })

  it('is where its prompts begin and how its commands end', () => {
    expect(promptStep('A')).toEqual({ kind: 'prompt' })
    expect(promptStep('A;cl=m;aid=12')).toEqual({ kind: 'prompt' })
    expect(promptStep('C')).toEqual({ kind: 'output' })
    expect(promptStep('D;130')).toEqual({ kind: 'done', exit: 130 })
    expect(promptStep('D')).toEqual({ kind: 'done', exit: null })
    expect(promptStep('D;never')).toEqual({ kind: 'done', exit: null })
    expect(promptStep('Z')).toBeNull()
  })
})

describe('what a terminal says by itself', () => {
  it('is told from what a person types', () => {
    const replies = ['\u001b[?1;2c', '\u001b[>0;276;0c', '\u001b[12;40R', '\u001b[0n', '\u001b[I', '\u001b[<0;3;4M']
    for (const reply of [...replies, '\u001b]11;rgb:0000/0000/0000\u001b\\', '\u001bP1$r0m\u001b\\'])
      expect(isTerminalReply(reply), JSON.stringify(reply)).toBe(true)
    for (const typed of ['a', '\r', '\u0003', '\u001b[A', '\u001bOP', '\u001b[1;5C', '\u001b', '\u001bb', 'ls [c\r'])
      expect(isTerminalReply(typed), JSON.stringify(typed)).toBe(false)
  })
})

describe('the room of terminals', () => {
  it('names a saved text after the terminal and the time', () => {
    expect(textFileName('Northlight, gpu/1', new Date(2026, 10, 7, 9, 5))).toBe('Northlight gpu 1 2026-11-07 0905.txt')
    expect(textFileName('…', new Date(2026, 0, 1))).toBe('terminal 2026-01-01 0000.txt')
  })

  it('takes paths that the files drag, and nothing else', () => {
    expect(draggedPaths('["/a b","/c\\nd"]')).toEqual(['/a b', '/c\nd'])
    expect(draggedPaths('{"a":1}')).toEqual([])
    expect(draggedPaths('')).toEqual([])
  })

  it('drops on the nearest edge', () => {
    expect(nearestSide(0.1, 0.5)).toBe('left')
    expect(nearestSide(0.9, 0.5)).toBe('right')
    expect(nearestSide(0.5, 0.05)).toBe('up')
    expect(nearestSide(0.6, 0.95)).toBe('down')
  })
})
