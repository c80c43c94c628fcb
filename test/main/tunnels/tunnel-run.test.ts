import { setTimeout as pause } from 'node:timers/promises'
import { Failure } from '@domain/failure'
import { expect, it } from 'vitest'
import { systemClock } from '../../../src/main/platform'
import type { Connection } from '../../../src/main/ssh/types'
import { createTunnelRun } from '../../../src/main/tunnels/tunnel-run'
import { remote } from './tunnel-rig'

/** A link to a server that takes its time to listen, and listens at a port once. */
function slowLink() {
  const listeners = new Set<(reason: Error | undefined) => void>()
  const taken = new Set<number>()
  const link = {
    connected: true,
    target: { host: 'far', hostName: 'main' },
    asked: 0,
    onLost: (listener: (reason: Error | undefined) => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async forwardIn(_address: string, port: number) {
      link.asked++
      await pause(20)
      port ||= 43_210
      if (taken.has(port)) throw new Failure('not-allowed', 'The port is in use there.')
      taken.add(port)
      return { port, close: async () => void taken.delete(port) }
    }
  }
  const lose = (): void => {
    link.connected = false
    for (const listener of [...listeners]) listener(new Error('lost'))
  }
  // Only what a tunnel asks of a connection is there.
  return { link, lose, connection: link as unknown as Connection }
}

it('A tunnel whose link is back listens once, however many tell it at the same moment', async () => {
  let now = slowLink()
  const run = createTunnelRun({
    site: 'em',
    tunnel: { ...remote('web', 80), listen: { address: '127.0.0.1', port: 8080 } },
    origin: 'saved',
    access: { connection: async () => now.connection, hold: () => () => undefined },
    clock: systemClock,
    changed: () => undefined,
    lost: () => undefined
  })
  await run.start({})
  now.lose()
  expect(run.state).toBe('waiting')
  now = slowLink()
  await Promise.allSettled([run.back(now.connection), run.start({ automatic: true }), run.back(now.connection)])
  expect([run.state, run.view().error, now.link.asked]).toEqual(['listening', null, 1])
  now.lose()
  now = slowLink()
  await Promise.allSettled([run.start({ automatic: true }), run.back(now.connection)])
  expect([run.state, run.view().error, now.link.asked]).toEqual(['listening', null, 1])
  await run.stop()
})

it('A tunnel at any free port keeps its port while it waits for its link, and says it', async () => {
  let now = slowLink()
  const run = createTunnelRun({
    site: 'em',
    tunnel: { ...remote('web', 80), listen: { address: '127.0.0.1', port: 0 } },
    origin: 'saved',
    access: { connection: async () => now.connection, hold: () => () => undefined },
    clock: systemClock,
    changed: () => undefined,
    lost: () => undefined
  })
  expect(run.view().listening).toBeNull()
  await run.start({})
  now.lose()
  expect(run.view()).toMatchObject({ state: 'waiting', listening: { port: 43_210 } })
  now = slowLink()
  await run.back(now.connection)
  expect(run.view()).toMatchObject({ state: 'listening', listening: { port: 43_210 } })
  await run.stop()
  expect(run.view()).toMatchObject({ state: 'stopped', listening: null })
})
