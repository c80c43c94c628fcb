import type { ConnectionView, SiteView } from '@contract/sites'
import { describe, expect, it } from 'vitest'
import { linkFact, linkOf, lostWords } from '../../../../src/renderer/features/terminals/link-words'
import { hostPlaces, newEntries } from '../../../../src/renderer/features/terminals/new-menu'

const at = '2026-11-17T20:18:00Z'
const now = Date.parse(at)
const connection = (change: Partial<ConnectionView>): ConnectionView => ({
  ...{ site: 'nl', host: 'login', state: 'connected', since: at, roundTripMs: 96.4, roundTripAt: at, channels: 1 },
  ...{ channelKinds: { terminal: 1, exec: 0, sftp: 0, tunnel: 0 }, channelLimit: null, further: 0, bytesIn: 0 },
  ...{ bytesOut: 0, hops: [], serverVersion: null, algorithms: null, logins: 1, needsPerson: false, retry: null },
  ...{ error: null, lastError: null, ...change }
})
const host = { port: 22, identityFiles: [], jumps: [], hostKeys: [] }
const jump = { host: 'nl-login2', identityFiles: [] }
const site: SiteView = {
  ...{ version: 1, name: 'nl', label: 'Northlight', demo: false },
  hosts: [
    { ...host, name: 'login', host: 'nl-login2', roles: ['login'] },
    { ...host, name: 'krios1', host: 'krios1-gw', roles: ['instrument'], jumps: [jump] }
  ]
}

describe('the link of a terminal', () => {
  it('is that of its host, with role and way', () => {
    const login = connection({})
    expect(linkOf({ kind: 'site', site: 'nl' }, [site], [login])).toEqual({
      role: 'login',
      through: [],
      connection: login
    })
    expect(linkOf({ kind: 'site', site: 'nl', host: 'krios1' }, [site], [login])).toEqual({
      ...{ role: 'instrument', through: ['nl-login2'], connection: null }
    })
    expect(linkOf({ kind: 'local' }, [site], [login]).connection).toBeNull()
    expect(linkOf({ kind: 'site', site: 'gone' }, [site], [login]).role).toBeNull()
  })

  it('shows its round trip, or for how long it is lost', () => {
    const link = (one: ConnectionView) => ({ role: null, through: [], connection: one })
    const open = { phase: { kind: 'open' } } as const
    expect(linkFact(open, link(connection({})), now)).toEqual({ text: '96 ms', lost: false })
    expect(linkFact(open, link(connection({ roundTripMs: null })), now)).toBeNull()
    expect(linkFact(open, link(connection({ state: 'lost' })), now + 14_000)?.text).toBe('no link for 0:14')
    const waiting = { phase: { kind: 'waiting', reason: '', sinceMs: now } } as const
    expect(linkFact(waiting, link(connection({ state: 'connecting' })), now + 61_000)?.text).toBe('no link for 1:01')
  })
})

describe('a lost link', () => {
  const kept = { kept: { by: 'tmux', name: 'farscope-1' }, reason: 'No answer.' } as const

  it('says when it is tried again, and can be tried now or left', () => {
    const retry = { at: '2026-11-17T20:18:06Z', attempt: 3 }
    expect(lostWords(kept, connection({ state: 'lost', retry }), now)).toEqual({
      what: 'Link lost, connecting again in 6 s',
      why: '(try 3). Your shell goes on in tmux; what you type now is not sent.',
      connect: 'Now',
      canStop: true
    })
  })

  it('waits for a person where the login needs one', () => {
    const words = lostWords(kept, connection({ state: 'lost', needsPerson: true }), now)
    expect(words).toMatchObject({ connect: 'Connect…', canStop: false })
    expect(words.why).toContain('asks for your login')
  })

  it('is not called lost once it is back and the shell is on its way', () => {
    const words = lostWords(kept, connection({ state: 'connected' }), now)
    expect(words).toMatchObject({ what: 'The link is back.', connect: null, canStop: false })
    expect(words.why).not.toContain('No answer.')
  })

  it('says why when nothing is tried', () => {
    expect(lostWords(kept, null, now).why).toContain('No answer.')
    expect(lostWords(kept, connection({ state: 'connecting' }), now).connect).toBeNull()
  })
})

describe('places for a new terminal', () => {
  it('are the hosts of each site with their roles, kept shells, and this computer', () => {
    expect(hostPlaces(site)).toHaveLength(2)
    const shell = { by: 'tmux', name: 'farscope-1', attached: false, createdAt: at } as const
    const entries = newEntries([site], [{ place: { kind: 'site', site: 'nl', host: 'login' }, shell }], now)
    const labels = entries.map(entry => (entry.kind === 'line' ? '-' : entry.label))
    expect(labels).toEqual(['Northlight', 'login', 'krios1', 'tmux farscope-1', '-', 'This computer'])
    expect(entries[2]).toMatchObject({ note: 'instrument' })
  })
})
