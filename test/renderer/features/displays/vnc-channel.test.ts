import type { VncEvent } from '@contract/displays'
import { describe, expect, it } from 'vitest'
import { type ChannelEnd, type VncCalls, VncChannel } from '../../../../src/renderer/features/displays/vnc/vnc-channel'

/** An engine whose channel says these items, and then waits until it is left. */
function engine(items: readonly VncEvent[]) {
  const acks: number[] = []
  const sent: string[] = []
  let letGo = (): void => {}
  const gate = { held: false, release: () => letGo() }
  async function* events(signal: AbortSignal | undefined): AsyncGenerator<VncEvent, void, void> {
    yield* items
    await new Promise<void>(resolve => signal?.addEventListener('abort', () => resolve()))
  }
  const calls = {
    vncWatch: async (_: { channel: string }, options?: { signal?: AbortSignal }) => events(options?.signal),
    vncAck: async ({ offset }: { offset: number }) => void acks.push(offset),
    vncSend: async ({ base64 }: { base64: string }) => {
      sent.push(Buffer.from(base64, 'base64').toString())
      if (gate.held)
        await new Promise<void>(resolve => {
          letGo = resolve
        })
    }
    // Only what the channel calls; the real client has options that no test needs.
  } as unknown as VncCalls
  return { calls, acks, sent, gate }
}

const bytes = (offset: number, text: string): VncEvent => ({ type: 'bytes', offset, base64: btoa(text) })
const settled = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 10))

function started(items: readonly VncEvent[]) {
  const rig = engine(items)
  const ends: ChannelEnd[] = []
  const heard: string[] = []
  let closed = 0
  const channel = new VncChannel(rig.calls, 'c1', end => ends.push(end))
  channel.onmessage = ({ data }) => heard.push(Buffer.from(data).toString())
  channel.onclose = () => {
    closed += 1
  }
  channel.start()
  return { ...rig, channel, ends, heard, closed: () => closed }
}

describe('the channel that noVNC reads', () => {
  it('has what noVNC wants of a WebSocket', () => {
    const { channel } = started([])
    const props = [...Object.keys(channel), ...Object.getOwnPropertyNames(Object.getPrototypeOf(channel))]
    for (const one of ['send', 'close', 'binaryType', 'onerror', 'onmessage', 'onopen', 'protocol', 'readyState'])
      expect(props).toContain(one)
    channel.close()
  })

  it('gives the bytes and acknowledges them', async () => {
    const { channel, heard, acks } = started([bytes(0, 'RFB 003.008\n'), bytes(12, 'more')])
    await settled()
    expect(heard).toEqual(['RFB 003.008\n', 'more'])
    expect(acks).toEqual([12, 16])
    channel.close()
  })

  it('says why it ended before noVNC hears of it', async () => {
    const { ends, closed, channel } = started([{ type: 'end', why: 'display', reason: 'It was killed.' }])
    await settled()
    expect(ends).toEqual([{ why: 'display', reason: 'It was killed.' }])
    expect(closed()).toBe(1)
    expect(channel.readyState).toBe(3)
  })

  it('is silent about an end of its own', async () => {
    const { ends, closed, channel } = started([])
    channel.close()
    channel.close()
    await settled()
    expect(ends).toEqual([])
    expect(closed()).toBe(1)
  })

  it('sends one call at a time, so that nothing overtakes what was typed before', async () => {
    const { channel, sent, gate } = started([])
    const buffer = Buffer.from('a')
    gate.held = true
    channel.send(buffer)
    // noVNC writes into the same memory again.
    buffer.fill('x')
    channel.send(Buffer.from('b'))
    channel.send(Buffer.from('c'))
    await settled()
    expect(sent).toEqual(['a'])
    gate.held = false
    gate.release()
    await settled()
    expect(sent).toEqual(['a', 'bc'])
    channel.close()
  })
})
