/** The queue of transfers at real servers, wired as an engine does it; nobody is there to answer its questions. */
import { settingsSchema } from '@contract/app'
import type { FileSystems } from '@domain/files/file-system'
import { createChecksumsOf } from '../../../src/main/files/checksums'
import { createFileSystems } from '../../../src/main/files/file-systems'
import { silentLog, systemClock } from '../../../src/main/platform'
import type { SiteAccess } from '../../../src/main/site-access'
import type { Store } from '../../../src/main/store/store'
import type { StartRequest } from '../../../src/main/transfers/transfer-request'
import { createTransfers, type Transfers } from '../../../src/main/transfers/transfers'
import { type CopiedFile, createVerifier } from '../../../src/main/transfers/verify/verifier'

export interface SiteQueueParts {
  access: SiteAccess
  /** Of relative paths of this computer. */
  homeFolder: string
  store: Store
  door?: 'cli' | 'electron'
  /** In the place of those behind `access`. */
  fileSystems?: FileSystems
  /** How long it tries without anything arriving, in milliseconds; unset: longer than a server takes to come back. */
  giveUpMs?: number | undefined
  /** What happens to a copy before it is checked. */
  beforeCheck?: (file: CopiedFile) => Promise<void>
}

export function createSiteQueue({ access, homeFolder, store, door = 'cli', ...parts }: SiteQueueParts): Transfers {
  const checksumsOf = createChecksumsOf({ access, s3: () => Promise.reject(new Error('no buckets')) })
  return createTransfers({
    platform: { clock: systemClock, log: silentLog, door },
    fileSystems: parts.fileSystems ?? createFileSystems({ access, homeFolder }),
    broker: { ask: () => Promise.reject(new Error('nobody is there')) },
    journal: store.transfers,
    ledger: store.ledger,
    settings: { read: () => settingsSchema.parse({}), watch: async function* () {} },
    async openVerifier({ from, to }, signal, options) {
      const verifier = createVerifier({
        from: { files: from.files, checksums: await checksumsOf(from.end, signal, options) },
        to: { files: to.files, checksums: await checksumsOf(to.end, signal, options) },
        signal
      })
      return {
        ...verifier,
        check: async file => {
          await parts.beforeCheck?.(file)
          return verifier.check(file)
        }
      }
    },
    // Short waits, so that a lost link costs a test no seconds.
    retry: { firstMs: 100, mostMs: 500, giveUpMs: parts.giveUpMs ?? 120_000 }
  })
}

let count = 0

/** Whereto, of what, into which folder, and what else. */
export type CopyWish = [direction: 'put' | 'get', path: string, destination: string, more?: Partial<StartRequest>]

/** Starts a copy to the site `far` or from there, and gives its id. */
export function startCopy(transfers: Transfers, ...[direction, path, destination, more]: CopyWish): string {
  const local = (of: string) => ({ kind: 'local' as const, path: of })
  const site = (of: string) => ({ kind: 'site' as const, site: 'far', path: of })
  return transfers.start({
    id: `transfer-${++count}`,
    sources: [direction === 'put' ? local(path) : site(path)],
    destination: direction === 'put' ? site(destination) : local(destination),
    parents: false,
    ...{ followLinks: false, resume: false, verify: false, priority: 'normal' },
    ...more
  }).id
}
