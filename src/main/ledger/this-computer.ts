/** Whether the host behind a site is this computer: its disks are then the disks here. */
import { createHash } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import { readdir, readFile } from 'node:fs/promises'
import { hostname, networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { fingerprintOf } from '@domain/known-hosts'
import type { Sameness } from '@domain/ledger/disks'
import { orAborted } from '../ssh/errors'
import type { Connection } from '../ssh/types'
import { isLoopback } from './site-host'

export interface OwnHost {
  /** Names and addresses, in small letters. */
  readonly names: ReadonlySet<string>
  /** Of the host keys of its own SSH server. */
  readonly fingerprints: ReadonlySet<string>
}

/** Where OpenSSH keeps its host keys: sshd_config(5), `HostKey`. */
const keyFolder = '/etc/ssh'

/** What this computer is called and by which keys it proves itself, now. */
export async function ownHost(folder = keyFolder): Promise<OwnHost> {
  const addresses = Object.values(networkInterfaces()).flatMap(all => (all ?? []).map(({ address }) => address))
  const names = [hostname(), firstLabel(hostname()), ...addresses].map(name => name.toLowerCase())
  return { names: new Set(names), fingerprints: new Set(await ownFingerprints(folder)) }
}

/** Without a server, or where nobody may look: none. */
async function ownFingerprints(folder: string): Promise<string[]> {
  const found = (await readdir(folder).catch(() => [])).filter(name => /^ssh_host_.*_key\.pub$/.test(name))
  const lines = await Promise.all(found.map(name => readFile(join(folder, name), 'utf8').catch(() => '')))
  return lines.flatMap(line => {
    const [, key] = line.trim().split(/\s+/)
    return key ? [fingerprintOf(Buffer.from(key, 'base64'), digests)] : []
  })
}

const digests = { sha256: (data: Uint8Array) => createHash('sha256').update(data).digest() }

/**
 * `one`: it shows a key of ours at an address of ours. Either alone is no proof: a container or a tunnel answers at our
 * address, and machines of one image share their keys. Rejects where a name cannot be resolved now: nobody can tell.
 */
export async function isThisComputer(
  { target, hostKey }: Pick<Connection, 'target' | 'hostKey'>,
  own: OwnHost,
  signal: AbortSignal,
  resolve: (name: string) => Promise<readonly string[]> = addressesOf
): Promise<Sameness> {
  const ours = own.fingerprints.has(hostKey.fingerprint)
  const direct = target.jumps.length === 0 && target.proxyCommand === undefined
  const here = direct && (await isOwnName(target.host.toLowerCase(), own, signal, resolve))
  if (ours && here) return 'one'
  return ours || here ? 'unknown' : 'two'
}

async function isOwnName(
  name: string,
  { names }: OwnHost,
  signal: AbortSignal,
  resolve: (name: string) => Promise<readonly string[]>
): Promise<boolean> {
  if (isLoopback(name) || names.has(name) || (!isAddress(name) && names.has(firstLabel(name)))) return true
  const addresses = await orAborted(signal, resolve(name))
  return addresses.some(address => isLoopback(address) || names.has(address.toLowerCase()))
}

const addressesOf = async (name: string): Promise<string[]> =>
  (await lookup(name, { all: true })).map(({ address }) => address)

const isAddress = (name: string): boolean => /^[\d.]+$|:/.test(name)
const firstLabel = (name: string): string => name.split('.')[0] ?? name
