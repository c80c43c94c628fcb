/**
 * An SFTP server, version 3, on one channel. Our own, not ssh2's: that one announces no extensions (so a client cannot
 * rename over a file) and turns names into UTF-8, losing bytes.
 */
import type { Duplex } from 'node:stream'
import { PacketReader, PacketSplitter, PacketWriter } from './packet'
import { longestPacket, Requests } from './requests'
import { statusCodes, statusOf, statusText } from './status'

const extensions: [string, string][] = [
  ['posix-rename@openssh.com', '1'],
  ['statvfs@openssh.com', '2'],
  ['hardlink@openssh.com', '1'],
  ['fsync@openssh.com', '1'],
  ['limits@openssh.com', '1']
]

/** Bytes of requests taken but not answered, above which no more are read: a slow disk must not fill the memory. */
const mostWaiting = 8 * 1024 * 1024

/** Serves the channel until it ends. `home` is where relative paths start. */
export function serveSftp(channel: Duplex, home: string): void {
  const requests = new Requests(home)
  const splitter = new PacketSplitter(longestPacket)
  const inOrder = new Ordering()
  let waiting = 0

  const answer = async (packet: Buffer): Promise<void> => {
    const reader = new PacketReader(packet)
    const type = reader.byte()
    if (type === 1) return send(channel, version())
    const id = reader.uint32()
    const handler = requests.byType[type]
    if (handler === undefined) return send(channel, status(id, statusCodes.unsupported))
    const work = async (): Promise<void> => {
      const reply = await handler(reader, id).catch(thrown => status(id, statusOf(thrown)))
      send(channel, reply ?? status(id, statusCodes.ok))
    }
    await (type === 5 || type === 6 ? inOrder.beside(work) : inOrder.alone(work))
  }

  channel.on('data', (chunk: Buffer) => {
    let packets: Buffer[]
    try {
      packets = splitter.push(chunk)
    } catch {
      channel.destroy()
      return
    }
    for (const packet of packets) {
      waiting += packet.length
      if (waiting > mostWaiting) channel.pause()
      answer(packet)
        .catch(() => channel.destroy())
        .finally(() => {
          waiting -= packet.length
          if (waiting <= mostWaiting) channel.resume()
        })
    }
  })
  channel.on('end', () => channel.end())
  channel.on('error', () => channel.destroy())
  channel.on('close', () => inOrder.alone(() => requests.handles.closeAll()))
}

/** Lets reads and writes run beside each other and everything else wait for what came before it. */
class Ordering {
  private lastAlone: Promise<unknown> = Promise.resolve()
  private readonly running = new Set<Promise<unknown>>()

  beside(work: () => Promise<void>): Promise<void> {
    const done = this.lastAlone.then(work)
    const settled = done.catch(() => undefined)
    this.running.add(settled)
    settled.finally(() => this.running.delete(settled))
    return done
  }

  alone(work: () => Promise<void>): Promise<void> {
    const done = Promise.all([this.lastAlone, ...this.running]).then(work)
    this.lastAlone = done.catch(() => undefined)
    return done
  }
}

function send(channel: Duplex, packet: PacketWriter): void {
  if (channel.writable) channel.write(packet.finish())
}

function status(id: number, code: (typeof statusCodes)[keyof typeof statusCodes]): PacketWriter {
  return new PacketWriter(101).uint32(id).uint32(code).field(statusText(code)).field('')
}

function version(): PacketWriter {
  const packet = new PacketWriter(2).uint32(3)
  for (const [name, value] of extensions) packet.field(name).field(value)
  return packet
}
