import { describe, expect, it } from 'vitest'
import { createEscapeReader } from '../../../src/main/cli/escape'

const typed = (...pieces: string[]) => {
  const read = createEscapeReader()
  return pieces.map(piece => read(piece))
}
const sent = (...pieces: string[]): string =>
  typed(...pieces)
    .map(({ send }) => send)
    .join('')
const leaves = (...pieces: string[]): boolean => typed(...pieces).some(({ leave }) => leave)

describe('what is typed into a shell', () => {
  it('goes there as it is', () => {
    expect(sent('ls ~/data\r', 'é漢\u0003')).toBe('ls ~/data\ré漢\u0003')
  })

  it('leaves with ~. at the start of a line, however it is cut', () => {
    expect(leaves('~.')).toBe(true)
    expect(leaves('ls\r~', '.')).toBe(true)
    expect(sent('ls\r~.rest')).toBe('ls\r')
    expect(leaves('a~.')).toBe(false)
    expect(sent('a~.')).toBe('a~.')
  })

  it('has ~~ for one ~, and a ~ before anything else', () => {
    expect(sent('~~.')).toBe('~.')
    expect(leaves('~~.')).toBe(false)
    expect(sent('~/x')).toBe('~/x')
    expect(sent('\r~', 'x~.')).toBe('\r~x~.')
  })

  it('shows its help and sends nothing of it', () => {
    expect(typed('~?')).toEqual([{ send: '', leave: false, help: true }])
    expect(leaves('~?~.')).toBe(true)
  })
})
