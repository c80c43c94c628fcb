/** The folder `DATA_DIR/sites`: one JSON file a site, which people may edit and share while the program runs. */
import { type FSWatcher, watch } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { siteNameSchema } from '@contract/base'
import type { Site, SiteProblem } from '@contract/sites'
import { errnoOf } from '@domain/errno-of'
import { Failure } from '@domain/failure'
import { formatSite, parseSite } from '@domain/sites/site-record'

const extension = '.json'

/** What lies in the folder now: the sites that can be read, and the files that cannot. */
export interface FolderContents {
  sites: Site[]
  problems: SiteProblem[]
}

export interface SiteFiles {
  readAll(): Promise<FolderContents>
  /** Undefined when there is no such file; `corrupt` or `unsupported` for one that cannot be read. */
  read(name: string): Promise<Site | undefined>
  /** Whole or not at all; readable by the user alone. */
  write(site: Site): Promise<void>
  /** False when there was no such file. */
  remove(name: string): Promise<boolean>
  /**
   * Calls back after changes by anybody, once for several at a time, until the given function is called. What changes
   * once this has resolved is noticed.
   */
  onChange(listener: () => void): Promise<() => void>
}

/** Milliseconds of quiet after a change: an editor that saves makes several events of one change. */
const settleMs = 100

export function createSiteFiles(folder: string, warn: (message: string) => void): SiteFiles {
  const fileOf = (name: string): string => join(folder, `${name}${extension}`)

  async function read(name: string): Promise<Site | undefined> {
    const file = fileOf(name)
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      if (errnoOf(error) === 'ENOENT') return undefined
      throw new Failure('permission', `${file} cannot be read.`, { cause: error, hint: 'Check who owns the file.' })
    })
    if (text === undefined) return undefined
    const site = parseSite(text, file)
    if (site.name === name) return site
    throw new Failure('corrupt', `${file} holds a site called ${site.name}.`, {
      hint: `Call the file ${site.name}${extension}, or write ${name} as the name inside.`
    })
  }

  async function names(): Promise<string[]> {
    const entries = await readdir(folder).catch((error: unknown) => {
      if (errnoOf(error) === 'ENOENT') return []
      throw new Failure('permission', `The folder ${folder} cannot be read.`, { cause: error })
    })
    return entries
      .filter(entry => entry.endsWith(extension))
      .map(entry => entry.slice(0, -extension.length))
      .filter(name => siteNameSchema.safeParse(name).success)
      .sort()
  }

  async function readAll(): Promise<FolderContents> {
    const found: FolderContents = { sites: [], problems: [] }
    for (const name of await names()) {
      try {
        const site = await read(name)
        if (site) found.sites.push(site)
      } catch (error) {
        found.problems.push({ name, file: fileOf(name), error: Failure.from(error).toData() })
      }
    }
    return found
  }

  async function write(site: Site): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const file = fileOf(site.name)
    // A dot first: no name of a site begins with one, so a leftover of a killed engine is never taken for a site.
    const temporary = join(folder, `.${site.name}.${process.pid}.tmp`)
    const handle = await open(temporary, 'w', 0o600)
    try {
      await handle.writeFile(formatSite(site))
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, file).catch(async (error: unknown) => {
      await rm(temporary, { force: true })
      throw error
    })
  }

  async function remove(name: string): Promise<boolean> {
    try {
      await rm(fileOf(name))
      return true
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return false
      throw error
    }
  }

  async function onChange(listener: () => void): Promise<() => void> {
    let timer: NodeJS.Timeout | undefined
    const changed = (): void => {
      clearTimeout(timer)
      timer = setTimeout(listener, settleMs)
    }
    let watcher: FSWatcher | undefined
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      watcher = watch(folder, { persistent: false }, changed)
      watcher.on('error', error => warn(`Changes in ${folder} are no longer noticed at once: ${error.message}`))
    } catch (error) {
      // Without watching (no inotify left, a network folder) lists are still read anew at each call.
      warn(`Changes in ${folder} are not noticed at once: ${String(error)}`)
    }
    return () => {
      clearTimeout(timer)
      watcher?.close()
    }
  }

  return { readAll, read, write, remove, onChange }
}
