/** The sites of this user: what is stored, what lives only as long as this engine, and how each is reached. */
import { join } from 'node:path'
import type {
  ConnectionView,
  FacilityFile,
  Site,
  SiteCheck,
  SiteHost,
  SiteProblem,
  SiteView,
  SshConfigView,
  TrustedKey
} from '@contract/sites'
import { Failure } from '@domain/failure'
import { hostForRole } from '@domain/sites/roles'
import { facilityFromSite, type OwnAccess, parseFacilityFile, siteFromFacility } from '@domain/sites/site-record'
import { demoSiteName, siteProblem } from '@domain/sites/site-rules'
import { createBroadcast } from '../broadcast'
import type { DemoHandle, Platform } from '../platform'
import type { PromptBroker } from '../prompts/prompt-broker'
import type { HostChoice, SiteAccess } from '../site-access'
import type { AcquireContext, AskPrompt, Connections, HostKeyPolicy, HostTarget } from '../ssh/types'
import { createConnectionPrompts } from './connection-prompts'
import { createConnectionSecrets } from './connection-secrets'
import { type ConnectionsOfSites, createConnectionViews } from './connection-views'
import { type EphemeralAccess, ephemeralTarget } from './ephemeral-target'
import { checkSite } from './site-check'
import { createSiteFiles } from './site-files'
import { learnSiteKeys } from './site-trust'
import type { SshConfigSource } from './ssh-config-source'
import { resolveTarget } from './targets'

export interface SitesDependencies {
  platform: Platform
  broker: PromptBroker
  /** Makes the SSH layer; its questions go through `ask`. */
  openConnections(ask: AskPrompt): Connections
  sshConfig: SshConfigSource
}

export interface Sites {
  /** Sorted by name; reads the folder anew each time. Files that cannot be read are in `problems`. */
  list(): Promise<SiteView[]>
  watch(signal: AbortSignal | undefined): AsyncGenerator<SiteView[], void, void>
  problems(): Promise<SiteProblem[]>
  /** `unknown-site`; `corrupt` or `unsupported` when its file cannot be read. */
  show(name: string): Promise<SiteView>
  save(site: Site, replace: boolean): Promise<SiteView>
  remove(name: string): Promise<void>
  addHost(site: string, host: SiteHost): Promise<SiteView>
  removeHost(site: string, host: string): Promise<SiteView>
  /** A host that cannot be reached is an entry with its code, no error of the call. */
  check(name: string, signal: AbortSignal | undefined): Promise<SiteCheck>
  trust(name: string, policy: HostKeyPolicy, signal: AbortSignal | undefined): Promise<TrustedKey[]>
  sshConfig(file: string | undefined): Promise<SshConfigView>
  importFacility(text: string, own: OwnAccess, replace: boolean): Promise<SiteView>
  exportFacility(name: string): Promise<FacilityFile>
  /** A site that is never written to disk (the demo facility); gone when the returned function is called. */
  addEphemeral(site: SiteView, access: EphemeralAccess): () => void
  /** The host that a choice means, and what to dial for it now. */
  target(site: string, choice: HostChoice): Promise<HostTarget>
  /** The site `demo`, marked as such; gone when the returned function is called. */
  addDemo(handle: DemoHandle): Promise<() => Promise<void>>
  connectionList(): ConnectionView[]
  readonly connections: ConnectionsOfSites
  readonly access: SiteAccess
  /** Ends every connection. */
  close(): Promise<void>
}

interface Ephemeral {
  site: SiteView
  access: EphemeralAccess
}

const unknownSite = (name: string): Failure =>
  new Failure('unknown-site', `There is no site called ${name}.`, {
    hint: 'See "farscope site list", or add it with "farscope site add".'
  })

const unknownHost = (site: string, host: string): Failure =>
  new Failure('not-found', `The site ${site} has no host called ${host}.`, {
    hint: `See "farscope site show ${site}".`
  })

const taken = (name: string): Failure =>
  new Failure('exists', `There is a site called ${name} already.`, {
    hint: 'Choose another name, or replace it on purpose.'
  })

/** By our name or by role, see `SiteAccess`. */
function chooseHost(site: Site, choice: HostChoice): SiteHost {
  const host = 'host' in choice ? site.hosts.find(({ name }) => name === choice.host) : hostForRole(site, choice.role)
  if (host) return host
  throw unknownHost(site.name, 'host' in choice ? choice.host : choice.role)
}

/** The demo facility as a site. */
function demoSite({ host, port, user }: Pick<DemoHandle, 'host' | 'port' | 'user'>): SiteView {
  const main: SiteHost = { name: 'main', host, port, user, identityFiles: [], jumps: [], roles: [], hostKeys: [] }
  return { version: 1, name: demoSiteName, label: 'Demo facility', hosts: [main], demo: true }
}

export function createSites({ platform, broker, openConnections, sshConfig }: SitesDependencies): Sites {
  const prompts = createConnectionPrompts(broker, createConnectionSecrets(platform.secrets, platform.log))
  const connections = openConnections(prompts.ask)
  connections.onChange(() => prompts.observe(connections.list()))
  const files = createSiteFiles(join(platform.dataFolder, 'sites'), message => platform.log.warn(message))
  const ephemeral = new Map<string, Ephemeral>()
  const changes = createBroadcast<void>(() => {})
  let lastWrite: Promise<unknown> = Promise.resolve()

  /** Changes are read, changed, written: one after the other, so that none is lost. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = lastWrite.then(work, work)
    lastWrite = turn
    return turn
  }

  async function list(): Promise<SiteView[]> {
    const stored = (await files.readAll()).sites.filter(site => !ephemeral.has(site.name))
    const views = stored.map(site => ({ ...site, demo: false }))
    return [...views, ...[...ephemeral.values()].map(({ site }) => site)].sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  async function* watch(signal: AbortSignal | undefined): AsyncGenerator<SiteView[], void, void> {
    const stop = files.onChange(() => changes.publish())
    try {
      for await (const _ of changes.follow(signal)) yield await list()
    } finally {
      stop()
    }
  }

  async function show(name: string): Promise<SiteView> {
    const temporary = ephemeral.get(name)
    if (temporary) return temporary.site
    const stored = await files.read(name)
    if (!stored) throw unknownSite(name)
    return { ...stored, demo: false }
  }

  async function stored(name: string): Promise<Site> {
    if (ephemeral.has(name))
      throw new Failure('not-allowed', `${name} is the demo facility; it cannot be changed.`, {
        hint: 'It is gone when the demo ends.'
      })
    const site = await files.read(name)
    if (!site) throw unknownSite(name)
    return site
  }

  /** Links by what a host was before the change are closed; the next use makes new ones. */
  function closeChanged(before: Site | undefined, after: Site | undefined): void {
    for (const host of before?.hosts ?? []) {
      const now = after?.hosts.find(({ name }) => name === host.name)
      if (before && JSON.stringify(now) !== JSON.stringify(host))
        connections.close({ site: before.name, hostName: host.name })
    }
  }

  async function write(site: Site, before: Site | undefined): Promise<SiteView> {
    const problem = siteProblem(site)
    if (problem) throw new Failure('usage', `The site ${site.name} cannot be saved. ${problem}`)
    await files.write(site)
    closeChanged(before, site)
    changes.publish()
    return { ...site, demo: false }
  }

  function save(site: Site, replace: boolean): Promise<SiteView> {
    return inTurn(async () => {
      if (site.name === demoSiteName)
        throw new Failure('usage', `The name ${demoSiteName} is kept for the demo facility.`, {
          hint: 'Choose another name.'
        })
      const { sites, problems } = await files.readAll()
      const names = [...sites, ...problems].map(({ name }) => name)
      // Also on a file system that takes A.json and a.json for one file.
      const same = names.find(name => name.toLowerCase() === site.name.toLowerCase())
      if (same !== undefined && !(replace && same === site.name)) throw taken(same)
      return write(
        site,
        sites.find(({ name }) => name === site.name)
      )
    })
  }

  function remove(name: string): Promise<void> {
    return inTurn(async () => {
      // A file that cannot be read can still be removed.
      const before = await stored(name).catch((error: unknown) => {
        const failure = Failure.from(error)
        if (failure.code === 'corrupt' || failure.code === 'unsupported') return undefined
        throw failure
      })
      if (!(await files.remove(name))) throw unknownSite(name)
      closeChanged(before, undefined)
      changes.publish()
    })
  }

  function addHost(name: string, host: SiteHost): Promise<SiteView> {
    return inTurn(async () => {
      const site = await stored(name)
      if (site.hosts.some(other => other.name === host.name))
        throw new Failure('exists', `The site ${name} has a host called ${host.name} already.`, {
          hint: 'Choose another name for the host, or remove the other first.'
        })
      return write({ ...site, hosts: [...site.hosts, host] }, site)
    })
  }

  function removeHost(name: string, host: string): Promise<SiteView> {
    return inTurn(async () => {
      const site = await stored(name)
      const hosts = site.hosts.filter(other => other.name !== host)
      if (hosts.length === site.hosts.length) throw unknownHost(name, host)
      if (hosts.length === 0)
        throw new Failure('usage', `${host} is the only host of ${name}.`, {
          hint: `Remove the whole site with "farscope site remove ${name}".`
        })
      return write({ ...site, hosts }, site)
    })
  }

  function toTarget(site: Site, host: SiteHost): Promise<HostTarget> {
    const temporary = ephemeral.get(site.name)
    if (temporary) return Promise.resolve(ephemeralTarget(site.name, host, temporary.access))
    return resolveTarget(site.name, host, sshConfig, platform.homeFolder)
  }

  async function target(name: string, choice: HostChoice): Promise<HostTarget> {
    const site = await show(name)
    return toTarget(site, chooseHost(site, choice))
  }

  function addEphemeral(site: SiteView, access: EphemeralAccess): () => void {
    if (ephemeral.has(site.name)) throw taken(site.name)
    ephemeral.set(site.name, { site, access })
    changes.publish()
    return () => {
      if (ephemeral.get(site.name)?.site !== site) return
      ephemeral.delete(site.name)
      closeChanged(site, undefined)
      changes.publish()
    }
  }

  const access: SiteAccess = {
    connection: async (name, choice, signal) => connections.acquire(await target(name, choice), context(signal))
  }

  const context = (signal: AbortSignal | undefined): AcquireContext => ({ signal })

  return {
    list,
    watch,
    problems: async () => (await files.readAll()).problems,
    show,
    save,
    remove,
    addHost,
    removeHost,
    check: async (name, signal) => {
      const site = await show(name)
      return checkSite(site, host => toTarget(site, host), connections, context(signal))
    },
    trust: async (name, policy, signal) => {
      const site = await show(name)
      return learnSiteKeys(site, host => toTarget(site, host), connections, policy, context(signal))
    },
    sshConfig: file => sshConfig.view(file),
    importFacility: (text, own, replace) =>
      Promise.resolve().then(() => save(siteFromFacility(parseFacilityFile(text), own), replace)),
    exportFacility: async name => facilityFromSite(await show(name)),
    addEphemeral,
    addDemo: async ({ privateKeyFile, hostKey, ...handle }) => {
      const dispose = addEphemeral(demoSite(handle), { privateKeyFile, knownHostsLine: hostKey.knownHostsLine })
      return async () => dispose()
    },
    connectionList: () => connections.list(),
    connections: createConnectionViews(connections, target, platform.clock),
    target,
    access,
    close: () => connections.closeAll()
  }
}
