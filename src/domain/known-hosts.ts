/**
 * OpenSSH's known_hosts: parsing, matching and verdicts. Source: sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT". Hashing comes
 * in as an argument, so that this stays plain rules.
 */

/** The two digests the format needs. */
export interface Digests {
  sha256(data: Uint8Array): Uint8Array
  hmacSha1(key: Uint8Array, data: Uint8Array): Uint8Array
}

export interface KnownHostEntry {
  readonly file: string
  readonly line: number
  readonly marker: 'none' | 'revoked' | 'cert-authority'
  /** The host field as written: patterns with commas, or `|1|salt|hash`. */
  readonly hosts: string
  readonly keyType: string
  readonly key: Uint8Array
}

/** Where a key stands, for messages. */
export interface KeyPlace {
  readonly file: string
  readonly line: number
  readonly keyType: string
  readonly fingerprint: string
}

export type HostKeyVerdict =
  | { readonly state: 'known' }
  /** `authorities`: certificate authorities named for the host, which cannot be used. */
  | { readonly state: 'unknown'; readonly authorities: readonly KeyPlace[] }
  | { readonly state: 'changed'; readonly known: readonly KeyPlace[] }
  | { readonly state: 'revoked'; readonly where: KeyPlace }

function fromBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text), character => character.charCodeAt(0))
  } catch {
    return undefined
  }
}

function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text)

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at])
}

/** Type name at the head of a public key blob (RFC 4253 6.6); empty when the blob is broken. */
export function keyTypeOf(key: Uint8Array): string {
  if (key.length < 4) return ''
  const length = new DataView(key.buffer, key.byteOffset).getUint32(0)
  return length > 64 || key.length < 4 + length ? '' : String.fromCharCode(...key.subarray(4, 4 + length))
}

/** `SHA256:…` without padding, as `ssh-keygen -l` prints it. */
export function fingerprintOf(key: Uint8Array, digests: Pick<Digests, 'sha256'>): string {
  return `SHA256:${toBase64(digests.sha256(key)).replace(/=+$/, '')}`
}

/** Name under which a host is looked up: an alias alone, the host, or `[host]:port` for other ports than 22. */
export function knownHostName(host: string, port: number, alias?: string): string {
  if (alias !== undefined) return alias.toLowerCase()
  return port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`
}

/** The entries of one file. Comments and lines that are not entries are passed over, as ssh does. */
export function parseKnownHosts(file: string, text: string): KnownHostEntry[] {
  const entries: KnownHostEntry[] = []
  for (const [at, raw] of text.split(/\r?\n/).entries()) {
    const fields = raw.trim().split(/[ \t]+/)
    if (raw.trim() === '' || raw.trim().startsWith('#')) continue
    const word = fields[0]?.startsWith('@') ? fields.shift() : undefined
    const marker = word === undefined ? 'none' : word === '@revoked' ? 'revoked' : 'cert-authority'
    const [hosts, keyType, encoded] = fields
    const key = encoded === undefined ? undefined : fromBase64(encoded)
    if (hosts === undefined || keyType === undefined || key === undefined || keyTypeOf(key) !== keyType) continue
    entries.push({ file, line: at + 1, marker, hosts, keyType, key })
  }
  return entries
}

/** ssh's wildcards: `*` any run, `?` one character. */
export function matchesPattern(pattern: string, text: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(text)
}

function matchesHosts(hosts: string, name: string, digests: Digests): boolean {
  if (hosts.startsWith('|1|')) {
    const [salt, hash] = hosts.slice(3).split('|').map(fromBase64)
    return salt !== undefined && hash !== undefined && sameBytes(digests.hmacSha1(salt, ascii(name)), hash)
  }
  let matched = false
  for (const raw of hosts.toLowerCase().split(',')) {
    const negated = raw.startsWith('!')
    if (!matchesPattern(negated ? raw.slice(1) : raw, name)) continue
    if (negated) return false
    matched = true
  }
  return matched
}

/** The entries that speak of a host. */
export function entriesFor(entries: readonly KnownHostEntry[], name: string, digests: Digests): KnownHostEntry[] {
  return entries.filter(entry => matchesHosts(entry.hosts, name, digests))
}

/**
 * What the entries of a host say about the key it showed. As known types are asked for first, a host that shows
 * another type than the `negotiable` ones we know of it has lost that key: that counts as changed, too.
 */
export function judgeHostKey(
  entries: readonly KnownHostEntry[],
  name: string,
  key: Uint8Array,
  negotiable: ReadonlySet<string>,
  digests: Digests
): HostKeyVerdict {
  const place = (entry: KnownHostEntry): KeyPlace => ({
    file: entry.file,
    line: entry.line,
    keyType: entry.keyType,
    fingerprint: fingerprintOf(entry.key, digests)
  })
  const own = entriesFor(entries, name, digests)
  const revoked = own.find(entry => entry.marker === 'revoked' && sameBytes(entry.key, key))
  if (revoked) return { state: 'revoked', where: place(revoked) }
  const plain = own.filter(entry => entry.marker === 'none')
  if (plain.some(entry => sameBytes(entry.key, key))) return { state: 'known' }
  const shownType = keyTypeOf(key)
  const sameType = plain.filter(entry => entry.keyType === shownType)
  const others = sameType.length > 0 ? sameType : plain.filter(entry => negotiable.has(entry.keyType))
  if (others.length > 0) return { state: 'changed', known: others.map(place) }
  return { state: 'unknown', authorities: own.filter(entry => entry.marker === 'cert-authority').map(place) }
}

/** One line for our own file, without its newline. */
export function knownHostLine(name: string, key: Uint8Array): string {
  return `${name} ${keyTypeOf(key)} ${toBase64(key)}`
}
