import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Site, SiteHost } from '@contract/sites'
import { formatSite } from '@domain/sites/site-record'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { memorySecrets } from '../../../src/main/keyring'
import { type Platform, silentLog, systemClock } from '../../../src/main/platform'
import { createPromptBroker } from '../../../src/main/prompts/prompt-broker'
import { createSites, type Sites } from '../../../src/main/sites/sites'
import type { SshConfigSource } from '../../../src/main/ssh/ssh-config-source'
import type { Connections, HostTarget } from '../../../src/main/ssh/types'

const host = (name: string, more: Partial<SiteHost> = {}): SiteHost => ({
  name,
  host: `${name}.example.org`,
  identityFiles: [],
  jumps: [],
  roles: [],
  hostKeys: [],
  ...more
})
const site = (name: string, ...hosts: SiteHost[]): Site => ({
  version: 1,
  name,
  hosts: hosts.length ? hosts : [host('main')]
})

const config: SshConfigSource = {
  resolve: async (alias, given) => ({
    host: alias,
    port: given.port ?? 22,
    user: given.user ?? 'ada',
    identityFiles: [],
    identitiesOnly: false,
    connectTimeoutSeconds: 20,
    keepAliveSeconds: 30,
    forwards: [],
    proxyJump: alias === 'far.example.org' ? [{ host: 'gate', user: 'ada-gate', identityFiles: [] }] : []
  }),
  view: async () => ({ file: '', includedFiles: [], hosts: [], unused: [] })
}

let folder: string
let closed: string[]
let sites: Sites

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farscope-sites-'))
  closed = []
  const connections: Connections = {
    acquire: () => Promise.reject(new Error('no network in this test')),
    further: () => Promise.reject(new Error('no network in this test')),
    learnHostKeys: async () => [],
    peek: () => undefined,
    list: () => [],
    onChange: () => () => {},
    find: () => undefined,
    stopRetrying: () => {},
    sleep: () => {},
    wake: async () => {},
    close: (target: Pick<HostTarget, 'site' | 'hostName'>) => void closed.push(`${target.site}/${target.hostName}`),
    closeAll: async () => {}
  }
  const platform: Platform = {
    door: 'cli',
    version: '0',
    dataFolder: folder,
    homeFolder: folder,
    user: 'ada',
    environment: {},
    clock: systemClock,
    log: silentLog,
    secrets: memorySecrets(),
    notify: () => {}
  }
  const broker = createPromptBroker(systemClock, () => 'id')
  sites = createSites({ platform, broker, openConnections: () => connections, sshConfig: config })
})
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))

const names = async (): Promise<string[]> => (await sites.list()).map(({ name }) => name)

describe('stored sites', () => {
  it('are files of the user alone, one each, with nothing left beside them', async () => {
    await sites.save(site('b'), false)
    await sites.save(site('a'), false)
    expect(await names()).toEqual(['a', 'b'])
    expect((await readdir(join(folder, 'sites'))).sort()).toEqual(['a.json', 'b.json'])
    expect((await stat(join(folder, 'sites', 'a.json'))).mode & 0o777).toBe(0o600)
  })

  it('are not overwritten unless asked for, also under a name that differs in case alone', async () => {
    await sites.save(site('em'), false)
    await expect(sites.save(site('em'), false)).rejects.toMatchObject({ code: 'exists' })
    await expect(sites.save(site('EM'), true)).rejects.toMatchObject({ code: 'exists' })
    await sites.save({ ...site('em'), label: 'new' }, true)
    expect((await sites.show('em')).label).toBe('new')
  })

  it('that cannot be read are named without hiding the others', async () => {
    await sites.save(site('good'), false)
    await writeFile(join(folder, 'sites', 'bad.json'), '{')
    await writeFile(join(folder, 'sites', 'newer.json'), '{"version": 9}')
    expect(await names()).toEqual(['good'])
    const problems = await sites.problems()
    expect(problems.map(({ name, error }) => [name, error.code])).toEqual([
      ['bad', 'corrupt'],
      ['newer', 'unsupported']
    ])
    await expect(sites.show('bad')).rejects.toMatchObject({ code: 'corrupt' })
    await sites.remove('bad')
    expect(await sites.problems()).toHaveLength(1)
  })

  it('keep every host that is added at the same time', async () => {
    await sites.save(site('em'), false)
    await Promise.all(['a', 'b', 'c'].map(name => sites.addHost('em', host(name))))
    expect((await sites.show('em')).hosts.map(({ name }) => name)).toEqual(['main', 'a', 'b', 'c'])
    await sites.removeHost('em', 'b')
    await expect(sites.removeHost('em', 'b')).rejects.toMatchObject({ code: 'not-found' })
    await expect(sites.addHost('em', host('a'))).rejects.toMatchObject({ code: 'exists' })
  })

  it('close the connections of what was changed or removed', async () => {
    await sites.save(site('em', host('main'), host('dtn')), false)
    await sites.save(site('em', host('main'), host('dtn', { port: 2022 })), true)
    expect(closed).toEqual(['em/dtn'])
    await sites.remove('em')
    expect(closed).toEqual(['em/dtn', 'em/main', 'em/dtn'])
    await expect(sites.show('em')).rejects.toMatchObject({ code: 'unknown-site' })
  })

  it('are shown anew when somebody edits their file', async () => {
    await mkdir(join(folder, 'sites'))
    const stop = new AbortController()
    const seen = sites.watch(AbortSignal.any([stop.signal, AbortSignal.timeout(15_000)]))
    expect((await seen.next()).value).toEqual([])
    await writeFile(join(folder, 'sites', 'em.json'), formatSite(site('em')))
    expect((await seen.next()).value).toMatchObject([{ name: 'em', demo: false }])
    stop.abort()
    expect((await seen.next()).done).toBe(true)
  })
})

describe('the demo site', () => {
  const handle = {
    host: '127.0.0.1',
    port: 4022,
    user: 'me',
    privateKeyFile: '/scratch/key',
    hostKey: { knownHostsLine: '[127.0.0.1]:4022 ssh-ed25519 AAAAdemo' },
    root: '/scratch',
    bookings: '/scratch/bookings',
    close: async () => {}
  }

  it('is there while it runs, trusts its own key alone, and is never on disk', async () => {
    const remove = await sites.addDemo(handle)
    expect(await sites.list()).toMatchObject([{ name: 'demo', demo: true }])
    expect(await sites.target('demo', { role: 'transfer' })).toMatchObject({
      port: 4022,
      hostKeys: ['ssh-ed25519 AAAAdemo'],
      identityFiles: ['/scratch/key'],
      identitiesOnly: true,
      identityAgent: 'none'
    })
    await expect(sites.remove('demo')).rejects.toMatchObject({ code: 'not-allowed' })
    await remove()
    expect(await sites.list()).toEqual([])
    expect(await readdir(folder)).toEqual([])
  })

  it('leaves its name to no other', async () => {
    await expect(sites.save(site('demo'), true)).rejects.toMatchObject({ code: 'usage' })
  })
})

describe('the host of a kind of work', () => {
  it('is the one with the role, else the login host', async () => {
    await sites.save(site('em', host('dtn', { roles: ['transfer'] }), host('login', { roles: ['login'] })), false)
    expect((await sites.target('em', { role: 'transfer' })).hostName).toBe('dtn')
    expect((await sites.target('em', { role: 'login' })).hostName).toBe('login')
    expect((await sites.target('em', { role: 'display' })).hostName).toBe('login')
    await expect(sites.target('em', { host: 'none' })).rejects.toMatchObject({ code: 'not-found' })
  })

  it('is reached as ssh_config says, unless the site says otherwise', async () => {
    const jump = { host: 'other', user: 'me', port: 2200, identityFiles: ['~/key'] }
    const far = { host: 'far.example.org' }
    await sites.save(site('em', host('main', far), host('own', { ...far, user: 'bob', jumps: [jump] })), false)
    expect(await sites.target('em', { host: 'main' })).toMatchObject({ user: 'ada', jumps: [{ host: 'gate' }] })
    expect(await sites.target('em', { host: 'own' })).toMatchObject({
      user: 'bob',
      jumps: [{ host: 'other', user: 'me', port: 2200, identityFiles: [join(folder, 'key')] }]
    })
  })
})

describe('a check', () => {
  it('gives a host that cannot be reached as an entry, not as an error', async () => {
    await sites.save(site('em'), false)
    const { hosts } = await sites.check('em', undefined)
    expect(hosts).toMatchObject([{ host: 'main', ssh: { ok: false }, sftp: { ok: false }, slurm: null }])
  })
})

describe('a facility file', () => {
  it('becomes a site with the own user, and nothing is stored of a bad one', async () => {
    const text = await readFile(join(import.meta.dirname, '../../../docs/facility.example.json'), 'utf8')
    await sites.importFacility(text, { user: 'ada', identityFiles: [] }, false)
    expect((await sites.show('emhall')).hosts[0]?.user).toBe('ada')
    const bad = sites.importFacility('{', { identityFiles: [] }, false)
    await expect(bad).rejects.toMatchObject({ code: 'corrupt' })
    expect(await names()).toEqual(['emhall'])
  })
})
