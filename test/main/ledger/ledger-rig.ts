/** A ledger whose places are folders of this computer, each under the name of a site. */
import { createHash } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Place } from '@contract/files'
import type { VerifiedCopy } from '@contract/ledger'
import { Failure } from '@domain/failure'
import type { FileSystem, FileSystems } from '@domain/files/file-system'
import type { Disk } from '@domain/ledger/disks'
import { createLocalChecksums } from '../../../src/main/files/local-checksums'
import { createLocalFileSystem } from '../../../src/main/files/local-file-system'
import { createLedger, type Ledger } from '../../../src/main/ledger/ledger'
import { silentLog, systemClock } from '../../../src/main/platform'
import { openStore, type Store } from '../../../src/main/store/store'

export interface LedgerRig {
  readonly folder: string
  ledger: Ledger
  store: Store
  /** Sites that do not answer. */
  readonly away: Set<string>
  /** Hosts behind sites that are not called as their site is. */
  readonly hosts: Map<string, string>
  /** What hosts tell of the disks of their folders, by `SITE` or `local`; others tell nothing. */
  readonly disks: Map<string, Disk>
  /** Put in the place of calls of every site's files. */
  changes: Partial<FileSystem>
  /** Writes the content at `scope` and the copies there, and tells the ledger. */
  verified(
    name: string,
    content: string,
    copies: readonly Place[],
    more?: Partial<VerifiedCopy>
  ): Promise<VerifiedCopy[]>
  at(site: string, name: string): Place
  here(name: string): Place
  path(place: 'scope' | 'cluster' | 'here', name: string): string
  /** As if the engine had been killed: the same store under another. */
  again(): void
  close(): Promise<void>
}

const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex')

export async function createLedgerRig(): Promise<LedgerRig> {
  const folder = await fs.mkdtemp(join(tmpdir(), 'farscope-ledger-'))
  for (const name of ['scope', 'cluster', 'here']) await fs.mkdir(join(folder, name))
  const local = createLocalFileSystem(folder)
  const checksums = createLocalChecksums()
  const away = new Set<string>()
  const answering = (site: string): void => {
    if (away.has(site)) throw new Failure('unreachable', `${site} does not answer.`)
  }
  const parts = (store: Store) => ({
    platform: { clock: systemClock, log: silentLog, version: '1.0.0' },
    store,
    fileSystems: {
      local,
      async site(site: string) {
        answering(site)
        return { ...local, kind: 'site', label: site, ...rig.changes } as const
      },
      openSite: () => Promise.reject(new Failure('internal', 'Not asked for.')),
      s3: () => Promise.reject(new Failure('unsupported', 'No buckets.'))
    } satisfies FileSystems,
    checksumsOf: async () => checksums,
    hostOf: async (site: string) => rig.hosts.get(site) ?? site,
    disksOf: async (place: Place, folders: readonly string[]) => {
      const disk = rig.disks.get(place.kind === 'site' ? place.site : place.kind)
      return new Map(disk ? folders.map((_, number) => [number, disk] as const) : [])
    }
  })
  const path: LedgerRig['path'] = (place, name) => join(folder, place, name)
  let store = openStore(folder, silentLog)
  const rig: LedgerRig = {
    ...{ folder, away, path, store, changes: {}, hosts: new Map(), disks: new Map() },
    ledger: undefined as never, // Set below: it reads `changes` of this object.
    at: (site, name) => ({ kind: 'site', site, path: join(folder, site, name) }),
    here: name => ({ kind: 'local', path: path('here', name) }),
    async verified(name, content, copies, more = {}) {
      const source = rig.at('scope', name)
      await fs.writeFile(source.path, content)
      await fs.utimes(source.path, 1_700_000_000, 1_700_000_000)
      for (const { path: copy } of copies) await fs.writeFile(copy, content)
      const records = copies.map(
        (copy): VerifiedCopy => ({
          ...{ origin: { kind: 'watch', id: 'watch-1', name: 'grid3' }, session: null, source, version: 1, copy },
          ...{ size: Buffer.byteLength(content), mtime: new Date(1_700_000_000_000).toISOString() },
          ...{ checksum: { algorithm: 'sha256', hex: sha256(content) }, sha256: sha256(content) },
          verifiedAt: new Date().toISOString(),
          ...more
        })
      )
      rig.ledger.verified(...records)
      return records
    },
    again() {
      store.close()
      store = openStore(folder, silentLog)
      rig.store = store
      rig.ledger = createLedger(parts(store))
    },
    async close() {
      await rig.ledger.close()
      store.close()
      await fs.rm(folder, { recursive: true, force: true, maxRetries: 5 })
    }
  }
  rig.ledger = createLedger(parts(store))
  return rig
}
