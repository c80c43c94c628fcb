/** What every road to the engine must do alike. Each road runs all of it against a real engine and a real SSH server. */
import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Entry } from '@contract/files'
import type { PromptEvent } from '@contract/prompts'
import { decodeName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { pause } from '../../src/main/broadcast'
import type { FarscopeClient } from '../../src/main/client-type'
import { type Connected, openWorld, type Road, siteOf, type World, within } from './world'

const limit = 15_000

/** The failure a call ends with, as a caller of this road gets it. */
async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const outcome = work.then(
    () => null,
    (thrown: unknown) => Failure.from(thrown)
  )
  const failure = await within(limit, 'a call that must fail', outcome)
  if (!failure) throw new Error('The call did not fail.')
  return failure
}

async function drain<T>(stream: Promise<AsyncIterable<T>>): Promise<T[]> {
  const items: T[] = []
  for await (const item of await stream) items.push(item)
  return items
}

/** A follower of the questions of the engine; `next` waits for the first event of a kind. */
async function followPrompts(client: FarscopeClient) {
  const stop = new AbortController()
  const events: PromptEvent[] = []
  const stream = await client.prompts.watch(undefined, { signal: stop.signal })
  const ended = (async () => {
    for await (const event of stream) events.push(event)
  })().catch(() => {})
  const next = <K extends PromptEvent['type']>(type: K): Promise<Extract<PromptEvent, { type: K }>> =>
    within(
      limit,
      `a prompt event "${type}"`,
      vi.waitFor(
        () => {
          const found = events.find((event): event is Extract<PromptEvent, { type: K }> => event.type === type)
          if (!found) throw new Error('not yet')
          return found
        },
        { timeout: limit, interval: 10 }
      )
    )
  await next('ready')
  return {
    events,
    next,
    stop: async () => {
      stop.abort()
      await within(limit, 'the end of a watch', ended)
    }
  }
}

/** Until nobody follows the questions any more, which is when a service is told that nobody is there. */
const untilNobodyWatches = (client: FarscopeClient): Promise<void> =>
  vi.waitFor(
    async () => {
      const { code } = await failureOf(client.sites.trust({ name: 'asking' }))
      expect(['host-key-unknown', 'answer-needed']).toContain(code)
    },
    { timeout: limit, interval: 50 }
  )

export function describeRoad(
  name: string,
  openRoad: (world: World) => Promise<Road>,
  options: { link: boolean }
): void {
  describe(`the contract over ${name}`, { timeout: 60_000 }, () => {
    let world: World
    let road: Road
    let client: FarscopeClient
    const connected = new Set<Connected>()
    const connect = async (): Promise<Connected> => {
      const made = await road.connect()
      connected.add(made)
      return made
    }

    beforeAll(async () => {
      vi.spyOn(console, 'error')
      world = await openWorld()
      road = await openRoad(world)
      client = (await road.connect()).client
      await client.sites.save({ site: siteOf(world.facility, 'demo-site') })
      await client.sites.save({ site: siteOf(world.facility, 'asking', false) })
    }, 60_000)
    afterEach(async () => {
      for (const made of connected) await made.leave?.()
      connected.clear()
    })
    afterAll(async () => {
      await road.close()
      await world.close()
      expect(console.error, 'nothing may be printed beside the road').not.toHaveBeenCalled()
      vi.restoreAllMocks()
    }, 60_000)

    const onSite = (path: string) => ({ kind: 'site' as const, site: 'demo-site', path })

    describe('errors', () => {
      it('arrive with their code, message and hint', async () => {
        const failure = await failureOf(client.sites.show({ name: 'nowhere' }))
        expect(failure.code).toBe('unknown-site')
        expect(failure.message).toContain('nowhere')
        expect(failure.hint).not.toBe('')
      })

      it('of a stream arrive the same way', async () => {
        const failure = await failureOf(drain(client.files.list({ place: onSite('/no/such/folder') })))
        expect(failure.code).toBe('not-found')
        expect(failure.message).toContain('/no/such/folder')
      })

      it('of bad input are "usage" and name the field', async () => {
        const failure = await failureOf(client.sites.show({ name: '-rf' }))
        expect(failure.code).toBe('usage')
        expect(failure.message).toContain('name')
      })

      it('refuse what is no call of the contract', async () => {
        const call: unknown = Reflect.get(client.app, 'selfDestruct')
        const made = async (): Promise<unknown> =>
          typeof call === 'function' ? call({}) : Promise.reject(new TypeError())
        await failureOf(made())
        expect((await client.app.info()).pid).toBe(process.pid)
      })

      it('of a cancelled call are "cancelled"', async () => {
        const stop = new AbortController()
        const call = client.prompts.watch(undefined, { signal: stop.signal })
        stop.abort()
        const failure = await failureOf(
          call.then(async stream => drain(Promise.resolve(stream)).then(() => stop.signal.throwIfAborted()))
        )
        expect(failure.code).toBe('cancelled')
      })
    })

    describe('streams', () => {
      it('show the present value, then each change', async () => {
        const stop = new AbortController()
        const stream = await client.app.watchSettings(undefined, { signal: stop.signal })
        expect((await within(limit, 'settings', stream.next())).value).toMatchObject({ theme: 'system' })
        await client.app.saveSettings({ terminalFontSize: 15 })
        await client.app.saveSettings({ theme: 'dark' })
        await vi.waitFor(async () => {
          const { value } = await within(limit, 'changed settings', stream.next())
          // One setting that is saved leaves the others as they are.
          expect(value).toMatchObject({ theme: 'dark', terminalFontSize: 15 })
        })
        await client.app.saveSettings({ theme: 'system' })
        stop.abort()
      })

      it('end on both sides when their caller aborts', async () => {
        const watcher = await followPrompts(client)
        await watcher.stop()
        await untilNobodyWatches(client)
      })

      it('end on both sides when their caller lets go in the middle of a wait', async () => {
        const stream = await client.prompts.watch()
        await within(limit, 'the first event', stream.next())
        const pending = stream.next().catch(() => {})
        await within(limit, 'the end of the stream', stream.return?.() ?? Promise.resolve())
        await within(limit, 'the end of the wait', pending)
        await untilNobodyWatches(client)
      })

      if (options.link)
        it('end on the side of the engine when their client is gone', async () => {
          const other = await connect()
          await followPrompts(other.client)
          await other.leave?.()
          await untilNobodyWatches(client)
        })

      if (options.link)
        it('fail at a client whose link is gone, instead of hanging', async () => {
          const other = await connect()
          const stream = await other.client.app.watchSettings()
          await stream.next()
          const pending = stream.next()
          await other.leave?.()
          await failureOf(pending)
        })
    })

    describe('questions', () => {
      it('reach every watcher; a decline is not the end, the first answer is', async () => {
        const second = (await connect()).client
        const [here, there] = await Promise.all([followPrompts(client), followPrompts(second)])
        const trusting = failureOf(client.sites.trust({ name: 'asking' }))
        const [asked, askedThere] = await Promise.all([here.next('asked'), there.next('asked')])
        expect(askedThere.id).toBe(asked.id)
        expect(asked.prompt).toMatchObject({ kind: 'host-key', fingerprint: world.facility.hostKey.fingerprint })
        await second.prompts.answer({ id: asked.id, answer: { kind: 'declined' } })
        expect(here.events.some(event => event.type === 'closed')).toBe(false)
        await client.prompts.answer({ id: asked.id, answer: { kind: 'host-key', accept: false } })
        await Promise.all([here.next('closed'), there.next('closed')])
        expect((await trusting).code).toBe('host-key-unknown')
        const late = await failureOf(
          second.prompts.answer({ id: asked.id, answer: { kind: 'host-key', accept: true } })
        )
        expect(late.code).toBe('not-found')
        await Promise.all([here.stop(), there.stop()])
      })

      it('that everybody declines fail the work', async () => {
        const watcher = await followPrompts(client)
        const trusting = failureOf(client.sites.trust({ name: 'asking' }))
        const { id } = await watcher.next('asked')
        await client.prompts.answer({ id, answer: { kind: 'declined' } })
        expect(['answer-needed', 'host-key-unknown']).toContain((await trusting).code)
        await watcher.stop()
      })

      it('are taken with the answer of another client', async () => {
        const second = (await connect()).client
        const watcher = await followPrompts(second)
        const trusting = client.sites.trust({ name: 'asking' })
        const { id } = await watcher.next('asked')
        await second.prompts.answer({ id, answer: { kind: 'host-key', accept: true } })
        expect(await within(limit, 'trust', trusting)).toMatchObject([{ state: 'added' }])
        await watcher.stop()
      })
    })

    describe('sites', () => {
      it('are saved and listed, and never replaced unasked', async () => {
        expect((await client.sites.list()).map(site => site.name)).toContain('demo-site')
        const site = siteOf(world.facility, 'demo-site')
        expect((await failureOf(client.sites.save({ site }))).code).toBe('exists')
        const label = 'A label with "quotes", ünïcode and \u202e marks'
        expect((await client.sites.save({ site: { ...site, label }, replace: true })).label).toBe(label)
      })
    })

    describe('files', () => {
      const hostile = [
        'with space',
        `quotes'"\``,
        'new\nline',
        '$(touch pwned)',
        '-rf',
        '..looks-like-up',
        'a'.repeat(255),
        '\u202egnp.exe',
        '<img src=x onerror=alert(1)>',
        'ünï-日本-😀'
      ].map(text => Buffer.from(text))
      const notText = [
        Buffer.from([0xff, 0xfe, 0x41]),
        Buffer.from([0x62, 0xc3, 0x28]),
        Buffer.from([0xed, 0xa0, 0x80])
      ]

      it('with hostile names, and names that are no text, come and go byte for byte', async () => {
        const folder = join(world.facility.root, 'hostile')
        await mkdir(folder)
        const names = [...hostile, ...notText]
        for (const bytes of names) await writeFile(Buffer.concat([Buffer.from(`${folder}/`), bytes]), bytes)
        const events = await drain(client.files.list({ place: onSite(folder) }))
        const found = events.flatMap((event): Entry[] => (event.type === 'entries' ? event.entries : []))
        expect(found.map(entry => entry.name).sort()).toEqual(names.map(decodeName).sort())
        for (const bytes of notText) {
          const path = `${folder}/${decodeName(bytes)}`
          expect((await client.files.stat({ place: onSite(path) })).entry.size).toBe(bytes.length)
          await client.files.rename({ from: onSite(path), to: onSite(`${path}.moved`) })
        }
        const onDisk = await readdir(folder, { encoding: 'buffer' })
        for (const bytes of notText)
          expect(onDisk.some(name => name.equals(Buffer.concat([bytes, Buffer.from('.moved')])))).toBe(true)
      })

      it('that only a window holds are pushed in chunks of bytes', async () => {
        const id = randomUUID()
        const chunk = Buffer.alloc(1024 * 1024, Buffer.from([0, 255, 10, 13, 45, 45, 128]))
        const begin = { id, destination: onSite(world.facility.root), mtime: '2026-01-02T03:04:05Z' }
        await client.transfers.pushBegin({ ...begin, relativePath: 'dropped/movie.mrc', size: 2 * chunk.length })
        await client.transfers.pushWrite({ id, offset: 0, data: new Blob([chunk]) })
        await client.transfers.pushWrite({ id, offset: chunk.length, data: new Blob([chunk]) })
        await client.transfers.pushEnd({ id })
        const file = join(world.facility.root, 'dropped', 'movie.mrc')
        expect((await readFile(file)).equals(Buffer.concat([chunk, chunk]))).toBe(true)
        expect((await stat(file)).mtime.toISOString()).toBe('2026-01-02T03:04:05.000Z')
      })
    })

    describe('the bytes of a file', () => {
      const bytes = Buffer.alloc(9 * 1024 * 1024 + 5, Buffer.from([0, 255, 10, 128, 7]))
      const path = () => join(world.facility.root, 'read $(me)\n.mrc')
      beforeAll(() => writeFile(path(), bytes))

      it('come in order while they are acknowledged', async () => {
        const id = randomUUID()
        const parts: Buffer[] = []
        let taken = 0
        for await (const event of await client.files.content({ id, place: onSite(path()) })) {
          if (event.type === 'opened') expect(event).toMatchObject({ path: path(), size: bytes.length })
          if (event.type !== 'bytes') continue
          expect(event.offset).toBe(taken)
          const part = Buffer.from(event.base64, 'base64')
          parts.push(part)
          taken += part.length
          await client.files.contentAck({ id, offset: taken })
        }
        expect(Buffer.concat(parts).equals(bytes)).toBe(true)
      })

      it('wait for one who does not acknowledge, until that one goes', async () => {
        const stop = new AbortController()
        const id = randomUUID()
        const stream = await client.files.content({ id, place: onSite(path()) }, { signal: stop.signal })
        let got = 0
        const reading = (async () => {
          for await (const event of stream)
            if (event.type === 'bytes') got = event.offset + Buffer.byteLength(event.base64, 'base64')
        })().catch(() => {})
        await vi.waitFor(() => expect(got).toBeGreaterThanOrEqual(4 * 1024 * 1024), { timeout: limit })
        expect(await Promise.race([reading.then(() => 'ended'), pause(500, undefined)])).toBeUndefined()
        expect(got).toBeLessThan(5 * 1024 * 1024)
        stop.abort()
        await within(limit, 'the end of the stream', reading)
        // The id is free again when the engine has let go of the file.
        await vi.waitFor(
          async () => {
            const again = await client.files.content({ id, place: onSite(path()) })
            expect((await again.next()).value).toMatchObject({ type: 'opened' })
            await again.return?.()
          },
          { timeout: limit }
        )
      })

      it('are not to be had of a folder', async () => {
        const place = onSite(world.facility.root)
        const failure = await failureOf(drain(client.files.content({ id: randomUUID(), place })))
        expect(failure.code).toBe('is-a-directory')
      })
    })

    describe('terminals', () => {
      it('echo what is typed, take acknowledgements, and end when closed', async () => {
        const id = randomUUID()
        await client.terminals.open({ id, place: { kind: 'site', site: 'demo-site' }, cols: 80, rows: 24 })
        const stream = await client.terminals.watch({ id })
        await client.terminals.input({ id, data: 'echo "<$((6*7))é>"\r' })
        let text = ''
        while (!text.includes('<42é>')) {
          const item = await within(limit, `an echo after ${JSON.stringify(text)}`, stream.next())
          const value = item.done ? undefined : item.value
          if (value?.type !== 'data') throw new Error(`The shell ended: ${JSON.stringify(value)}`)
          expect(value.offset).toBe(text.length)
          text += value.data
          await client.terminals.ack({ id, offset: text.length })
        }
        await client.terminals.close({ id })
        await within(limit, 'the end of the terminal', drain(Promise.resolve(stream)))
      })
    })

    describe('jobs', () => {
      it('are submitted, and waited for to their end', async () => {
        const script = '#!/bin/sh\n#SBATCH --job-name=over-the-road\nexit 3\n'
        const job = await client.jobs.submit({ site: 'demo-site', script })
        expect(job.name).toBe('over-the-road')
        const ended = await within(55_000, 'the end of the job', client.jobs.wait({ site: 'demo-site', id: job.id }))
        expect(ended).toMatchObject({ id: job.id, state: 'FAILED', exitCode: 3 })
      })
    })
  })
}
