import { Duplex } from 'node:stream'
import type { VncEvent } from '@contract/displays'
import { describe, expect, it } from 'vitest'
import { createVncChannels, type VncEnd } from '../../../src/main/displays/vnc-channels'

const MiB = 1024 * 1024

/** A server with more to say than may be on its way, and remembers how much was taken; not endless, as memory is not. */
class TalkativeServer extends Duplex {
  taken = 0
  readonly heard: Buffer[] = []
  constructor(private readonly most = 16 * MiB) {
    super({ highWaterMark: 32 * 1024 })
  }
  override _read(): void {
    const room = Math.min(32 * 1024, this.most - this.taken)
    if (room <= 0) return
    this.taken += room
    this.push(Buffer.alloc(room, this.taken & 0xff))
  }
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.heard.push(chunk)
    done()
  }
}

const end: VncEnd = { why: 'display', reason: 'It was killed.' }
const open = (stream: Duplex, password: string | null = null) => {
  const channels = createVncChannels()
  const channel = channels.open({ stream, password, whyEnded: async () => end })
  return { channels, channel }
}

const settled = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 60))

describe('the byte channel of a display', () => {
  it('reads nothing before somebody watches', async () => {
    const server = new TalkativeServer()
    open(server)
    await settled()
    expect(server.taken).toBeLessThanOrEqual(128 * 1024)
  })

  it('brings the bytes in order, in items of at most 64 KiB, with their offsets', async () => {
    const server = new TalkativeServer(MiB)
    const { channels, channel } = open(server)
    let at = 0
    for await (const event of channels.watch(channel.id, undefined)) {
      if (event.type !== 'bytes') throw new Error('ended')
      const bytes = Buffer.from(event.base64, 'base64')
      expect(event.offset).toBe(at)
      expect(bytes.length).toBeLessThanOrEqual(64 * 1024)
      at += bytes.length
      channels.ack(channel.id, at)
      if (at === MiB) break
    }
    await channel.ended
  })

  it('stops reading at 4 MiB that were not acknowledged, and goes on when they are', async () => {
    const server = new TalkativeServer()
    const { channels, channel } = open(server)
    const over = new AbortController()
    const watching = channels.watch(channel.id, over.signal)
    const take = async (count: number): Promise<number> => {
      let last = 0
      for (let item = 0; item < count; item++) {
        const { value } = await watching.next()
        if (value?.type === 'bytes') last = value.offset + Buffer.from(value.base64, 'base64').length
      }
      return last
    }
    const sent = await take(20)
    await settled()
    const stopped = server.taken
    expect(stopped).toBeGreaterThan(3.9 * MiB)
    expect(stopped).toBeLessThan(4.3 * MiB)
    await settled()
    expect(server.taken).toBe(stopped)
    // More than was sent is not believed.
    channels.ack(channel.id, 100 * MiB)
    await settled()
    expect(server.taken).toBeGreaterThan(stopped)
    expect(server.taken).toBeLessThan(stopped + sent + 0.3 * MiB)
    over.abort()
    await watching.next()
    await channel.ended
    expect(server.destroyed).toBe(true)
  })

  it('gives what was sent before the end, then why it ended', async () => {
    const server = new TalkativeServer(100)
    const { channels, channel } = open(server)
    const events: VncEvent[] = []
    for await (const event of channels.watch(channel.id, undefined)) {
      events.push(event)
      if (event.type === 'bytes') server.push(null)
    }
    expect(events.map(({ type }) => type)).toEqual(['bytes', 'end'])
    expect(events.at(-1)).toEqual({ type: 'end', ...end })
    expect(() => channels.password(channel.id)).toThrow('not open any more')
  })

  it('ends with its watcher, and has one only', async () => {
    const server = new TalkativeServer()
    const { channels, channel } = open(server)
    const watching = channels.watch(channel.id, undefined)
    await watching.next()
    await expect(channels.watch(channel.id, undefined).next()).rejects.toMatchObject({ code: 'exists' })
    await watching.return()
    await channel.ended
    expect(server.destroyed).toBe(true)
    await expect(channels.send(channel.id, 'AA==')).rejects.toMatchObject({ code: 'not-found' })
  })

  it('tells its watcher why Farscope closed it', async () => {
    const { channels, channel } = open(new TalkativeServer(10))
    const watching = channels.watch(channel.id, undefined)
    await watching.next()
    channel.close({ why: 'closed', reason: 'The booking has ended.' })
    expect((await watching.next()).value).toEqual({ type: 'end', why: 'closed', reason: 'The booking has ended.' })
    expect((await watching.next()).done).toBe(true)
    await channel.ended
  })

  it('gives the password once', () => {
    const { channels, channel } = open(new TalkativeServer(), 'Ab3dEf9h')
    expect(channels.password(channel.id)).toBe('Ab3dEf9h')
    expect(channels.password(channel.id)).toBeNull()
    channels.closeAll()
  })

  it('sends what it is given', async () => {
    const server = new TalkativeServer(10)
    const { channels, channel } = open(server)
    await channels.send(channel.id, Buffer.from('RFB 003.008\n').toString('base64'))
    expect(Buffer.concat(server.heard).toString()).toBe('RFB 003.008\n')
    channels.closeAll()
  })
})
