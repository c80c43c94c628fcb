/** Two folders of this computer, the second in the role of a site, and a queue with a real journal. */
import { createHash } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Settings, settingsSchema } from '@contract/app'
import type { Transfer, TransferResult } from '@contract/transfers'
import type { FileSystem, FileSystems, ReadHandle, WriteHandle } from '@domain/files/file-system'
import { createLocalChecksums } from '../../../src/main/files/local-checksums'
import { createLocalFileSystem } from '../../../src/main/files/local-file-system'
import { silentLog, systemClock } from '../../../src/main/platform'
import { orAborted } from '../../../src/main/ssh/errors'
import { openStore, type Store } from '../../../src/main/store/store'
import type { StartRequest } from '../../../src/main/transfers/transfer-request'
import { createTransfers, type Transfers, type TransfersParts } from '../../../src/main/transfers/transfers'
import { createVerifier } from '../../../src/main/transfers/verify/verifier'

export type SiteChange = (site: FileSystem) => Partial<FileSystem>

export interface TransferRig {
  readonly root: string
  readonly here: string
  readonly there: string
  readonly transfers: Transfers
  readonly store: Store
  settings: Settings
  /** Questions that were asked. */
  asked: number
  /** How often the site was opened, and whether nobody had asked for it. */
  readonly opened: { automatic: boolean }[]
  /** Before the site is opened; may throw. */
  beforeOpen: () => Promise<void>
  /** Ends the engine's part and starts it anew on the same journal. */
  restart(change?: SiteChange, parts?: Partial<TransfersParts>): Promise<void>
  /** The engine is gone from one moment to the next: nothing it began comes to an end; then a new one starts. */
  crash(change?: SiteChange, parts?: Partial<TransfersParts>): void
  start(sources: string[], destination: string, more?: Partial<StartRequest>): string
  put(sources: string[], destination: string, more?: Partial<StartRequest>): Promise<TransferResult>
  /** The only transfer, or the one of that id. */
  view(id?: string): Transfer
  end(): Promise<void>
}

/** Short waits, so that a lost link costs a test no seconds. */
const retry = { firstMs: 5, mostMs: 20 }

export async function createTransferRig(parts: Partial<TransfersParts> = {}): Promise<TransferRig> {
  const root = await fs.mkdtemp(join(tmpdir(), 'transfers-'))
  const [here, there] = [join(root, 'here'), join(root, 'there')]
  await fs.mkdir(here)
  await fs.mkdir(there)
  const sums = createLocalChecksums()
  let count = 0

  function fileSystems(change: SiteChange, life: Life): FileSystems {
    const files = createLocalFileSystem(there)
    const { many: _many, ...alone } = files
    const changes = change(files)
    // What a test changes would not be met by files that go in batches.
    const as = Object.keys(changes).length > 0 ? alone : files
    const far = { ...as, kind: 'site' as const, label: 'far', ...changes, close: () => undefined }
    const site = mortal(far, life)
    return {
      local: mortal(createLocalFileSystem(here), life),
      site: async () => site,
      openSite: async (_site, _signal, options) => {
        rig.opened.push({ automatic: options?.automatic === true })
        await rig.beforeOpen()
        return site
      },
      s3: () => Promise.reject(new Error('no buckets here'))
    }
  }

  function open(change: SiteChange, more: Partial<TransfersParts>): { transfers: Transfers; store: Store; life: Life } {
    const life: Life = { over: false, handles: new Set() }
    const store = openStore(root, silentLog)
    const transfers = createTransfers({
      platform: { clock: systemClock, log: silentLog, door: 'cli' },
      fileSystems: fileSystems(change, life),
      broker: {
        ask: async () => {
          rig.asked += 1
          return { kind: 'conflict', rule: 'overwrite', forAll: true }
        }
      },
      journal: store.transfers,
      ledger: store.ledger,
      settings: { read: () => rig.settings, watch: async function* () {} },
      openVerifier: async ({ from, to }, signal) =>
        createVerifier({
          from: { files: from.files, checksums: sums },
          to: { files: to.files, checksums: sums },
          signal
        }),
      retry,
      ...parts,
      ...more
    })
    return { transfers, store, life }
  }

  const rig: TransferRig = {
    root,
    here,
    there,
    asked: 0,
    settings: settingsSchema.parse({}),
    opened: [],
    beforeOpen: async () => undefined,
    get transfers() {
      return now.transfers
    },
    get store() {
      return now.store
    },
    async restart(change = () => ({}), more = {}) {
      await now.transfers.close()
      now.store.close()
      now = open(change, more)
    },
    crash(change = () => ({}), more = {}) {
      now.life.over = true
      // The system closes what a killed process had open.
      for (const handle of now.life.handles) void handle.close()
      now.store.close()
      now = open(change, more)
    },
    start(sources, destination, more = {}) {
      return now.transfers.start({
        id: `transfer-${++count}`,
        sources: sources.map(path => ({ kind: 'local', path })),
        destination: { kind: 'site', site: 'far', path: destination },
        ...{ parents: false, followLinks: false, resume: false, verify: false, priority: 'normal' },
        ...more
      }).id
    },
    put(sources, destination, more = {}) {
      return now.transfers.result(rig.start(sources, destination, more), undefined)
    },
    view(id) {
      const found = now.transfers.list().find(transfer => id === undefined || transfer.id === id)
      if (!found) throw new Error('there is no such transfer')
      return found
    },
    async end() {
      await now.transfers.close()
      now.store.close()
      await fs.rm(root, { recursive: true, force: true, maxRetries: 5 })
    }
  }
  let now = open(() => ({}), {})
  return rig
}

interface Life {
  over: boolean
  /** Files that its engine has opened. */
  readonly handles: Set<ReadHandle | WriteHandle>
}

/** No call of it comes back once its engine is dead, as with a killed process. */
function mortal<T extends FileSystem>(files: T, life: Life): T {
  const wrap = (object: object): unknown =>
    new Proxy(object, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key)
        if (key === 'many' && typeof value === 'object' && value !== null) return wrap(value)
        if (typeof value !== 'function' || key === 'absolute' || key === 'close' || key === 'readDirectory')
          return value
        return async (...asked: unknown[]) => {
          if (life.over) return new Promise(() => undefined)
          const result: unknown = await value.apply(target, asked)
          // Both give a handle.
          const handle = key === 'openWrite' || key === 'openRead' ? (result as ReadHandle | WriteHandle) : undefined
          if (life.over) {
            void handle?.close()
            return new Promise(() => undefined)
          }
          if (!handle) return result
          life.handles.add(handle)
          return wrap(handle)
        }
      }
    })
  // The wrapped object has the methods of what it wraps.
  return wrap(files) as T
}

/** A site on which writing stops after so many bytes, until it is let go on. */
export function stuckAfter(bytes: number): { change: SiteChange; release(): void; written(): number } {
  let written = 0
  let open = (): void => undefined
  const gate = new Promise<void>(resolve => {
    open = resolve
  })
  return {
    release: () => open(),
    written: () => written,
    change: files => ({
      async openWrite(path, options, signal) {
        const handle = await files.openWrite(path, options, signal)
        return {
          ...handle,
          async write(offset, data, inner) {
            if (written + data.length > bytes) await orAborted(inner, gate)
            await handle.write(offset, data, inner)
            written += data.length
          }
        }
      }
    })
  }
}

export const sha256 = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await fs.readFile(path))
    .digest('hex')

export const namesIn = async (folder: string): Promise<string[]> =>
  (await fs.readdir(folder, { recursive: true })).sort()
