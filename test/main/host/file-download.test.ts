import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { get as httpGet } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ContentEvent, Place } from '@contract/files'
import { decodeName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import { contentAddress } from '@domain/files/content-address'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createEngine, type Engine } from '../../../src/main/engine'
import { type ContentCalls, contentDisposition } from '../../../src/main/host/file-download'
import { type Host, startHost } from '../../../src/main/host/host'
import { silentLog } from '../../../src/main/platform'
import { within } from '../../contract/world'
import { testPlatform } from '../test-platform'
import { ask, enter } from './visitor'

const limit = 15_000
let folder: string
let engine: Engine
const hosts: Host[] = []

/** A door with its visitor's cookie. */
async function door(files: ContentCalls): Promise<{ port: number; cookie: string }> {
  const attach = vi.fn()
  const host = await startHost({ rendererFolder: folder, attach, files, log: silentLog })
  hosts.push(host)
  return { port: host.port, cookie: await enter(host) }
}

interface Body {
  status: number
  headers: Record<string, unknown>
  bytes: Buffer
  /** Whether all came that was announced. */
  complete: boolean
}

function download(at: { port: number; cookie: string }, place: Place): Promise<Body> {
  const address = { host: '127.0.0.1', port: at.port, path: contentAddress(place), agent: false as const }
  const answer = new Promise<Body>((resolve, reject) => {
    httpGet({ ...address, headers: { cookie: at.cookie } }, response => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('error', () => {})
      response.on('close', () => {
        const { statusCode = 0, headers, complete } = response
        resolve({ status: statusCode, headers, bytes: Buffer.concat(parts), complete })
      })
    }).on('error', reject)
  })
  return within(limit, 'a download', answer)
}

const local = (name: string): Place => ({ kind: 'local', path: join(folder, name) })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farscope-download-'))
  await mkdir(join(folder, 'data'))
  engine = await createEngine(testPlatform(folder))
})
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close()
})
afterAll(async () => {
  await engine.close()
  await rm(folder, { recursive: true, force: true, maxRetries: 3 })
})

describe('a file for the browser', () => {
  const large = Buffer.alloc(9 * 1024 * 1024 + 17, Buffer.from([0, 255, 13, 10, 128, 7, 61]))

  it.each([
    ['larger than all that may be in flight', 'movie.mrc', large],
    ['empty', 'empty', Buffer.alloc(0)],
    ['with a hostile name', `a"b;c'd\r\ne:%41 \u202egnp.exe`, Buffer.from('x')]
  ])('comes byte for byte: %s', async (_what, name, bytes) => {
    await writeFile(join(folder, name), bytes)
    const { status, headers, ...body } = await download(await door(engine.client('door').files), local(name))
    expect(status).toBe(200)
    expect(body.bytes.equals(bytes)).toBe(true)
    expect(headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': String(bytes.length),
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'content-disposition': contentDisposition(name)
    })
  })

  it('with a name that is no text comes as well', async () => {
    const name = Buffer.from([0x62, 0xff, 0x28])
    await writeFile(Buffer.concat([Buffer.from(`${folder}/`), name]), 'bytes')
    const { bytes } = await download(await door(engine.client('door').files), local(decodeName(name)))
    expect(bytes.toString()).toBe('bytes')
  })

  it('counts as work under way until the browser has it, or went away', async () => {
    await writeFile(join(folder, 'slow'), large)
    const { port, cookie } = await door(engine.client('door').files)
    const path = contentAddress(local('slow'))
    const request = httpGet({ host: '127.0.0.1', port, path, agent: false, headers: { cookie } })
    // Nobody reads what comes, so it does not end.
    request.on('response', response => response.pause())
    request.on('error', () => {})
    await vi.waitFor(() => expect(engine.busy()).toEqual(['1 download of the browser not finished']), limit)
    request.destroy()
    await vi.waitFor(() => expect(engine.busy()).toEqual([]), limit)
  })

  it('is only described to HEAD', async () => {
    await writeFile(join(folder, 'described'), large)
    const { port, cookie } = await door(engine.client('door').files)
    const { status, headers, body } = await ask(port, contentAddress(local('described')), { cookie }, 'HEAD')
    expect([status, headers['content-length'], body]).toEqual([200, String(large.length), ''])
  })

  it.each([
    ['what is not there', 'gone', 404],
    ['a folder', 'data', 409]
  ])('is refused with the reason: %s', async (_what, name, wanted) => {
    const { status, headers, bytes } = await download(await door(engine.client('door').files), local(name))
    expect(status).toBe(wanted)
    expect(headers).toMatchObject({ 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' })
    expect(headers['content-disposition']).toBeUndefined()
    expect(bytes.toString()).toContain(name)
  })

  it.each<[string, Record<string, string>]>([
    ['no cookie', { cookie: '' }],
    ['a foreign Host', { host: 'evil.example' }],
    ['a foreign Origin', { origin: 'https://evil.example' }],
    ['a page of another port of this computer', { 'sec-fetch-site': 'same-site' }],
    ['a page of elsewhere', { 'sec-fetch-site': 'cross-site' }]
  ])('is refused to %s', async (_what, headers) => {
    await writeFile(join(folder, 'secret'), 'secret')
    const { port, cookie } = await door(engine.client('door').files)
    const answer = await ask(port, contentAddress(local('secret')), { cookie, ...headers })
    expect(answer.status).toBe(403)
    expect(answer.body).not.toContain('secret')
  })

  it.each<[string, Record<string, string>]>([
    ['our own page', { 'sec-fetch-site': 'same-origin' }],
    ['the browser itself', { 'sec-fetch-site': 'none' }]
  ])('is given to %s', async (_what, headers) => {
    await writeFile(join(folder, 'mine'), 'mine')
    const { port, cookie } = await door(engine.client('door').files)
    expect((await ask(port, contentAddress(local('mine')), { cookie, ...headers })).body).toBe('mine')
  })

  it.each(['', '?place=', '?place=x', '?place=%ff', '?place={"kind":"local"}'])(
    'is refused to an address that names none: %s',
    async query => {
      const { port, cookie } = await door(engine.client('door').files)
      expect((await ask(port, `/files/content${query}`, { cookie })).status).toBe(403)
    }
  )
})

/** An engine that reads a file without an end; `made` counts its bytes. */
function endless(failAt = Number.POSITIVE_INFINITY) {
  const state = { made: 0, ended: false, acknowledged: 0 }
  const item = Buffer.alloc(1024 * 1024, 1)
  async function* stream(signal: AbortSignal | undefined): AsyncGenerator<ContentEvent, void, void> {
    try {
      yield { type: 'opened', path: '/endless', size: 2 ** 40, mtime: '2026-01-02T03:04:05Z' }
      while (!signal?.aborted) {
        if (state.made >= failAt) throw new Failure('changed-at-source', 'It changed.')
        const offset = state.made
        state.made += item.length
        yield { type: 'bytes', offset, base64: item.toString('base64') }
      }
    } finally {
      state.ended = true
    }
  }
  const content = async (_input: unknown, options?: { signal?: AbortSignal }) => stream(options?.signal)
  const contentAck = async ({ offset }: { offset: number }) => {
    state.acknowledged = offset
  }
  // The door awaits streams and calls; what else a client's type carries it does not touch.
  return { state, calls: { content, contentAck } as unknown as ContentCalls }
}

describe('a download', () => {
  it('is read no faster than it is taken, and no further once it is given up', async () => {
    const { state, calls } = endless()
    const { port, cookie } = await door(calls)
    const path = contentAddress({ kind: 'local', path: '/endless' })
    const request = httpGet({ host: '127.0.0.1', port, path, headers: { cookie }, agent: false })
    request.on('error', () => {})
    // Nobody reads the answer: it stands still when the buffers of the system are full.
    await within(limit, 'an answer', new Promise(resolve => request.once('response', resolve)))
    let before = -1
    await vi.waitFor(
      () => {
        const still = before === state.made
        before = state.made
        expect(still).toBe(true)
      },
      { timeout: limit, interval: 300 }
    )
    expect(state.made).toBeLessThan(64 * 1024 * 1024)
    expect(state.acknowledged).toBeLessThan(state.made)
    expect(state.ended).toBe(false)
    request.destroy()
    await vi.waitFor(() => expect(state.ended).toBe(true), { timeout: limit })
  })

  it('that fails on the way breaks off, so that a part is not taken for the whole', async () => {
    const { calls } = endless(2 * 1024 * 1024)
    const { status, complete } = await download(await door(calls), { kind: 'local', path: '/endless' })
    expect([status, complete]).toEqual([200, false])
  })
})

describe('the name in the answer', () => {
  it.each([
    ['movie.mrc', `attachment; filename="movie.mrc"; filename*=UTF-8''movie.mrc`],
    [`it's (1)*.mrc`, `attachment; filename="it's (1)_.mrc"; filename*=UTF-8''it%27s%20%281%29_.mrc`],
    ['é"\r\nX: y', `attachment; filename="____X_ y"; filename*=UTF-8''%C3%A9___X_%20y`]
  ])('of %j', (name, wanted) => {
    expect(contentDisposition(name)).toBe(wanted)
  })
})
