/** The sites of the folder and every change to them: read, changed, written, one after the other, so that none is lost. */
import type { Site, SiteHost, SiteView } from '@contract/sites'
import { Failure } from '@domain/failure'
import { demoSiteName, siteProblem } from '@domain/sites/site-rules'
import { unknownSite } from '@domain/sites/unknown-site'
import { takenSite, unknownHost } from './site-failures'
import type { SiteFiles } from './site-files'

export interface StoredSites {
  /** `unknown-site`; `corrupt` or `unsupported` when its file cannot be read. */
  read(name: string): Promise<Site>
  save(site: Site, replace: boolean): Promise<SiteView>
  remove(name: string): Promise<void>
  addHost(site: string, host: SiteHost): Promise<SiteView>
  removeHost(site: string, host: string): Promise<SiteView>
}

export interface StoredSitesOptions {
  readonly files: SiteFiles
  /** Whether a site of that name lives in this engine alone; it cannot be changed. */
  isEphemeral(name: string): boolean
  /** After each change; `undefined`: not there before, or no more. */
  changed(before: Site | undefined, after: Site | undefined): void
}

export function createStoredSites({ files, isEphemeral, changed }: StoredSitesOptions): StoredSites {
  let lastWrite: Promise<unknown> = Promise.resolve()

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = lastWrite.then(work, work)
    lastWrite = turn
    return turn
  }

  async function read(name: string): Promise<Site> {
    const site = await files.read(name)
    if (!site) throw unknownSite(name)
    return site
  }

  async function changeable(name: string): Promise<Site> {
    if (!isEphemeral(name)) return read(name)
    const what = name === demoSiteName ? 'the demo facility' : 'the machine of a run'
    throw new Failure('not-allowed', `${name} is ${what}; it cannot be changed.`, {
      hint: `It is gone when the ${name === demoSiteName ? 'demo' : 'run'} ends.`
    })
  }

  async function write(site: Site, before: Site | undefined): Promise<SiteView> {
    const problem = siteProblem(site)
    if (problem) throw new Failure('usage', `The site ${site.name} cannot be saved. ${problem}`)
    await files.write(site)
    changed(before, site)
    return { ...site, demo: false }
  }

  async function save(site: Site, replace: boolean): Promise<SiteView> {
    if (site.name === demoSiteName)
      throw new Failure('usage', `The name ${demoSiteName} is kept for the demo facility.`, {
        hint: 'Choose another name.'
      })
    const { sites, problems } = await files.readAll()
    const names = [...sites, ...problems].map(({ name }) => name)
    // Also on a file system that takes A.json and a.json for one file.
    const same = names.find(name => name.toLowerCase() === site.name.toLowerCase())
    if (same !== undefined && !(replace && same === site.name)) throw takenSite(same)
    return write(
      site,
      sites.find(({ name }) => name === site.name)
    )
  }

  async function remove(name: string): Promise<void> {
    // A file that cannot be read can still be removed.
    const before = await changeable(name).catch((error: unknown) => {
      const failure = Failure.from(error)
      if (failure.code === 'corrupt' || failure.code === 'unsupported') return undefined
      throw failure
    })
    if (!(await files.remove(name))) throw unknownSite(name)
    changed(before, undefined)
  }

  async function addHost(name: string, host: SiteHost): Promise<SiteView> {
    const site = await changeable(name)
    if (site.hosts.some(other => other.name === host.name))
      throw new Failure('exists', `The site ${name} has a host called ${host.name} already.`, {
        hint: 'Choose another name for the host, or remove the other first.'
      })
    return write({ ...site, hosts: [...site.hosts, host] }, site)
  }

  async function removeHost(name: string, host: string): Promise<SiteView> {
    const site = await changeable(name)
    const hosts = site.hosts.filter(other => other.name !== host)
    if (hosts.length === site.hosts.length) throw unknownHost(name, host)
    if (hosts.length === 0)
      throw new Failure('usage', `${host} is the only host of ${name}.`, {
        hint: `Remove the whole site with "farscope site remove ${name}".`
      })
    return write({ ...site, hosts }, site)
  }

  return {
    read,
    save: (site, replace) => inTurn(() => save(site, replace)),
    remove: name => inTurn(() => remove(name)),
    addHost: (site, host) => inTurn(() => addHost(site, host)),
    removeHost: (site, host) => inTurn(() => removeHost(site, host))
  }
}
