/**
 * What a program says to a SOCKS proxy before its connection begins, and what it is answered: SOCKS 5 without
 * authentication (RFC 1928), SOCKS 4 and 4a (the memos of Ying-Da Lee). Only CONNECT, as ssh -D.
 */
import type { ErrorCode } from '@contract/errors'

export type SocksVersion = 4 | 5

export interface SocksDestination {
  readonly host: string
  readonly port: number
}

/** What to do after the bytes that have come so far. `rest` came after the request and is for the far side. */
export type SocksStep =
  | { readonly kind: 'more' }
  /** Send `reply`, and go on with `rest` and what comes, `greeted` being true. */
  | { readonly kind: 'greet'; readonly reply: Uint8Array; readonly rest: Uint8Array }
  | {
      readonly kind: 'connect'
      readonly version: SocksVersion
      readonly to: SocksDestination
      readonly rest: Uint8Array
    }
  /** Send `reply` and end the connection. */
  | { readonly kind: 'refuse'; readonly reply: Uint8Array; readonly why: string }

/** No request is longer: 255 bytes of user and of host name, and some. Who sends more is no SOCKS client. */
export const longestSocksRequest = 600

const more: SocksStep = { kind: 'more' }
const nothing = new Uint8Array(0)

/** Reads what has come so far; `greeted`: the methods of SOCKS 5 are agreed on. */
export function readSocks(bytes: Uint8Array, greeted: boolean): SocksStep {
  const [version] = bytes
  if (version === undefined) return more
  if (version === 5) return greeted ? readRequest5(bytes) : readGreeting(bytes)
  if (version === 4 && !greeted) return readRequest4(bytes)
  return { kind: 'refuse', reply: nothing, why: 'What came is no SOCKS request.' }
}

/** RFC 1928 3: version, count, methods. 0 is "no authentication", 255 "none of these". */
function readGreeting(bytes: Uint8Array): SocksStep {
  const count = bytes[1]
  if (count === undefined || bytes.length < 2 + count) return more
  if (!bytes.subarray(2, 2 + count).includes(0))
    return {
      kind: 'refuse',
      reply: Uint8Array.of(5, 255),
      why: 'The program insists on a password, and there is none.'
    }
  return { kind: 'greet', reply: Uint8Array.of(5, 0), rest: bytes.subarray(2 + count) }
}

/** RFC 1928 4: version, command, reserved, address type, address, port. */
function readRequest5(bytes: Uint8Array): SocksStep {
  const [, command, , type, nameLength] = bytes
  if (command === undefined || type === undefined) return more
  if (command !== 1)
    return { kind: 'refuse', reply: reply5(7), why: 'The program asked for more than a TCP connection (BIND, UDP).' }
  if (type !== 1 && type !== 3 && type !== 4)
    return { kind: 'refuse', reply: reply5(8), why: 'The program gave an address of an unknown kind.' }
  if (type === 3 && nameLength === undefined) return more
  const [start, length] = type === 1 ? [4, 4] : type === 4 ? [4, 16] : [5, nameLength ?? 0]
  const end = start + length + 2
  if (bytes.length < end) return more
  const address = bytes.subarray(start, start + length)
  const host = type === 1 ? [...address].join('.') : type === 4 ? ipv6(address) : nameOf(address)
  if (host === null) return { kind: 'refuse', reply: reply5(1), why: 'The program gave a host name that is none.' }
  return connect(5, host, bytes.subarray(start + length, end), bytes.subarray(end))
}

/** Version, command, port, address, user, 0; with the address 0.0.0.x a host name follows (4a), and 0. */
function readRequest4(bytes: Uint8Array): SocksStep {
  if (bytes.length < 8) return more
  const userEnd = bytes.indexOf(0, 8)
  if (userEnd < 0) return more
  const address = bytes.subarray(4, 8)
  const named = address[0] === 0 && address[1] === 0 && address[2] === 0 && address[3] !== 0
  const nameEnd = named ? bytes.indexOf(0, userEnd + 1) : userEnd
  if (nameEnd < 0) return more
  const host = named ? nameOf(bytes.subarray(userEnd + 1, nameEnd)) : [...address].join('.')
  if (bytes[1] !== 1)
    return { kind: 'refuse', reply: reply4(91), why: 'The program asked for more than a TCP connection (BIND).' }
  if (host === null) return { kind: 'refuse', reply: reply4(91), why: 'The program gave a host name that is none.' }
  return connect(4, host, bytes.subarray(2, 4), bytes.subarray(nameEnd + 1))
}

function connect(version: SocksVersion, host: string, portBytes: Uint8Array, rest: Uint8Array): SocksStep {
  const port = (portBytes[0] ?? 0) * 256 + (portBytes[1] ?? 0)
  if (port === 0)
    return { kind: 'refuse', reply: version === 5 ? reply5(1) : reply4(91), why: 'The program asked for port 0.' }
  return { kind: 'connect', version, to: { host, port }, rest }
}

/** A name in visible ASCII, as DNS has it; it goes into messages. */
function nameOf(bytes: Uint8Array): string | null {
  const name = String.fromCharCode(...bytes)
  return /^[\x21-\x7e]+$/.test(name) ? name : null
}

function ipv6(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, at) =>
    ((bytes[at * 2] ?? 0) * 256 + (bytes[at * 2 + 1] ?? 0)).toString(16)
  )
  return groups.join(':')
}

/** RFC 1928 6; the address we are bound to is the server's to know, so it is said as 0. */
const reply5 = (status: number): Uint8Array => Uint8Array.of(5, status, 0, 1, 0, 0, 0, 0, 0, 0)
const reply4 = (status: number): Uint8Array => Uint8Array.of(0, status, 0, 0, 0, 0, 0, 0)

/** The answer when the far side is reached. */
export function socksGranted(version: SocksVersion): Uint8Array {
  return version === 5 ? reply5(0) : reply4(90)
}

/** RFC 1928 6: 2 not allowed, 4 host unreachable, 5 refused; 1 is everything else. */
const statuses: Partial<Record<ErrorCode, number>> = {
  'not-allowed': 2,
  dns: 4,
  timeout: 4,
  unreachable: 4,
  refused: 5
}

/** The answer when it is not, and why. */
export function socksRefused(version: SocksVersion, code: ErrorCode): Uint8Array {
  return version === 5 ? reply5(statuses[code] ?? 1) : reply4(91)
}
