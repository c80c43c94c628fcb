import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { ConnectionView, SiteView } from '@contract/sites'
import type { Tunnel } from '@contract/tunnel'
import { unknownSite } from '@domain/sites/unknown-site'
import { afterEach, expect, it } from 'vitest'
import { createBroadcast } from '../../../src/main/broadcast'
import { silentLog, systemClock } from '../../../src/main/platform'
import type { Connection } from '../../../src/main/ssh/types'
import { createTunnels, type Tunnels } from '../../../src/main/tunnels/tunnels'
import { endServers, local, tcpServer } from './tunnel-rig'

/** A link whose far side is this computer: what a tunnel needs of one, and no server. */
function fakeLink() {
  const listeners = new Set<(reason: Error | undefined) => void>()
  const link = {
    connected: true,
    target: { host: 'far', hostName: 'main', forwards: [] },
    onLost: (listener: (reason: Error | undefined) => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    forwardOut: async (host: string, port: number): Promise<Socket> => connect({ host, port, allowHalfOpen: true })
  }
  const end = (reason: Error | undefined): void => {
    link.connected = false
    for (const listener of listeners) listener(reason)
  }
  // Only what a tunnel asks of a connection is there.
  return { connection: link as unknown as Connection, end }
}

function world(site: Partial<SiteView>) {
  const sites = new Map<string, SiteView>()
  const host = { name: 'main', host: 'far', identityFiles: [], jumps: [], roles: [], hostKeys: [] }
  sites.set('em', { version: 1, name: 'em', hosts: [host], demo: false, ...site })
  let link = fakeLink()
  let views: Partial<ConnectionView>[] = []
  // Of a view only these fields are looked at.
  const changes = createBroadcast(() => views as ConnectionView[])
  const tunnels = createTunnels({
    platform: { clock: systemClock, log: silentLog },
    access: { connection: async () => link.connection },
    sites: {
      list: async () => [...sites.values()],
      watch: async function* () {
        yield [...sites.values()]
      },
      show: async name => {
        const found = sites.get(name)
        if (!found) throw unknownSite(name)
        return found
      },
      save: async record => {
        const saved = { ...record, demo: false }
        sites.set(record.name, saved)
        return saved
      }
    },
    connections: { watch: changes.follow }
  })
  const say = (state: ConnectionView['state'], since: string): void => {
    views = [{ site: 'em', host: 'main', state, since }]
    changes.publish()
  }
  return {
    tunnels,
    sites,
    connect: (since = '1') => {
      link = fakeLink()
      say('connected', since)
    },
    lose: () => link.end(new Error('lost')),
    disconnect: () => {
      link.end(undefined)
      say('closed', '0')
    }
  }
}

let tunnels: Tunnels | undefined
const start = (site: Partial<SiteView> = {}) => {
  const one = world(site)
  tunnels = one.tunnels
  return one
}
afterEach(async () => {
  endServers()
  await tunnels?.close()
})

const stateOf = async (name: string): Promise<string | undefined> =>
  (await tunnels?.list())?.find(({ tunnel }) => tunnel.name === name)?.state
const withLink = (name: string, port: number): Tunnel => ({ ...local(name, port), start: 'connection' })

it('tunnels of the demo facility live as long as the engine, and are not written', async () => {
  const one = start({ demo: true })
  const view = await one.tunnels.save('em', local('web', 80), false)
  expect(view).toMatchObject({ saved: false, state: 'stopped' })
  expect(one.sites.get('em')?.tunnels).toBeUndefined()
  expect(await stateOf('web')).toBe('stopped')
  await one.tunnels.remove('em', 'web')
  expect(await one.tunnels.list()).toEqual([])
})

it('one that was stopped by hand stays so when its link was only lost, and opens with the next connection', async () => {
  const one = start()
  await one.tunnels.save('em', withLink('auto', await tcpServer(socket => socket.end())), false)
  one.connect('1')
  await expect.poll(() => stateOf('auto')).toBe('listening')
  await one.tunnels.stop('em', 'auto')
  one.lose()
  one.connect('2')
  await pause(100)
  expect(await stateOf('auto')).toBe('stopped')
  one.disconnect()
  await pause(50)
  one.connect('3')
  await expect.poll(() => stateOf('auto')).toBe('listening')
})

it('one goes with its site', async () => {
  const one = start()
  await one.tunnels.save('em', local('web', 80), false)
  await one.tunnels.start('em', 'web', undefined)
  one.sites.delete('em')
  one.disconnect()
  await expect.poll(() => one.tunnels.list()).toEqual([])
  expect(one.tunnels.running()).toEqual([])
})

it('one takes its port again when the link is back, and no other of ours may have it', async () => {
  const one = start()
  await one.tunnels.save('em', local('web', 80), false)
  const view = await one.tunnels.start('em', 'web', undefined)
  one.lose()
  await expect.poll(() => stateOf('web')).toBe('waiting')
  const other = await one.tunnels.save(
    'em',
    local('thief', 80, { listen: view.listening ?? { address: '', port: 0 } }),
    false
  )
  one.connect('2')
  await expect.poll(() => stateOf('web')).toBe('listening')
  await expect(one.tunnels.start('em', other.tunnel.name, undefined)).rejects.toMatchObject({ code: 'exists' })
})

it('a host that is not of the site carries none', async () => {
  const one = start()
  await expect(one.tunnels.save('em', local('web', 80, { host: 'gpu' }), false)).rejects.toMatchObject({
    code: 'not-found',
    hint: expect.stringContaining('main')
  })
  await expect(one.tunnels.hold('nowhere', [local('web', 80)], undefined).next()).rejects.toMatchObject({
    code: 'unknown-site'
  })
})

it('counts those that are in use', async () => {
  const one = start()
  const far = await tcpServer(socket => void socket.resume().on('end', () => socket.end()))
  await one.tunnels.save('em', local('web', far), false)
  const { listening } = await one.tunnels.start('em', 'web', undefined)
  expect(one.tunnels.inUse()).toBe(0)
  const socket = connect(listening?.port ?? 0, '127.0.0.1')
  await expect.poll(() => one.tunnels.inUse()).toBe(1)
  socket.end()
  await expect.poll(() => one.tunnels.inUse()).toBe(0)
})
