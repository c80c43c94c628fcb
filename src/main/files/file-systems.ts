/** Every place the program can reach, behind one port. */
import { Failure } from '@domain/failure'
import type { FileSystem, FileSystems, OwnFileSystem } from '@domain/files/file-system'
import {
  bulkFlight,
  createFlightControl,
  downloadFlight,
  type FlightOptions,
  uploadFlight
} from '@domain/transfers/flight-control'
import type { SiteAccess } from '../site-access'
import type { Connection, Sftp } from '../ssh/types'
import { createSiteMany } from './bulk/site-many'
import { createFlightGate, type FlightGate } from './flight-gate'
import { createKeptLanes } from './kept-lanes'
import { createLanedFileSystem } from './laned-file-system'
import { Lanes } from './lanes'
import { createLocalFileSystem } from './local-file-system'
import { createSiteFileSystem } from './site-file-system'
import type { FlightGates } from './site-link'

/** Channels of one login for one transfer: more than 8 gave nothing on a path of 50 ms. */
const lanesAtOnce = 8

const noBuckets: FileSystems['s3'] = () => Promise.reject(new Failure('unsupported', 'There are no buckets here.'))

export interface FileSystemsParts {
  readonly access: SiteAccess
  /** Where relative paths of this computer start. */
  readonly homeFolder: string
  /** Opens a bucket account; unset: there are no buckets here. */
  readonly s3?: FileSystems['s3']
  /** How long channels of a transfer that is over wait for the next. Milliseconds; unset: not at all. */
  readonly keepLanesMs?: number
}

export function createFileSystems(parts: FileSystemsParts): FileSystems {
  const { access, homeFolder, s3 = noBuckets, keepLanesMs = 0 } = parts
  const kept = createKeptLanes<Lanes>(keepLanesMs)
  const homes = new WeakMap<Connection, string>()
  /** What all transfers over one connection have in flight together. */
  const gates = new WeakMap<Connection, FlightGates>()
  const shared = new WeakMap<Sftp, OwnFileSystem>()

  async function homeOn(connection: Connection, sftp: Sftp, signal: AbortSignal | undefined): Promise<string> {
    const home = homes.get(connection) ?? (await sftp.realpath('.', { signal }))
    homes.set(connection, home)
    return home
  }

  function gatesOf(connection: Connection, shared: boolean): FlightGates {
    const known = gates.get(connection)
    if (known) return known
    const bareMs = connection.roundTripMs
    const gate = (options: FlightOptions): FlightGate =>
      createFlightGate(createFlightControl({ ...options, bareMs }), { probe: () => connection.ping() })
    const both = { up: gate(shared ? uploadFlight : bulkFlight), down: gate(shared ? downloadFlight : bulkFlight) }
    gates.set(connection, both)
    return both
  }

  async function onto(site: string, connection: Connection, sftp: Sftp, signal: AbortSignal | undefined) {
    const home = await homeOn(connection, sftp, signal)
    return createSiteFileSystem({ site, connection, sftp, home })
  }

  async function openLanes(site: string, connection: Connection, signal: AbortSignal | undefined): Promise<Lanes> {
    const sftp = await connection.openSftp({ signal })
    try {
      const home = await homeOn(connection, sftp, signal)
      const further = access.further?.bind(access)
      const gates = (over: Connection): FlightGates => gatesOf(over, over === connection)
      return new Lanes({
        first: { connection, sftp },
        most: lanesAtOnce,
        files: (over, channel) =>
          createSiteFileSystem({ site, connection: over, sftp: channel, home, gates: gates(over) }),
        gates,
        ...(further && { further: inner => further(connection, inner) })
      })
    } catch (thrown) {
      sftp.close()
      throw thrown
    }
  }

  return {
    local: createLocalFileSystem(homeFolder),
    async site(site, signal, options = {}): Promise<FileSystem> {
      const connection = await access.connection(site, { role: 'transfer' }, signal, options)
      const sftp = await connection.sftp({ signal })
      const files = shared.get(sftp) ?? (await onto(site, connection, sftp, signal))
      shared.set(sftp, files)
      // Two sites may share one connection; each is to be called by its own name.
      return files.label === site ? files : onto(site, connection, sftp, signal)
    },
    s3,
    async openSite(site, signal, options = {}) {
      const connection = await access.connection(site, { role: 'transfer' }, signal, options)
      const known = kept.take(connection, site)
      known?.again()
      const lanes = known ?? (await openLanes(site, connection, signal))
      const many = createSiteMany({ connection, gates: gatesOf(connection, true), lanes })
      let open = true
      return createLanedFileSystem(lanes, many, () => {
        if (open) kept.leave(lanes, connection, site)
        open = false
      })
    }
  }
}
