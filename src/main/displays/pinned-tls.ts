/** TLS over a channel of the link, to a server whose certificate is known by its fingerprint. */
import type { Duplex } from 'node:stream'
import { connect, type TLSSocket } from 'node:tls'
import { Failure } from '@domain/failure'

export interface ServerIdentity {
  /** Name of the server for its certificate and for messages. */
  readonly host: string
  /** SHA-256 of its certificate, 64 hexadecimal digits, as the host itself told over SSH; undefined: not known. */
  readonly fingerprint: string | undefined
}

/** Milliseconds for the handshake. */
const handshakeMs = 20_000

/**
 * With a fingerprint exactly that certificate, whoever signed it: else `mismatch`. Without one, a certificate that the
 * system trusts for this name: else `mismatch`, too.
 */
export async function pinnedTls(channel: Duplex, identity: ServerIdentity): Promise<TLSSocket> {
  const socket = connect({ socket: channel, servername: nameOf(identity.host), rejectUnauthorized: false })
  socket.on('error', () => undefined)
  try {
    await handshake(socket, identity.host)
    checkCertificate(socket, identity)
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

/** An address is no server name (RFC 6066, 3); Node refuses one. */
const nameOf = (host: string): string => (/^[\d.]+$|:/.test(host) ? '' : host)

function handshake(socket: TLSSocket, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (cause?: Error): void =>
      reject(
        new Failure(
          cause ? 'protocol' : 'timeout',
          `TLS with the display server of ${host} failed: ${cause?.message ?? 'no answer'}.`,
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

function checkCertificate(socket: TLSSocket, { host, fingerprint }: ServerIdentity): void {
  const seen = socket.getPeerCertificate().fingerprint256?.replaceAll(':', '').toLowerCase()
  if (fingerprint !== undefined) {
    if (seen === fingerprint) return
    throw new Failure(
      'mismatch',
      `The certificate of the display server of ${host} is not the one that the host itself names.`,
      {
        hint: 'Somebody may stand between. Ask the facility whether the certificate has just been changed, then try again.',
        detail: `expected SHA-256 ${fingerprint}, seen ${seen ?? 'none'}`
      }
    )
  }
  if (socket.authorized) return
  throw new Failure(
    'mismatch',
    `The certificate of the display server of ${host} cannot be checked: ${socket.authorizationError?.message ?? 'not trusted'}.`,
    {
      hint: 'The host has no openssl that could name its fingerprint over SSH; ask the facility to install it.',
      detail: `seen SHA-256 ${seen ?? 'none'}`
    }
  )
}
