/** Host keys: reading the known_hosts files, judging what a server shows, keeping what the user accepted. */
import { createHash, createHmac, randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { TrustedKey } from '@contract/sites'
import { Failure } from '@domain/failure'
import {
  type Digests,
  entriesFor,
  fingerprintOf,
  type HostKeyVerdict,
  judgeHostKey,
  type KeyPlace,
  type KnownHostEntry,
  keyTypeOf,
  knownHostLine,
  knownHostName,
  parseKnownHosts
} from '@domain/known-hosts'
import type { ServerHostKeyAlgorithm } from 'ssh2'
import { errorFields, type HopPlace, nameOf } from './errors'
import type { Endpoint, HostKeyPolicy } from './types'

const digests: Digests = {
  sha256: data => createHash('sha256').update(data).digest(),
  hmacSha1: (key, data) => createHmac('sha1', key).update(data).digest()
}

/** Signature algorithms for each key type that ssh2 can check, in ssh's order of preference. */
const algorithmsOf: ReadonlyMap<string, readonly ServerHostKeyAlgorithm[]> = new Map([
  ['ssh-ed25519', ['ssh-ed25519']],
  ['ecdsa-sha2-nistp256', ['ecdsa-sha2-nistp256']],
  ['ecdsa-sha2-nistp384', ['ecdsa-sha2-nistp384']],
  ['ecdsa-sha2-nistp521', ['ecdsa-sha2-nistp521']],
  ['ssh-rsa', ['rsa-sha2-512', 'rsa-sha2-256']]
])
const negotiable: ReadonlySet<string> = new Set(algorithmsOf.keys())

/** The files of ssh(1) and our own. */
export interface KnownHostsFiles {
  /** The only one that is written; mode 0600. */
  readonly own: string
  /** Read when the endpoint names none. */
  readonly defaults: readonly string[]
}

/** Our file in the data folder, and those that ssh reads by default (ssh_config(5), UserKnownHostsFile). */
export function knownHostsFiles(dataFolder: string, homeFolder: string): KnownHostsFiles {
  return {
    own: join(dataFolder, 'known_hosts'),
    defaults: [
      join(homeFolder, '.ssh', 'known_hosts'),
      join(homeFolder, '.ssh', 'known_hosts2'),
      '/etc/ssh/ssh_known_hosts',
      '/etc/ssh/ssh_known_hosts2'
    ]
  }
}

async function readEntries(file: string): Promise<KnownHostEntry[]> {
  try {
    return parseKnownHosts(file, await readFile(file, 'utf8'))
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES'].includes(String(errorFields(error).code))) return []
    throw new Failure('internal', `Cannot read the known host keys in ${file}.`, { cause: error })
  }
}

/** A key that a server showed, and what is known of that server. */
export interface ShownKey {
  readonly key: Buffer
  readonly keyType: string
  readonly fingerprint: string
  readonly verdict: HostKeyVerdict
}

/** The known keys of one endpoint, read once for one attempt. */
export interface EndpointKeys {
  /** Algorithms to ask for, known types first: a known ed25519 key must not look changed because RSA came first. */
  readonly algorithms: ServerHostKeyAlgorithm[]
  judge(key: Buffer): ShownKey
}

/** Reads the files now, so that an edit counts at the next connection. */
export async function loadEndpointKeys(endpoint: Endpoint, files: KnownHostsFiles): Promise<EndpointKeys> {
  const name = knownHostName(endpoint.host, endpoint.port, endpoint.hostKeyAlias)
  const read = await Promise.all([files.own, ...(endpoint.knownHostsFiles ?? files.defaults)].map(readEntries))
  const declared = (endpoint.hostKeys ?? []).map(line => `${name} ${line}`).join('\n')
  const entries = [...read.flat(), ...parseKnownHosts('the site itself', declared)]
  const known = new Set(
    entriesFor(entries, name, digests)
      .filter(entry => entry.marker === 'none')
      .map(entry => entry.keyType)
  )
  const types = [...negotiable]
  const ordered = [...types.filter(type => known.has(type)), ...types.filter(type => !known.has(type))]
  return {
    algorithms: ordered.flatMap(type => algorithmsOf.get(type) ?? []),
    judge: key => ({
      key,
      keyType: keyTypeOf(key),
      fingerprint: fingerprintOf(key, digests),
      verdict: judgeHostKey(entries, name, key, negotiable, digests)
    })
  }
}

let lastWrite: Promise<void> = Promise.resolve()

/** Adds a line to our own file: whole new file, then rename, so that a reader or a crash never sees half a line. */
export function storeHostKey(endpoint: Endpoint, key: Buffer, files: KnownHostsFiles): Promise<void> {
  const line = knownHostLine(knownHostName(endpoint.host, endpoint.port, endpoint.hostKeyAlias), key)
  const write = async (): Promise<void> => {
    await mkdir(dirname(files.own), { recursive: true, mode: 0o700 })
    const before = await readFile(files.own, 'utf8').catch(() => '')
    const temporary = `${files.own}.${randomBytes(6).toString('hex')}`
    try {
      const handle = await open(temporary, 'wx', 0o600)
      try {
        await handle.writeFile(`${before}${before === '' || before.endsWith('\n') ? '' : '\n'}${line}\n`)
        await handle.sync()
      } finally {
        await handle.close()
      }
      await rename(temporary, files.own)
    } catch (error) {
      await rm(temporary, { force: true })
      throw new Failure('internal', `Cannot write the accepted host key to ${files.own}.`, { cause: error })
    }
  }
  // One writer after the other: two hosts accepted at once must both be kept.
  const written = lastWrite.then(write)
  lastWrite = written.catch(() => undefined)
  return written
}

const places = (known: readonly KeyPlace[]): string =>
  known.map(place => `${place.keyType} ${place.fingerprint} (${place.file}:${place.line})`).join(', ')

/** What to do about a shown key: `known`, `ask` the user, take it (`accept`), or a Failure that ends the attempt. */
export function decideHostKey(
  shown: ShownKey,
  endpoint: Endpoint,
  place: HopPlace,
  policy: HostKeyPolicy | undefined
): 'known' | 'ask' | 'accept' {
  const name = nameOf(endpoint, place)
  const { verdict, keyType, fingerprint } = shown
  if (verdict.state === 'known') return 'known'
  if (verdict.state === 'revoked')
    throw new Failure(
      'host-key-changed',
      `${name} shows a host key that is marked as revoked: ${keyType} ${fingerprint}.`,
      {
        hint: `Do not connect. The mark is in ${verdict.where.file}:${verdict.where.line}; ask the facility.`
      }
    )
  if (verdict.state === 'changed')
    throw new Failure(
      'host-key-changed',
      `The host key of ${name} has changed. It shows ${keyType} ${fingerprint}; known is ${places(verdict.known)}.`,
      {
        hint: 'Somebody may be listening in, or the server was set up anew. Ask the facility for its fingerprint; if the new one is right, remove the old line from that file.'
      }
    )
  if (policy && policy.fingerprints.length > 0) {
    if (policy.fingerprints.includes(fingerprint)) return 'accept'
    throw new Failure(
      'host-key-mismatch',
      `${name} shows ${keyType} ${fingerprint}, which is not a fingerprint given.`,
      {
        hint: 'Do not connect before the facility has confirmed this fingerprint.'
      }
    )
  }
  if (policy?.acceptNew) return 'accept'
  if (endpoint.strictHostKeys) throw unknownHostKey(shown, endpoint, place)
  return 'ask'
}

/** Nobody accepted the key. */
export function unknownHostKey(shown: ShownKey, endpoint: Endpoint, place: HopPlace): Failure {
  const authorities = shown.verdict.state === 'unknown' ? shown.verdict.authorities : []
  const note = authorities.length > 0 ? ` Host certificates (${places(authorities)}) cannot be used.` : ''
  return new Failure(
    'host-key-unknown',
    `The host key of ${nameOf(endpoint, place)} is not known: ${shown.keyType} ${shown.fingerprint}.${note}`,
    {
      hint: `Compare it with what the facility says, then run: farscope site trust ${place.site} --fingerprint ${shown.fingerprint}`
    }
  )
}

/** The contract's form of a key that was checked. */
export function trustedKey(shown: ShownKey, endpoint: Endpoint, added: boolean): TrustedKey {
  const { keyType, fingerprint } = shown
  return { host: endpoint.host, port: endpoint.port, keyType, fingerprint, state: added ? 'added' : 'known' }
}
