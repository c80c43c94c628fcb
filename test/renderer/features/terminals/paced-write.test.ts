import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createPacedWrite } from '../../../../src/renderer/features/terminals/paced-write'

let clock = 0

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  // What screens of other tests took is long ago.
  clock += 60_000
  vi.advanceTimersByTime(clock)
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

it('gives floods in sight small pieces in turns once another screen is at work, and an echo between them at once', () => {
  const order: string[] = []
  const screen = (name: string) =>
    createPacedWrite((piece, told) => {
      expect(piece.length).toBeLessThanOrEqual(16 * 1024)
      order.push(name)
      told?.()
    })
  const [echo, one, two] = [screen('echo'), screen('one'), screen('two')]
  echo.write('$ ')
  one.write('1'.repeat(64 * 1024))
  two.write('2'.repeat(64 * 1024))
  vi.advanceTimersByTime(20)
  echo.write('x')
  vi.advanceTimersByTime(300)
  const floods = order.filter(name => name !== 'echo')
  expect(floods).toEqual(['one', 'two', 'one', 'two', 'one', 'two', 'one', 'two'])
  expect(order.lastIndexOf('echo')).toBeLessThan(5)
})

it('gives a flood in sight the rest at once when the others have been quiet', () => {
  const taken: number[] = []
  const flood = createPacedWrite(piece => taken.push(piece.length))
  createPacedWrite(() => {}).write('$ ')
  for (let item = 0; item < 40; item++) flood.write('a'.repeat(64 * 1024))
  vi.advanceTimersByTime(400)
  expect(taken.every(length => length === 16 * 1024)).toBe(true)
  const paced = taken.length
  expect(paced).toBeLessThan(80)
  vi.advanceTimersByTime(200)
  expect(taken.reduce((sum, length) => sum + length)).toBe(40 * 64 * 1024)
})

it('takes nothing more of a screen that was closed while it waited', () => {
  const into = vi.fn()
  const flood = createPacedWrite(into)
  createPacedWrite(() => {}).write('$ ')
  flood.write('a'.repeat(64 * 1024))
  flood.dispose()
  vi.advanceTimersByTime(2_000)
  expect(into).not.toHaveBeenCalled()
})

it('gives a flood in sight full speed when the other screen was closed', () => {
  const taken: number[] = []
  const other = createPacedWrite(() => {})
  other.write('$ ')
  const flood = createPacedWrite(piece => taken.push(piece.length))
  flood.write('$ ')
  other.dispose()
  flood.write('a'.repeat(64 * 1024))
  expect(taken).toEqual([2, 64 * 1024])
})
