/** The way to a broker and to the DCV servers that it names: over the link of the site, or straight from this computer. */
import { connect, isIP, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { DcvBroker } from '@contract/sites'
import { Failure } from '@domain/failure'
import type { DisplayPlace } from './adapter'
import type { Reach } from './forward'

type Way = 'link' | 'direct'

export interface BrokerRoads {
  /** Where the site does not say which way, the other one is tried too, and what led there is remembered. */
  to(place: DisplayPlace, host: string, port: number, wanted: DcvBroker['reach']): Reach
}

/** A computer that is not there often does not answer at all. Milliseconds: with another way left, and without. */
const waits = { first: 3_000, only: 15_000 } as const

export function createBrokerRoads(): BrokerRoads {
  const known = new Map<string, Way>()
  return {
    to: (place, host, port, wanted) => {
      const key = JSON.stringify([place.site, host, port])
      const go = (way: Way, wait: number, signal: AbortSignal): Promise<Duplex> =>
        way === 'direct'
          ? connectTo(host, port, wait, signal)
          : place.connection(signal).then(connection => connection.forwardOut(host, port, { signal }))
      return async signal => {
        if (wanted !== undefined) return go(wanted, waits.only, signal)
        const first = known.get(key) ?? likelyWay(host)
        const second: Way = first === 'link' ? 'direct' : 'link'
        try {
          const channel = await go(first, waits.first, signal)
          known.set(key, first)
          return channel
        } catch (thrown) {
          signal.throwIfAborted()
          const channel = await go(second, waits.only, signal).catch(() => {
            // What the likelier way met says more.
            throw thrown
          })
          known.set(key, second)
          return channel
        }
      }
    }
  }
}

/** Addresses of private networks (RFC 1918, RFC 4193) and bare names mean something else here than at the site. */
function likelyWay(host: string): Way {
  const address = isIP(host)
  const own =
    address === 0
      ? !host.includes('.')
      : address === 4
        ? /^(?:10|127|192\.168|172\.(?:1[6-9]|2\d|3[01])|169\.254)\./.test(host)
        : /^(?:::1$|f[cd]|fe80)/i.test(host)
  return own ? 'link' : 'direct'
}

const codes: Record<string, 'dns' | 'refused' | 'timeout'> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout'
}

function connectTo(host: string, port: number, wait: number, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port })
    const fail = (code: 'dns' | 'refused' | 'timeout' | 'unreachable' | 'cancelled', cause?: Error): void => {
      end()
      socket.on('error', () => undefined)
      socket.destroy()
      reject(
        new Failure(code, `${host}:${port} cannot be reached from this computer${cause ? `: ${cause.message}` : '.'}`, {
          hint: 'Check the address and the network, or have it reached over the link of the site.',
          ...(cause && { cause })
        })
      )
    }
    const timer = setTimeout(() => fail('timeout'), wait)
    const onAbort = (): void => fail('cancelled')
    const onError = (error: Error & { code?: string }): void => fail(codes[error.code ?? ''] ?? 'unreachable', error)
    const end = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      socket.off('error', onError)
    }
    socket.once('error', onError)
    socket.once('connect', () => {
      end()
      resolve(socket)
    })
    if (signal.aborted) fail('cancelled')
    else signal.addEventListener('abort', onAbort, { once: true })
  })
}
