import type { ConnectionView, SiteView } from '@contract/sites'
import { Failure } from '@domain/failure'
import { expect, it } from 'vitest'
import { returningPanes, standingLinks } from '../../../../src/renderer/features/terminals/kept-return'
import { newPane, type TerminalPane } from '../../../../src/renderer/features/terminals/terminal-tabs'

const host = {
  name: 'login',
  host: 'nl',
  port: 22,
  identityFiles: [],
  jumps: [],
  hostKeys: [],
  roles: ['login' as const]
}
const site: SiteView = { version: 1, name: 'nl', label: 'Northlight', demo: false, hosts: [host] }
const link = (state: ConnectionView['state']): ConnectionView => ({
  ...{ site: 'nl', host: 'login', state, since: '2026-11-17T20:18:00Z', roundTripMs: null, roundTripAt: null },
  ...{ channels: 0, channelKinds: { terminal: 0, exec: 0, sftp: 0, tunnel: 0 }, channelLimit: null, further: 0 },
  ...{ bytesIn: 0, bytesOut: 0, hops: [], serverVersion: null, algorithms: null, logins: 1, needsPerson: false },
  ...{ retry: null, error: null, lastError: null }
})
const kept = { by: 'tmux', name: 'farscope-1' } as const
const place = { kind: 'site', site: 'nl' } as const
const failed = { kind: 'failed', failure: new Failure('unreachable', 'No route.') } as const
const pane = (change: Partial<TerminalPane>): TerminalPane => ({
  ...{ ...newPane('a', { place, kept }), phase: failed },
  ...change
})
const none = standingLinks([])

it('A kept shell that could not be shown is shown when its host is connected, once', () => {
  expect(returningPanes([pane({})], [site], [link('connecting')], none)).toEqual([])
  expect(returningPanes([pane({})], [site], [link('connected')], none)).toEqual(['a'])
  expect(returningPanes([pane({})], [site], [link('connected')], standingLinks([link('connected')]))).toEqual([])
})

it('Others wait for a person: shells that were not kept, that ended, or that are on another host', () => {
  const others = [
    pane({ kept: undefined }),
    pane({ phase: { kind: 'ended', reason: 'Gone.' } }),
    pane({ place: { kind: 'site', site: 'other' } })
  ]
  expect(returningPanes(others, [site], [link('connected')], none)).toEqual([])
})
