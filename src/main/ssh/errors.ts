/** From the errors of sockets, ssh2 and servers to our closed codes. */
import { Failure } from '@domain/failure'
import type { Endpoint } from './types'

/** One hop of the way, for messages and prompts. `hop` counts from 1; the last hop is the host itself. */
export interface HopPlace {
  readonly site: string
  readonly hop: number
  readonly hops: number
}

/** `user@host:port`, and which jump host it is where that matters. */
export function nameOf(endpoint: Endpoint, place: HopPlace): string {
  const address = `${endpoint.user}@${endpoint.host}:${endpoint.port}`
  return place.hop === place.hops ? address : `${address} (jump host ${place.hop} of ${place.hops - 1})`
}

/** Whatever a signal was aborted with, as a Failure. */
export function abortFailure(signal: AbortSignal): Failure {
  return Failure.from(signal.reason)
}

/** Rejects at once, or later, when the signal fires. The listener goes away with the work. */
export async function orAborted<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (signal === undefined) return work
  if (signal.aborted) {
    work.catch(() => undefined)
    throw abortFailure(signal)
  }
  let stop = (): void => undefined
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(abortFailure(signal))
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

const networkHints: Record<string, [code: 'dns' | 'refused' | 'unreachable' | 'timeout', what: string, hint: string]> =
  {
    ENOTFOUND: ['dns', 'the name is not known', 'Check the spelling of the host, and that the VPN of the site is up.'],
    EAI_AGAIN: ['dns', 'the name server does not answer', 'Check the network of this computer.'],
    ECONNREFUSED: [
      'refused',
      'nothing listens on that port',
      'Check the port, and whether the host lets you in from here.'
    ],
    EHOSTUNREACH: ['unreachable', 'there is no way to the host', 'Check the network, and whether a VPN is needed.'],
    ENETUNREACH: ['unreachable', 'there is no way to that network', 'Check the network, and whether a VPN is needed.'],
    ENETDOWN: ['unreachable', 'the network of this computer is down', 'Check the network of this computer.'],
    ETIMEDOUT: [
      'timeout',
      'the host does not answer',
      'Check the address, and whether a VPN or a firewall is in the way.'
    ],
    ECONNRESET: ['refused', 'the connection was reset', 'The server may be overloaded or may block this address.'],
    EPIPE: ['refused', 'the connection was cut', 'The server may be overloaded or may block this address.']
  }

/** Node's and ssh2's extra fields of an error. */
interface ErrorFields {
  readonly code: string | number | undefined
  readonly level: string | undefined
}

/** Reads the fields without trusting that they are there. */
export function errorFields(error: unknown): ErrorFields {
  if (typeof error !== 'object' || error === null) return { code: undefined, level: undefined }
  const code = 'code' in error ? error.code : undefined
  const level = 'level' in error ? error.level : undefined
  return {
    code: typeof code === 'string' || typeof code === 'number' ? code : undefined,
    level: typeof level === 'string' ? level : undefined
  }
}

/** Disconnect reasons of RFC 4253 11.1 that say more than their text. */
const disconnectReason = { protocolError: 2, tooManyConnections: 12, noMoreAuthMethods: 14 } as const

/** The Failure for an error met while dialling, shaking hands or logging in. */
export function connectFailure(error: unknown, endpoint: Endpoint, place: HopPlace): Failure {
  if (error instanceof Failure) return error
  const name = nameOf(endpoint, place)
  const text = error instanceof Error ? error.message : String(error)
  const { code, level } = errorFields(error)
  const network = typeof code === 'string' ? networkHints[code] : undefined
  if (network) {
    const [known, what, hint] = network
    return new Failure(known, `Cannot reach ${name}: ${what}.`, { hint, detail: text, cause: error })
  }
  if (/too many authentication failures/i.test(text) || code === disconnectReason.noMoreAuthMethods)
    return tooManyFailures(name, text, error)
  if (level === 'client-timeout' || /timed out/i.test(text)) return silentFailure(name, endpoint, error)
  return new Failure('protocol', `${name} does not speak SSH as expected: ${text}.`, {
    hint: 'Check that this port is an SSH server; its own log may say more.',
    detail: text,
    cause: error
  })
}

function tooManyFailures(name: string, text: string, cause: unknown): Failure {
  return new Failure('auth-failed', `${name} ended the login after too many refused keys or answers.`, {
    hint: 'Name the right key with --identity, or set IdentitiesOnly yes for the host in ~/.ssh/config.',
    detail: text,
    cause
  })
}

/**
 * A server that hung up on a login, or one that broke, after it had said no: some do so after too many refusals, without
 * a word. Whether it was that nobody can tell, so it counts as refused: trying again might lock the account.
 */
export function hungUpFailure(failure: Failure, endpoint: Endpoint, place: HopPlace): Failure {
  if (failure.code !== 'protocol' && failure.code !== 'refused') return failure
  return tooManyFailures(nameOf(endpoint, place), failure.detail ?? failure.message, failure)
}

/** Connected, but nothing came for as long as the limit allows. */
export function silentFailure(name: string, endpoint: Endpoint, cause?: unknown): Failure {
  return new Failure('timeout', `${name} did not answer within ${endpoint.connectTimeoutSeconds} seconds.`, {
    hint: 'Check the address, and whether a VPN or a firewall is in the way.',
    cause
  })
}

/** ProxyCommand ended, or its pipes did, before an SSH server spoke. `said`: its stderr. */
export function proxyFailure(name: string, said: string, cause: unknown): Failure {
  const why = said.split('\n').at(-1) || 'it ended before a server answered'
  return new Failure('unreachable', `The ProxyCommand for ${name} failed: ${why}.`, {
    hint: 'Run the command by itself to see what it needs; it stands in ~/.ssh/config.',
    ...(said !== '' && { detail: said }),
    cause
  })
}

/** A jump host that would not pass us on (RFC 4254 5.1: 1 prohibited, 2 connect failed). */
export function forwardFailure(error: unknown, to: string, from: string): Failure {
  const text = error instanceof Error ? error.message.replace(/^\(SSH\) Channel open failure: /, '') : String(error)
  const reason = typeof error === 'object' && error !== null && 'reason' in error ? error.reason : undefined
  if (reason === 1)
    return new Failure('not-allowed', `${from} does not allow connections to ${to}.`, {
      hint: 'The jump host forbids forwarding (AllowTcpForwarding, PermitOpen); ask its administrator.',
      detail: text,
      cause: error
    })
  const code = /not known|resolve|name/i.test(text) ? 'dns' : /timed? ?out/i.test(text) ? 'timeout' : 'refused'
  return new Failure(code, `${from} cannot reach ${to}: ${text || 'connection failed'}.`, {
    hint: 'The name and port are looked up on the jump host; check them there.',
    detail: text,
    cause: error
  })
}

/**
 * A server that would not pass us on to a socket file of its own. Reasons are RFC 4254 5.1's; OpenSSH gives 2 (connect
 * failed) also where AllowStreamLocalForwarding forbids it (serverloop.c, server_request_direct_streamlocal).
 */
export function socketFailure(error: unknown, path: string, name: string): Failure {
  const text = error instanceof Error ? error.message.replace(/^\(SSH\) Channel open failure: /, '') : String(error)
  const reason = typeof error === 'object' && error !== null && 'reason' in error ? error.reason : undefined
  const more = { detail: text, cause: error }
  if (reason === 1)
    return new Failure('not-allowed', `${name} does not allow connections to the socket ${path}.`, {
      hint: 'The server forbids forwarding to sockets (AllowStreamLocalForwarding); ask its administrator.',
      ...more
    })
  if (reason === 3)
    return new Failure('unsupported', `The SSH server of ${name} cannot connect to a socket file (${path}).`, {
      hint: 'OpenSSH can since version 6.7; use a server that listens on a port.',
      ...more
    })
  return new Failure('refused', `${name} cannot reach the socket ${path}: ${text || 'connection failed'}.`, {
    hint: 'Nobody listens there, it is not yours, or the SSH server forbids it (AllowStreamLocalForwarding).',
    ...more
  })
}

/** The link ended under work that was using it. */
export function lostFailure(name: string, cause: Error | undefined): Failure {
  const silent = cause !== undefined && /keepalive/i.test(cause.message)
  return new Failure(
    silent ? 'timeout' : 'unreachable',
    silent ? `The connection to ${name} was lost: it no longer answers.` : `The connection to ${name} was lost.`,
    { hint: 'Connect again when the network is back.', ...(cause && { detail: cause.message, cause }) }
  )
}
