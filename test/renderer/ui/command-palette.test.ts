import { expect, it } from 'vitest'
import { paletteScore } from '../../../src/renderer/ui/command-palette'

const display = ['Open the display of Krios 1', '']
const dark = ['Theme: dark', '']

it('finds a command by the words that are typed, in any order and case', () => {
  expect(paletteScore('dark', dark)).toBe(1)
  expect(paletteScore('KRIOS dis', display)).toBe(1)
  expect(paletteScore('', display)).toBe(1)
})

it('puts words that only hold what is typed behind those that begin with it', () => {
  expect(paletteScore('isplay', display)).toBe(0.5)
})

it('finds nothing whose letters merely follow one another', () => {
  expect(paletteScore('dark', display)).toBe(0)
  expect(paletteScore('dark display', display)).toBe(0)
})
