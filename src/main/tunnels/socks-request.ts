/** The first words of a SOCKS client on its socket. */
import type { Socket } from 'node:net'
import { Failure } from '@domain/failure'
import { longestSocksRequest, readSocks, type SocksDestination, type SocksVersion } from '@domain/tunnels/socks'

export interface SocksRequest {
  readonly version: SocksVersion
  readonly to: SocksDestination
  /** What it sent after its request without waiting for the answer. */
  readonly rest: Uint8Array
}

/** A client that has not said where it wants to go is let go after this. Milliseconds. */
const requestMs = 30_000

/** Leaves the socket paused. Undefined when the client left; a `Failure` when what it asks cannot be given: it is told. */
export function readSocksRequest(socket: Socket): Promise<SocksRequest | undefined> {
  return new Promise((resolve, reject) => {
    let held: Uint8Array = new Uint8Array(0)
    let greeted = false
    const limit = setTimeout(() => refuse(undefined, 'The program connected and did not say where to.'), requestMs)
    const settle = (act: () => void): void => {
      clearTimeout(limit)
      socket.pause()
      socket.off('data', take)
      socket.off('close', gone)
      socket.off('end', gone)
      act()
    }
    const gone = (): void => settle(() => resolve(undefined))
    const refuse = (reply: Uint8Array | undefined, why: string): void =>
      settle(() => {
        if (reply && reply.length > 0) socket.end(reply)
        reject(
          new Failure('protocol', `${why} It got no connection.`, {
            hint: 'Set the program to SOCKS 5 without a password.'
          })
        )
      })
    const take = (chunk: Uint8Array): void => {
      held = Buffer.concat([held, chunk])
      let step = readSocks(held, greeted)
      if (step.kind === 'greet') {
        greeted = true
        socket.write(step.reply)
        held = step.rest
        step = readSocks(held, greeted)
      }
      if (step.kind === 'connect') {
        const request = { version: step.version, to: step.to, rest: step.rest }
        settle(() => resolve(request))
      } else if (step.kind === 'refuse') refuse(step.reply, step.why)
      else if (held.length > longestSocksRequest) refuse(undefined, 'What came is no SOCKS request.')
    }
    socket.on('data', take)
    socket.once('close', gone)
    socket.once('end', gone)
    socket.resume()
  })
}
