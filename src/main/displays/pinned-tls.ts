/** TLS over a channel of the link, to a server whose certificate is known by its fingerprint. */
import { isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import { checkServerIdentity, connect, type PeerCertificate, type TLSSocket } from 'node:tls'
import { Failure } from '@domain/failure'
import type { ServerIdentity } from './server-identity'

/** Milliseconds for the handshake. */
const handshakeMs = 20_000

/**
 * With fingerprints exactly one of those certificates, whoever signed it and whatever its name: else `mismatch`. Without
 * one, a certificate that this computer trusts for this name or address: else `mismatch`, too. `authorities`: instead of
 * those that this computer trusts (PEM).
 */
export async function pinnedTls(
  channel: Duplex,
  identity: ServerIdentity,
  authorities?: readonly string[]
): Promise<TLSSocket> {
  const names = [identity.host, ...(identity.otherNames ?? [])].map(bareName)
  const socket = connect({
    ...{ socket: channel, servername: serverName(names), rejectUnauthorized: false },
    checkServerIdentity: (_name, certificate) => wrongName(names, certificate),
    ...(authorities && { ca: [...authorities] })
  })
  socket.on('error', () => undefined)
  try {
    await handshake(socket, identity.host)
    checkCertificate(socket, identity, names)
    return socket
  } catch (error) {
    socket.destroy()
    channel.destroy()
    throw error
  }
}

/** Goes there once and looks. Errors as `pinnedTls`. */
export async function checkIdentity(
  reach: (signal: AbortSignal) => Promise<Duplex>,
  identity: ServerIdentity
): Promise<void> {
  const socket = await pinnedTls(await reach(AbortSignal.timeout(handshakeMs)), identity)
  socket.destroy()
}

/** An address of IPv6 as it stands in a URL is in brackets. */
const bareName = (host: string): string => host.replace(/^\[(.*)\]$/, '$1')

/** The first that is a name; an address is none (RFC 6066, 3). Empty: the server is not told. */
const serverName = (names: readonly string[]): string => names.find(name => isIP(name) === 0) ?? ''

/**
 * Undefined where the certificate is of one of the names. An address is compared with the certificate's addresses and
 * with nothing else (RFC 6125, 1.7.2; RFC 2818, 3.1).
 */
export function wrongName(names: readonly string[], certificate: PeerCertificate): Error | undefined {
  const wrong = names.map(name => checkServerIdentity(name, certificate))
  return wrong.includes(undefined) ? undefined : wrong[0]
}

function handshake(socket: TLSSocket, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (cause?: Error): void =>
      reject(
        new Failure(
          cause ? 'protocol' : 'timeout',
          `TLS with the server of ${host} failed: ${cause?.message ?? 'no answer'}.`,
          {
            hint: 'Check the port; something else than a display server may listen there.',
            ...(cause && { cause })
          }
        )
      )
    const timer = setTimeout(() => fail(), handshakeMs)
    const end = (): void => clearTimeout(timer)
    socket.once('secureConnect', () => {
      end()
      resolve()
    })
    socket.once('error', error => {
      end()
      fail(error)
    })
    socket.once('close', () => {
      end()
      fail(new Error('the server closed the connection'))
    })
  })
}

function checkCertificate(socket: TLSSocket, identity: ServerIdentity, names: readonly string[]): void {
  const { host, fingerprints, pinnedBy, unpinnedHint } = identity
  const seen = socket.getPeerCertificate().fingerprint256?.replaceAll(':', '').toLowerCase()
  if (fingerprints.length > 0) {
    if (seen !== undefined && fingerprints.includes(seen)) return
    throw new Failure('mismatch', `The certificate of the server of ${host} is not the one that ${pinnedBy}.`, {
      hint: 'Somebody may stand between. Ask the facility whether the certificate has just been changed, then try again.',
      detail: `expected SHA-256 ${fingerprints.join(' or ')}, seen ${seen ?? 'none'}`
    })
  }
  if (socket.authorized) return
  throw new Failure(
    'mismatch',
    `The certificate of the server of ${host} cannot be checked: ${reasonOf(socket, names)}.`,
    {
      hint: unpinnedHint(seen ?? 'unknown'),
      detail: `seen SHA-256 ${seen ?? 'none'}`
    }
  )
}

/** Codes of OpenSSL (openssl-verification-options(1)) in words. */
const reasons: Record<string, string> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'this computer does not know the authority that signed it',
  UNABLE_TO_GET_ISSUER_CERT: 'this computer does not know the authority that signed it',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'this computer does not know the authority that signed it',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'this computer does not know the authority that signed it',
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet'
}

/** Node gives the code of the error, and where the name was wrong that of its own error, which says more. */
function reasonOf(socket: TLSSocket, names: readonly string[]): string {
  const code = String(socket.authorizationError ?? '')
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return wrongName(names, socket.getPeerCertificate())?.message ?? 'it is of another name'
  return reasons[code] ?? (code || 'it is not trusted')
}
