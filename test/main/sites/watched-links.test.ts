import { describe, expect, it } from 'vitest'
import { createWatchedLinks } from '../../../src/main/sites/watched-links'

function keeper() {
  const held = new Set<string>()
  return {
    held,
    hold(site: string, choice: object) {
      const key = `${site} ${JSON.stringify(choice)}`
      expect(held.has(key)).toBe(false)
      held.add(key)
      return () => void held.delete(key)
    }
  }
}
const at = (state: 'connected' | 'lost' | 'failed' | 'connecting' | 'closed') => [{ site: 'em', host: 'main', state }]
const key = 'em {"host":"main"}'

describe('links that somebody looks at', () => {
  it('are held from when they stand until nobody looks any more', () => {
    const one = keeper()
    const watched = createWatchedLinks(one)
    const away = watched.look()
    watched.update(at('connected'))
    watched.update(at('lost'))
    watched.update(at('failed'))
    expect([...one.held]).toEqual([key])
    away()
    expect(one.held.size).toBe(0)
  })

  it('are not held when they never stood, or were closed on purpose', () => {
    const one = keeper()
    const watched = createWatchedLinks(one)
    watched.look()
    watched.update(at('connecting'))
    watched.update(at('failed'))
    expect(one.held.size).toBe(0)
    watched.update(at('connected'))
    watched.update(at('closed'))
    expect(one.held.size).toBe(0)
  })

  it('are held once, however many look, and let go with their site', () => {
    const one = keeper()
    const watched = createWatchedLinks(one)
    const first = watched.look()
    watched.look()
    watched.update(at('connected'))
    watched.update(at('connected'))
    first()
    expect([...one.held]).toEqual([key])
    watched.update([])
    expect(one.held.size).toBe(0)
  })

  it('are not held while nobody looks', () => {
    const one = keeper()
    createWatchedLinks(one).update(at('connected'))
    expect(one.held.size).toBe(0)
  })
})
