/** An RFB server of this process that lets everybody in and then says what a real one would not. */
import { connect, createServer, type Server, type Socket } from 'node:net'
import { deflateSync } from 'node:zlib'

/** Numbers of these widths in bytes, most significant first. */
export function bytesOf(...fields: readonly (readonly [number, 1 | 2 | 4])[]): Buffer {
  return Buffer.concat(
    fields.map(([value, width]) => {
      const field = Buffer.alloc(width)
      field.writeUIntBE(value, 0, width)
      return field
    })
  )
}

/** What a server says of its screen; `name`: how long it claims that name to be. */
export const screenOf = (width: number, height: number, name = 0): Buffer =>
  Buffer.concat([bytesOf([width, 2], [height, 2]), Buffer.alloc(16), bytesOf([name, 4])])

export const update = (rectangles: number): Buffer => bytesOf([0, 1], [0, 1], [rectangles, 2])

export const rectangle = (x: number, y: number, width: number, height: number, encoding: number): Buffer =>
  bytesOf([x, 2], [y, 2], [width, 2], [height, 2], [encoding, 4])

/** A rectangle of ZRLE with these bytes before zlib. */
export function squeezed(x: number, y: number, width: number, height: number, plain: Uint8Array): Buffer {
  const bytes = deflateSync(plain, { finishFlush: 2 })
  return Buffer.concat([rectangle(x, y, width, height, 16), bytesOf([bytes.length, 4]), bytes])
}

export interface HostileServer {
  connect(): Socket
  /** Bytes that it got rid of so far. */
  readonly sent: number
  close(): Promise<void>
}

/** Says `words` after the hello and, as long as somebody listens, `forever` again and again, at most 256 MiB of it. */
export async function startHostileServer(words: Uint8Array, forever?: Uint8Array): Promise<HostileServer> {
  const mostSent = 256 * 1024 * 1024
  const sockets = new Set<Socket>()
  let sent = 0
  const server: Server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => sockets.delete(socket))
    const hello = [Buffer.from('RFB 003.008\n'), Buffer.from([1, 1]), Buffer.alloc(4), words]
    const on = (): void => {
      while (forever && !socket.destroyed && sent < mostSent) {
        sent += forever.length
        if (!socket.write(forever)) return void socket.once('drain', on)
      }
    }
    socket.write(Buffer.concat(hello), on)
    socket.resume()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('no port')
  return {
    connect: () => connect(address.port, '127.0.0.1'),
    get sent() {
      return sent
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      })
  }
}
