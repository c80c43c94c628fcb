import type { Tunnel } from '@contract/tunnel'
import { isLoopback, listenText, tunnelText } from '@domain/tunnels/tunnel-text'
import { expect, it } from 'vitest'

const local: Tunnel = {
  ...{ kind: 'local', name: 'db', start: 'hand' },
  ...{ listen: { address: '127.0.0.1', port: 0 }, to: { host: '::1', port: 5432 } }
}

it('knows which addresses only this computer reaches', () => {
  expect(['127.0.0.1', '127.3.2.1', '::1', 'localhost'].map(isLoopback)).toEqual([true, true, true, true])
  expect(['0.0.0.0', '::', '10.0.0.1', '128.0.0.1', 'localhost.example'].map(isLoopback)).not.toContain(true)
})

it('says from where to where, with the real port once there is one', () => {
  expect(listenText(local, null)).toBe('127.0.0.1:any free port')
  expect(tunnelText('em', local, { address: '127.0.0.1', port: 10 })).toBe('127.0.0.1:10 here → [::1]:5432 behind em')
  const { to: _to, ...rest } = local
  expect(tunnelText('em', { ...rest, kind: 'dynamic' }, null)).toContain('SOCKS')
  expect(tunnelText('em', { ...local, kind: 'remote' }, { address: '127.0.0.1', port: 9 })).toBe(
    '127.0.0.1:9 on em → [::1]:5432 here'
  )
})
