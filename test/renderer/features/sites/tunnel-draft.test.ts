import type { Tunnel } from '@contract/tunnel'
import { describe, expect, it } from 'vitest'
import {
  draftOfTunnel,
  emptyTunnelDraft,
  isShared,
  type TunnelDraft,
  tunnelOfDraft
} from '../../../../src/renderer/features/sites/links/tunnel-draft'

const draft = (changes: Partial<TunnelDraft>): TunnelDraft => ({
  ...emptyTunnelDraft,
  toHost: 'gpu01',
  toPort: 8888,
  ...changes
})
const wrongField = (changes: Partial<TunnelDraft>, taken: string[] = []): string | undefined => {
  const result = tunnelOfDraft(draft(changes), taken)
  return result.ok ? undefined : result.field
}

describe('the form of a tunnel', () => {
  it('makes one on loopback, at any free port, started by hand and named by what it is', () => {
    expect(tunnelOfDraft(draft({}), ['local-any'])).toEqual({
      ok: true,
      tunnel: {
        ...{ kind: 'local', name: 'local-any-2', start: 'hand' },
        ...{ listen: { address: '127.0.0.1', port: 0 }, to: { host: 'gpu01', port: 8888 } }
      }
    })
  })

  it('says which field is wrong', () => {
    expect(wrongField({ toHost: ' ' })).toBe('toHost')
    expect(wrongField({ toHost: '-x' })).toBe('toHost')
    expect(wrongField({ toPort: undefined })).toBe('toPort')
    expect(wrongField({ toPort: 0 })).toBe('toPort')
    expect(wrongField({ listenPort: 70_000 })).toBe('listenPort')
    expect(wrongField({ listenPort: 1.5 })).toBe('listenPort')
    expect(wrongField({ name: 'a b' })).toBe('name')
    expect(wrongField({ name: 'web' }, ['web'])).toBe('name')
  })

  it('needs no place for a proxy', () => {
    expect(wrongField({ kind: 'dynamic', toHost: '', toPort: undefined })).toBeUndefined()
  })

  it('gives back what it was given', () => {
    const tunnel: Tunnel = {
      ...{ kind: 'remote', name: 'back', host: 'gpu', start: 'connection' },
      ...{ listen: { address: '0.0.0.0', port: 9000 }, to: { host: 'localhost', port: 80 } }
    }
    expect(isShared(draftOfTunnel(tunnel))).toBe(true)
    expect(tunnelOfDraft(draftOfTunnel(tunnel), [])).toEqual({ ok: true, tunnel })
  })
})
