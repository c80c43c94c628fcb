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
import { hostForRole } from '@domain/sites/roles'
import { facilityFromSite, type OwnAccess, parseFacilityFile, siteFromFacility } from '@domain/sites/site-record'
import { demoSiteName } from '@domain/sites/site-rules'
import { createBroadcast } from '../broadcast'
import type { DemoHandle, Platform } from '../platform'
import type { PromptBroker } from '../prompts/prompt-broker'
import type { HostChoice, SiteAccess } from '../site-access'
import { createLinkKeeper } from '../ssh/link-keeper'
import type { SshConfigSource } from '../ssh/ssh-config-source'
import type { AskPrompt, Connections, HostKeyPolicy, HostTarget } from '../ssh/types'
import { createConnectionPrompts } from './connection-prompts'
import { createConnectionSecrets } from './connection-secrets'
import { type ConnectionsOfSites, createConnectionViews } from './connection-views'
import { type EphemeralAccess, ephemeralTarget } from './ephemeral-target'
import { checkSite } from './site-check'
import { takenSite, unknownHost } from './site-failures'
import { createSiteFiles } from './site-files'
import { learnSiteKeys } from './site-trust'
import { createStoredSites } from './stored-sites'
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
  /** A site that is never written to disk (the demo facility, a run's machine); gone when the returned function is called. */
  addEphemeral(site: SiteView, access: EphemeralAccess): () => void
  /** The host that a choice means, and what to dial for it now. */
  target(site: string, choice: HostChoice): Promise<HostTarget>
  /** The site `demo`, marked as such; gone when the returned function is called. */
  addDemo(handle: DemoHandle): Promise<() => Promise<void>>
  connectionList(): ConnectionView[]
  readonly connections: ConnectionsOfSites
  readonly access: SiteAccess
  /** The computer falls asleep: nothing is sent over the links, nothing is dialled. */
  sleep(): void
  /** It is awake: resolves when the links stand again, and their holders know, as far as this needs no person (at most 35 s). */
  wake(): Promise<void>
  /** The network is there again: what was lost is dialled at once. */
  networkBack(): void
  /** Ends every connection. */
  close(): Promise<void>
}

/** Longest wait for the lost links after a sleep; they are dialled on behind it. Milliseconds. */
const wakeMs = 20_000

interface Ephemeral {
  site: SiteView
  access: EphemeralAccess
}

/** By our name or by role, see `SiteAccess`. */
function chooseHost(site: Site, choice: HostChoice): SiteHost {
  const host = 'host' in choice ? site.hosts.find(({ name }) => name === choice.host) : hostForRole(site, choice.role)
  if (host) return host
  throw unknownHost(site.name, 'host' in choice ? choice.host : choice.role)
}

/** The demo facility as a site. */
function demoSite({ host, port, user, bookings }: Pick<DemoHandle, 'host' | 'port' | 'user' | 'bookings'>): SiteView {
  const main: SiteHost = { name: 'main', host, port, user, identityFiles: [], jumps: [], roles: [], hostKeys: [] }
  return { version: 1, name: demoSiteName, label: 'Demo facility', hosts: [main], bookings, demo: true }
}

export function createSites({ platform, broker, openConnections, sshConfig }: SitesDependencies): Sites {
  const connections = openConnections(
    createConnectionPrompts(broker, createConnectionSecrets(platform.secrets, platform.log))
  )
  const files = createSiteFiles(join(platform.dataFolder, 'sites'), message => platform.log.warn(message))
  const ephemeral = new Map<string, Ephemeral>()
  const keeper = createLinkKeeper({ connections, resolve: target, clock: platform.clock, log: platform.log })
  const links = createConnectionViews(connections, keeper, target)
  const changes = createBroadcast<void>(() => {})
  const stored = createStoredSites({ files, isEphemeral: name => ephemeral.has(name), changed })

  /** Links by what a host was before the change are closed; the next use makes new ones. */
  function changed(before: Site | undefined, after: Site | undefined): void {
    for (const host of before?.hosts ?? []) {
      const now = after?.hosts.find(({ name }) => name === host.name)
      if (before && JSON.stringify(now) !== JSON.stringify(host))
        connections.close({ site: before.name, hostName: host.name })
    }
    changes.publish()
  }

  async function list(): Promise<SiteView[]> {
    const lasting = (await files.readAll()).sites.filter(site => !ephemeral.has(site.name))
    const views = lasting.map(site => ({ ...site, demo: false }))
    return [...views, ...[...ephemeral.values()].map(({ site }) => site)].sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  async function* watch(signal: AbortSignal | undefined): AsyncGenerator<SiteView[], void, void> {
    // Before the first list: a change between the two would be shown to nobody.
    const stop = await files.onChange(() => changes.publish())
    try {
      for await (const _ of changes.follow(signal)) yield await list()
    } finally {
      stop()
    }
  }

  async function show(name: string): Promise<SiteView> {
    return ephemeral.get(name)?.site ?? { ...(await stored.read(name)), demo: false }
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
    if (ephemeral.has(site.name)) throw takenSite(site.name)
    ephemeral.set(site.name, { site, access })
    changes.publish()
    return () => {
      if (ephemeral.get(site.name)?.site === site && ephemeral.delete(site.name)) changed(site, undefined)
    }
  }

  async function check(name: string, signal: AbortSignal | undefined): Promise<SiteCheck> {
    const site = await show(name)
    return checkSite(site, host => toTarget(site, host), connections, { signal })
  }

  async function trust(name: string, policy: HostKeyPolicy, signal: AbortSignal | undefined): Promise<TrustedKey[]> {
    const site = await show(name)
    return learnSiteKeys(site, host => toTarget(site, host), connections, policy, { signal })
  }

  return {
    ...{ list, watch, show, check, trust, target, addEphemeral },
    problems: async () => (await files.readAll()).problems,
    save: stored.save,
    remove: stored.remove,
    addHost: stored.addHost,
    removeHost: stored.removeHost,
    sshConfig: file => sshConfig.view(file),
    importFacility: async (text, own, replace) => stored.save(siteFromFacility(parseFacilityFile(text), own), replace),
    exportFacility: async name => facilityFromSite(await show(name)),
    addDemo: async ({ privateKeyFile, hostKey, ...handle }) => {
      const dispose = addEphemeral(demoSite(handle), {
        privateKeyFile,
        hostKeys: [hostKey.knownHostsLine.trim().replace(/^\S+\s+/, '')]
      })
      return async () => dispose()
    },
    connectionList: links.list,
    connections: links,
    access: {
      connection: async (name, choice, signal, { automatic, again } = {}) =>
        connections.acquire(await target(name, choice), { signal, automatic, again }),
      hold: keeper.hold.bind(keeper),
      further: (like, signal) => connections.further(like.target, { signal })
    },
    sleep: () => {
      keeper.sleep()
      connections.sleep()
    },
    wake: async () => {
      await connections.wake()
      await keeper.wake(wakeMs)
    },
    networkBack: () => {
      keeper.retryNow()
      // What still stands may have died with the network that is gone: better to know at once.
      void connections.wake()
    },
    close: () => {
      keeper.close()
      return connections.closeAll()
    }
  }
}
