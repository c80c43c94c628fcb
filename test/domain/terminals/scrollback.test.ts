import { expect, it } from 'vitest'
import { createScrollback } from '../../../src/domain/terminals/scrollback'

it('keeps offsets right while old output is dropped', () => {
  const scrollback = createScrollback()
  for (let index = 0; index < 100; index++) scrollback.push(String(index % 10).repeat(10))
  scrollback.trim(95, scrollback.end)
  expect([scrollback.start, scrollback.end]).toEqual([905, 1000])
  expect(scrollback.read(0, 10)).toEqual({ offset: 905, text: '0000011111' })
})

it('never drops what is still needed', () => {
  const scrollback = createScrollback()
  scrollback.push('abcdefgh')
  scrollback.trim(1, 3)
  expect(scrollback.read(0, 99)).toEqual({ offset: 3, text: 'defgh' })
})

it('never gives half of a surrogate pair', () => {
  const scrollback = createScrollback()
  scrollback.push('ab😀c')
  expect(scrollback.read(0, 3).text).toBe('ab')
})
