/** Opening the VNC display that a facility names, on a server of this process that stands in for another account's. */
import { type Duplex, duplexPair } from 'node:stream'
import type { ResourceDisplay } from '@contract/resources'
import { Failure } from '@domain/failure'
import { describe, expect, it, vi } from 'vitest'
import type { DisplayPlace, Opened, OpenRequest } from '../../../src/main/displays/adapter'
import { ByteReader } from '../../../src/main/displays/rfb-reader'
import { createVncChannels } from '../../../src/main/displays/vnc-channels'
import { openVnc } from '../../../src/main/displays/vnc-open'
import { challengeAnswer } from '../../../src/main/displays/vnc-secrets'
import type { ViewerRequest } from '../../../src/main/displays/vnc-viewer'
import { memorySecrets } from '../../../src/main/keyring'
import { silentLog } from '../../../src/main/platform'
import type { PromptBroker } from '../../../src/main/prompts/prompt-broker'

const password = 'consolpw'
const challenge = Buffer.alloc(16, 7)

/** Of these kinds of security; lets in whoever knows the password. */
async function serve(stream: Duplex, kinds: readonly number[]): Promise<void> {
  stream.on('error', () => undefined)
  const reader = new ByteReader(stream)
  stream.write('RFB 003.008\n')
  await reader.take(12)
  stream.write(Buffer.from([kinds.length, ...kinds]))
  await reader.take(1)
  stream.write(challenge)
  const right = challengeAnswer(challenge, password).equals(await reader.take(16))
  stream.write(Buffer.from([0, 0, 0, right ? 0 : 1]))
}

interface Host {
  readonly facility?: ResourceDisplay
  readonly kinds?: readonly number[]
  /** What it says of the displays of the caller's own account. */
  readonly report?: string
}

function host({ facility = { kind: 'vnc', port: 5907 }, kinds = [2], report = '' }: Host) {
  const ports: number[] = []
  const connection = {
    connected: true,
    run: async () => {
      if (report === '') throw new Failure('remote-error', 'No shell for scripts.')
      return { stdout: Buffer.from(report), stderr: Buffer.alloc(0), code: 0, signal: null }
    },
    forwardOut: async (_host: string, port: number) => {
      ports.push(port)
      const [here, there] = duplexPair()
      serve(there, kinds).catch(() => undefined)
      return here
    }
  }
  const ask = vi.fn<PromptBroker['ask']>(async () => ({ kind: 'credentials', answers: [password], remember: false }))
  const viewed: ViewerRequest[] = []
  const viewers = {
    find: () => '/usr/bin/vncviewer',
    open: async (request: ViewerRequest): Promise<Opened> => {
      viewed.push(request)
      return { launch: request.launch, ended: Promise.resolve(), close: async () => undefined }
    }
  }
  const place: DisplayPlace = {
    ...{ site: 'em', host: 'scope', automatic: false, facility },
    // Of the link only these are used.
    ...{ connection: async () => connection as never, login: async () => connection as never }
  }
  const open = async (id: string, more: Partial<OpenRequest> = {}): Promise<Opened> => {
    const deps = { channels: createVncChannels(), viewers, ask, secrets: memorySecrets(), log: silentLog }
    const opening = openVnc(
      deps,
      { ...{ place, id, way: 'inside', right: 'control', print: false }, ...more },
      AbortSignal.timeout(10_000)
    )
    for (;;) {
      const { value, done } = await opening.next()
      if (done) return value
    }
  }
  return { open, ask, ports, viewed }
}

describe('The VNC display that a facility names', () => {
  it.each([
    ['its port', { kind: 'vnc', port: 5907 }, 'port 5907', 5907],
    ['its number', { kind: 'vnc', session: ':12' }, ':12', 5912],
    ['both, of which the port counts', { kind: 'vnc', session: ':1', port: 6001 }, ':1', 6001]
  ] as const)('is found by %s', async (_what, facility, id, port) => {
    const { open, ports, ask } = host({ facility })
    const opened = await open(id)
    expect(opened.launch).toMatchObject({ host: '127.0.0.1', port, sessionId: id })
    expect(new Set(ports)).toEqual(new Set([port]))
    expect(ask.mock.calls[0]?.[0]).toMatchObject({ kind: 'credentials', host: 'scope', port, canRemember: true })
    await opened.close()
  })

  it('is none of another id', async () => {
    const { open } = host({ report: 'host\tscope\nuser\tann\n' })
    await expect(open(':3')).rejects.toMatchObject({ code: 'not-found' })
  })

  it('is shown by a viewer of this computer with the password that was asked for, and to nobody who only looks', async () => {
    const { open, viewed } = host({})
    await open('port 5907', { way: 'external' })
    expect(viewed).toMatchObject([{ target: { password } }])
    await expect(open('port 5907', { way: 'external', right: 'view' })).rejects.toMatchObject({ code: 'not-allowed' })
  })

  it('asks nobody where only the way to it is wanted', async () => {
    const { open, ask, ports } = host({})
    expect((await open('port 5907', { print: true })).launch).toMatchObject({ port: 5907, channel: null })
    await open('port 5907', { print: true, way: 'external' })
    expect([ask.mock.calls.length, ports.length]).toEqual([0, 0])
  })

  it('is left to the window where it wants another login, but not to who may only look', async () => {
    const { open, ask } = host({ kinds: [19] })
    const opened = await open('port 5907')
    expect(opened.launch.channel).not.toBeNull()
    await opened.close()
    await expect(open('port 5907', { right: 'view' })).rejects.toMatchObject({ code: 'not-allowed' })
    expect(ask).not.toHaveBeenCalled()
  })

  it('is given up after three wrong passwords', async () => {
    const { open, ask } = host({})
    ask.mockResolvedValue({ kind: 'credentials', answers: ['wrong'], remember: true })
    await expect(open('port 5907')).rejects.toMatchObject({ code: 'auth-failed' })
    expect(ask).toHaveBeenCalledTimes(3)
  })
})
