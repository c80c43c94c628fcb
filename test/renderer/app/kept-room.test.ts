import { beforeEach, expect, it, vi } from 'vitest'
import { keepRoom, keptRoom } from '../../../src/renderer/app/kept-room'
import { goTo } from '../../../src/renderer/app/navigation'

const kept = new Map<string, string>()

beforeEach(() => {
  kept.clear()
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value)
  })
  return () => void vi.unstubAllGlobals()
})

it('knows the room where one was last', () => {
  const stop = keepRoom()
  goTo('terminals')
  goTo('jobs')
  expect(keptRoom()).toBe('jobs')
  stop()
  goTo('files')
  expect(keptRoom()).toBe('jobs')
})

it('knows none at first, and none that is not there', () => {
  expect(keptRoom()).toBeNull()
  kept.set('farscope.room', 'kitchen')
  expect(keptRoom()).toBeNull()
})
