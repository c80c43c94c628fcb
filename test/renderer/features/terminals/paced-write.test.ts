import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createPacedWrite } from '../../../../src/renderer/features/terminals/paced-write'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

it('gives a screen that is seen everything at once', () => {
  const into = vi.fn()
  const done = (): void => {}
  createPacedWrite(into).write('text', done)
  expect(into).toHaveBeenCalledExactlyOnceWith('text', done)
})

it('gives screens out of sight small pieces in order, at a rate that they share', () => {
  const taken = ['', '']
  const done = [vi.fn(), vi.fn()]
  const text = Array.from({ length: 400_000 }, (_, at) => String(at % 10)).join('')
  const writes = [0, 1].map(at =>
    createPacedWrite((piece, told) => {
      expect(piece.length).toBeLessThanOrEqual(16 * 1024)
      taken[at] += piece
      told?.()
    })
  )
  writes.forEach((one, at) => {
    one.setSeen(false)
    one.write(text, done[at])
  })
  vi.advanceTimersByTime(200)
  const early = taken.join('').length
  expect(early).toBeGreaterThan(200_000)
  expect(early).toBeLessThan(600_000)
  expect(done[0]).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1_000)
  expect(taken).toEqual([text, text])
  for (const told of done) expect(told).toHaveBeenCalledOnce()
})

it('catches up at once when the screen is seen again', () => {
  let taken = ''
  const paced = createPacedWrite(piece => {
    taken += piece
  })
  paced.setSeen(false)
  paced.write('a'.repeat(100_000))
  paced.write('b')
  paced.setSeen(true)
  paced.write('c')
  expect(taken).toBe(`${'a'.repeat(100_000)}bc`)
  vi.advanceTimersByTime(1_000)
  expect(taken).toHaveLength(100_002)
})
