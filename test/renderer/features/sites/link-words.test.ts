import type { ConnectionView } from '@contract/sites'
import { describe, expect, it } from 'vitest'
import {
  channelsText,
  loginsText,
  retrySentence,
  stateSentence,
  wayText
} from '../../../../src/renderer/features/sites/links/link-words'

const now = Date.parse('2026-01-01T12:00:10Z')
const link = (changes: Partial<ConnectionView> = {}): ConnectionView => ({
  ...{ site: 'em', host: 'main', state: 'connected', since: '2026-01-01T12:00:00Z', roundTripMs: 12 },
  ...{ roundTripAt: null, channels: 0, channelLimit: null, further: 0, bytesIn: 0, bytesOut: 0, hops: [] },
  channelKinds: { terminal: 0, exec: 0, sftp: 0, tunnel: 0 },
  ...{ serverVersion: null, algorithms: null, logins: 1, needsPerson: false, retry: null, error: null },
  lastError: null,
  ...changes
})

describe('a link in words', () => {
  it('says since when it is as it is', () => {
    expect(stateSentence(undefined, now)).toBe('not connected')
    expect(stateSentence(link(), now)).toBe('connected for 10 s')
    expect(stateSentence(link({ state: 'lost' }), now)).toBe('link lost 10 s ago')
  })

  it('says when it is tried again, and by whom', () => {
    const at = '2026-01-01T12:00:16Z'
    expect(retrySentence(link({ retry: { at, attempt: 3 } }), now)).toBe('Trying again in 6 s (try 3).')
    expect(retrySentence(link({ retry: { at, attempt: 3 } }), now + 9_000)).toBe('Trying now (try 3).')
    expect(retrySentence(link({ needsPerson: true }), now)).toContain('needs you')
    expect(retrySentence(link(), now)).toContain('not tried')
  })

  it('names every hop, and the port where it is not the usual one', () => {
    expect(wayText([])).toBe('unknown')
    const hops = [
      { user: 'jump', host: 'bastion', port: 22 },
      { user: 'cryo', host: '::1', port: 2222 }
    ]
    expect(wayText(hops)).toBe('jump@bastion, then cryo@[::1]:2222')
  })

  it('counts sessions against the limit, tunnels beside it', () => {
    expect(channelsText(link())).toBe('0 open, no limit met')
    const channelKinds = { terminal: 2, exec: 1, sftp: 1, tunnel: 5 }
    expect(channelsText(link({ channels: 9, channelLimit: 10, channelKinds }))).toBe(
      '4 of 10 sessions: 2 terminals, 1 for files, 1 command, 5 through tunnels'
    )
  })

  it('says how often somebody logged in', () => {
    expect(loginsText(link())).toBe('1 time by this Farscope')
    expect(loginsText(link({ logins: 2, needsPerson: true, further: 1 }))).toBe(
      '2 times by this Farscope; the last one asked you; 1 further link for transfers and shells'
    )
  })
})
