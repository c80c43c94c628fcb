/** Watches over folders of this computer, with a real queue and store; `far` plays the site, `far/FOLDER` its paths. */
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { settingsSchema } from '@contract/app'
import type { Place } from '@contract/files'
import type { VerifiedCopy } from '@contract/ledger'
import type { LedgerEntry } from '@contract/transfers'
import { askedRulesSchema, type Watch } from '@contract/watch'
import type { FileSystem, FileSystems } from '@domain/files/file-system'
import { expect, test, vi } from 'vitest'
import { type Collection, createCollection } from '../../../src/main/collection/collection'
import { createLocalChecksums } from '../../../src/main/files/local-checksums'
import { createLocalFileSystem } from '../../../src/main/files/local-file-system'
import { type Platform, silentLog, systemClock } from '../../../src/main/platform'
import { openStore, type Store } from '../../../src/main/store/store'
import { createTransfers, type Transfers, type VerifierEnds } from '../../../src/main/transfers/transfers'
import { createProveThere } from '../../../src/main/transfers/verify/prove-there'
import { createVerifier, type Verifier } from '../../../src/main/transfers/verify/verifier'

export interface WatchRig {
  readonly source: string
  readonly first: string
  readonly second: string
  readonly collection: Collection
  readonly transfers: Transfers
  /** What the ledger was told. */
  readonly proven: VerifiedCopy[]
  /** Between a copy and its check. */
  beforeCheck: (target: string) => Promise<void>
  /** How far the clock of the watches is ahead. Milliseconds. */
  ahead: number
  /** Changes what the site can do, from the next opening on. */
  changeSite: (site: FileSystem) => Partial<FileSystem>
  /** Into the watched folder. */
  write(path: string, text: string): Promise<void>
  add(name: string, more?: { destinations?: Place[]; rules?: object }): Promise<Watch>
  /** Ends the engine and starts it anew, in this door. */
  restart(door?: Platform['door']): Promise<void>
  view(name?: string): Watch
  /** Waits until this many are proven at each destination. */
  verified(files: number, name?: string): Promise<void>
  end(): Promise<void>
}

/** A state that comes by itself. */
export const eventually = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: 60_000, interval: 100 })

/** The files in it, below it. */
export const namesIn = async (folder: string): Promise<string[]> =>
  (await fs.readdir(folder, { recursive: true, withFileTypes: true }))
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()

export const at = {
  local: (path: string): Place => ({ kind: 'local', path }),
  site: (path: string): Place => ({ kind: 'site', site: 'far', path })
}

export async function createWatchRig(): Promise<WatchRig> {
  const root = await fs.mkdtemp(join(tmpdir(), 'watch-'))
  const folder = (name: string): string => join(root, name)
  for (const name of ['data', 'source']) await fs.mkdir(folder(name))
  const sums = createLocalChecksums()
  let count = 0

  const siteFiles = (): FileSystem & { close(): void } => {
    const files = createLocalFileSystem(root)
    const { many: _many, ...alone } = files
    return { ...alone, kind: 'site', label: 'far', ...rig.changeSite(files), close: () => undefined }
  }
  const fileSystems: FileSystems = {
    local: createLocalFileSystem(root),
    site: async () => siteFiles(),
    openSite: async () => siteFiles(),
    s3: () => Promise.reject(new Error('no buckets here'))
  }
  const access = { connection: () => Promise.reject(new Error('no connections here')) }

  async function openVerifier({ from, to }: VerifierEnds, signal: AbortSignal): Promise<Verifier> {
    const ends = { from: { files: from.files, checksums: sums }, to: { files: to.files, checksums: sums } }
    const verifier = createVerifier({ ...ends, signal })
    return {
      ...verifier,
      async check(file) {
        await rig.beforeCheck(file.target)
        return verifier.check(file)
      }
    }
  }

  function open(door: Platform['door']): { store: Store; transfers: Transfers; collection: Collection } {
    const store = openStore(folder('data'), silentLog)
    const clock = { now: () => new Date(systemClock.now().getTime() + rig.ahead) }
    const platform = { clock, log: silentLog, door }
    let collection: Collection | undefined
    const record = (entries: readonly LedgerEntry[]): void => {
      store.ledger.record(entries)
      collection?.proven(entries)
    }
    const transfers = createTransfers({
      ...{ platform, fileSystems, journal: store.transfers, openVerifier },
      broker: { ask: () => Promise.reject(new Error('nobody is there')) },
      ledger: { query: store.ledger.query, record },
      settings: { read: () => settingsSchema.parse({}), watch: async function* () {} },
      retry: { firstMs: 5, mostMs: 20 }
    })
    const made = createCollection({
      ...{ platform, store: store.watches, fileSystems, access, queue: transfers },
      prove: createProveThere({ fileSystems, clock: systemClock, openVerifier, record }),
      newId: () => `id${++count}-${process.pid}`,
      retry: { firstMs: 100, mostMs: 1000 },
      onVerified: copy => void rig.proven.push(copy)
    })
    collection = made
    return { store, transfers, collection: made }
  }

  async function shut(): Promise<void> {
    now.collection.close()
    await now.transfers.close()
    now.store.close()
  }

  const rig: WatchRig = {
    source: folder('source'),
    first: folder('first'),
    second: folder('second'),
    proven: [],
    ahead: 0,
    beforeCheck: async () => undefined,
    changeSite: () => ({}),
    async write(path, text) {
      const whole = join(rig.source, path)
      await fs.mkdir(join(whole, '..'), { recursive: true })
      await fs.writeFile(whole, text)
    },
    get collection() {
      return now.collection
    },
    get transfers() {
      return now.transfers
    },
    add: (name, { destinations = [at.site(folder('first'))], rules = {} } = {}) =>
      now.collection.add(
        {
          ...{ name, source: at.local(folder('source')), destinations, limit: null, session: null },
          rules: askedRulesSchema.parse({ stableSeconds: 1, ...rules })
        },
        undefined
      ),
    async restart(door = 'electron') {
      await shut()
      now = open(door)
    },
    view(name) {
      const found = now.collection.list().find(one => name === undefined || one.name === name)
      if (!found) throw new Error('there is no such watch')
      return found
    },
    async verified(files, name) {
      await eventually(() =>
        expect(rig.view(name).destinations.map(one => one.verified.files)).toEqual(
          rig.view(name).destinations.map(() => files)
        )
      )
    },
    async end() {
      await shut()
      await fs.rm(root, { recursive: true, force: true, maxRetries: 5 })
    }
  }
  let now = open('electron')
  return rig
}

/**
 * A test with a rig of its own. A file has to be still for a second before it is copied, and what failed is tried again
 * after some: in a `describe.concurrent` the tests wait for theirs together.
 */
export const watchTest = test.extend<{ rig: WatchRig }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads here the names of what a fixture needs: nothing.
  rig: async ({}, use) => {
    const rig = await createWatchRig()
    await use(rig)
    await rig.end()
  }
})
