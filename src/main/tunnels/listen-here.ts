/** A port of this computer, and why it cannot be had. */
import { createServer, type Server, type Socket } from 'node:net'
import { Failure } from '@domain/failure'
import { placeText } from '@domain/tunnels/tunnel-text'
import { errorFields } from '../ssh/errors'
import { portOwner } from './port-owner'

export interface Listening {
  readonly address: string
  readonly port: number
  /** Nothing new comes in; resolves at once, also when it was closed before. */
  close(): void
}

interface Place {
  readonly address: string
  readonly port: number
}

/** `exists` for a port in use, `permission`, `not-found` for an address that is not of this computer. */
async function listenFailure(error: unknown, { address, port }: Place): Promise<Failure> {
  const where = placeText({ host: address, port })
  const { code } = errorFields(error)
  const detail = error instanceof Error ? error.message : String(error)
  if (code === 'EADDRINUSE') {
    const owner = await portOwner(port)
    return new Failure('exists', `Port ${port} (${where}) of this computer is in use${owner ? ` by ${owner}` : ''}.`, {
      hint: owner
        ? 'End that program, or choose another port; 0 takes any free one.'
        : 'Choose another port; 0 takes any free one.',
      detail,
      cause: error
    })
  }
  if (code === 'EACCES')
    return new Failure('permission', `This computer does not let you listen at port ${port} (${where}).`, {
      hint: port < 1024 ? 'Ports below 1024 are for administrators; choose a higher one.' : 'Choose another port.',
      detail,
      cause: error
    })
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EINVAL')
    return new Failure('not-found', `${address} is not an address of this computer.`, {
      hint: '127.0.0.1 is for this computer alone, 0.0.0.0 for every network.',
      detail,
      cause: error
    })
  return new Failure('internal', `Nothing can listen at ${where}: ${detail}.`, { cause: error })
}

/** Listens; each connection comes paused, may be half open, and is the handler's to close. */
export async function listenHere(place: Place, onSocket: (socket: Socket) => void): Promise<Listening> {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, onSocket)
  try {
    await bound(server, place)
  } catch (error) {
    throw await listenFailure(error, place)
  }
  // Such as running out of files while accepting: the next connection may do better.
  server.on('error', () => undefined)
  const given = server.address()
  const real = typeof given === 'object' && given ? given : { address: place.address, port: place.port }
  return { address: real.address, port: real.port, close: () => void server.close() }
}

function bound(server: Server, { address, port }: Place): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: address, port, backlog: 511 }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}
