/** The public keys that a login may offer, in ssh's order, each with the way to sign for it. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import ssh2, { type ParsedKey } from 'ssh2'
import type { Endpoint } from './types'

/** A key to offer. `sign` is asked only after the server said that it would take the key. */
export interface OfferedKey {
  /** For messages: the file, or the agent's comment. */
  readonly label: string
  /** Public key, or undefined for an encrypted file that does not show it. */
  readonly publicKey: ParsedKey | undefined
  readonly source: 'agent' | 'file'
  /** An unencrypted private key. */
  readonly privateKey?: ParsedKey
  /** Text of an encrypted private key. */
  readonly encrypted?: Buffer
}

/** Names that ssh(1) tries by itself. */
export const defaultIdentityNames = ['id_rsa', 'id_ecdsa', 'id_ecdsa_sk', 'id_ed25519', 'id_ed25519_sk'] as const

/** Socket of the agent, or undefined for none. */
export function agentSocket(
  endpoint: Endpoint,
  environment: Readonly<Record<string, string | undefined>>
): string | undefined {
  if (endpoint.identityAgent === 'none') return undefined
  if (endpoint.identityAgent !== undefined && endpoint.identityAgent !== 'SSH_AUTH_SOCK') return endpoint.identityAgent
  return environment.SSH_AUTH_SOCK || undefined
}

function parse(data: Buffer | string, passphrase?: string): ParsedKey | undefined {
  const key: unknown = ssh2.utils.parseKey(data, passphrase)
  // ssh2 returns, not throws, its errors; its types miss that some formats give a list.
  const first: unknown = Array.isArray(key) ? key[0] : key
  return first instanceof Error ? undefined : (first as ParsedKey | undefined)
}

/** The private key behind a passphrase, or undefined when the passphrase is wrong. */
export function unlock(encrypted: Buffer, passphrase: string): ParsedKey | undefined {
  const key = parse(encrypted, passphrase)
  return key?.isPrivateKey() ? key : undefined
}

async function readKeyFile(file: string): Promise<OfferedKey | undefined> {
  const data = await readFile(file).catch(() => undefined)
  const beside = await readFile(`${file}.pub`).catch(() => undefined)
  const publicKey = beside && parse(beside)
  if (!data) return publicKey && { label: file, publicKey, source: 'file' }
  const key = parse(data)
  if (key?.isPrivateKey()) return { label: file, publicKey: key, source: 'file', privateKey: key }
  const isEncrypted = /PRIVATE KEY/.test(data.toString('latin1', 0, 200))
  return isEncrypted ? { label: file, publicKey, source: 'file', encrypted: data } : undefined
}

function agentKeys(socket: string): Promise<ParsedKey[]> {
  return new Promise(resolve => {
    const timer = setTimeout(() => resolve([]), 5000)
    ssh2.createAgent(socket).getIdentities((error, keys) => {
      clearTimeout(timer)
      // ssh2's agents hand out parsed keys; the declared type is wider.
      resolve(error || !keys ? [] : (keys as ParsedKey[]))
    })
  })
}

/** ssh's order: keys of the agent that a file names, the agent's others (unless IdentitiesOnly), then files. */
export async function keysToOffer(
  endpoint: Endpoint,
  homeFolder: string,
  socket: string | undefined
): Promise<OfferedKey[]> {
  const names = endpoint.identityFiles.length
    ? endpoint.identityFiles
    : defaultIdentityNames.map(name => join(homeFolder, '.ssh', name))
  const files = (await Promise.all(names.map(readKeyFile))).filter(key => key !== undefined)
  const held = socket === undefined ? [] : await agentKeys(socket)
  const blob = (key: ParsedKey | undefined): string => key?.getPublicSSH().toString('base64') ?? ''
  const named = new Set(files.map(key => blob(key.publicKey)))
  const offered = held.map(
    (key): OfferedKey => ({ label: key.comment || 'a key of the agent', publicKey: key, source: 'agent' })
  )
  const inAgent = new Set(held.map(blob))
  return [
    ...offered.filter(key => named.has(blob(key.publicKey))),
    ...offered.filter(key => !endpoint.identitiesOnly && !named.has(blob(key.publicKey))),
    ...files.filter(key => (key.privateKey ?? key.encrypted) && !inAgent.has(blob(key.publicKey)))
  ]
}
