/** A store of bookings in a folder of this computer. */
import { writeFileSync } from 'node:fs'
import { appendFile, chmod, readdir, readFile, rename, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LogEntry } from '../../../src/contract/booking'
import { bookingFile } from '../../../src/domain/bookings/ics'
import { Failure } from '../../../src/domain/failure'
import type { FileSystem } from '../../../src/domain/files/file-system'
import { controlRequests } from '../../../src/domain/sessions/control-requests'
import { armedFrom } from '../../../src/domain/sessions/phase'
import { createLocalFileSystem } from '../../../src/main/files/local-file-system'
import { booking } from '../../domain/bookings/booking-fixture'
import { book, type Client, codeOf, createFolderRig, type FolderRig, resources } from './folder-rig'

let rig: FolderRig
let one: Client
const me = userInfo().username

beforeEach(async () => {
  rig = await createFolderRig()
  one = rig.client({ user: me })
  await one.folder.init(resources, undefined)
})
afterEach(() => rig.end())

const locks = (): Promise<string[]> => readdir(join(rig.root, 'locks'))
const uids = async (client: Client): Promise<string[]> =>
  (await client.folder.read(undefined)).bookings.map(({ uid }) => uid).sort()

describe('a new store', () => {
  it('is a folder that a group may write to, where nobody removes what is another’s but in the folder of locks', async () => {
    const mode = async (name: string): Promise<string> => ((await stat(join(rig.root, name))).mode & 0o7777).toString(8)
    expect([await mode('.'), await mode('krios1/waitlist'), await mode('locks')]).toEqual(['3775', '3775', '2775'])
    expect(await codeOf(one.folder.init(resources, undefined))).toBe('exists')
  })

  it('has what was put in, for everybody and after a restart, and tells when it was read', async () => {
    const made = await book(one.folder, booking({ owner: me }))
    const other = rig.client({ data: 'other' })
    expect((await other.folder.read(undefined)).bookings).toEqual([made])
    await other.close()
    const again = rig.client({ data: 'other' })
    expect(await again.folder.copy()).toMatchObject({ bookings: [made], offline: null, file: resources })
    expect(await locks()).toEqual([])
  })

  it('is missed by name where there is none', async () => {
    await rm(rig.root, { recursive: true })
    const fresh = rig.client()
    expect(await codeOf(fresh.folder.read(undefined))).toBe('not-found')
    expect(await codeOf(book(fresh.folder, booking()))).toBe('not-found')
    expect((await one.folder.read(undefined)).offline).toMatchObject({ code: 'not-found' })
  })
})

describe('a change', () => {
  it('is seen by others at once, also the second within the same second', async () => {
    const other = rig.client()
    for (const title of ['first', 'secnd', 'third']) {
      await one.folder.transact(
        () => ({ changes: { bookings: [booking({ owner: me, title })] }, result: null }),
        undefined
      )
      expect((await other.folder.read(undefined)).bookings.map(found => found.title)).toEqual([title])
    }
  })

  it('leaves all as it was when its decision fails, when a file cannot be written, and when it is cancelled', async () => {
    const first = await book(one.folder, booking({ owner: me }))
    const changed = { ...first, title: 'changed' }
    await expect(
      one.folder.transact(() => {
        throw new Error('no')
      }, undefined)
    ).rejects.toThrow('no')
    const places = createLocalFileSystem(rig.scratch)
    const replace: FileSystem['replace'] = (from, to) =>
      to.endsWith('b2.ics') ? Promise.reject(new Failure('disk-full', 'Full.')) : places.replace(from, to)
    const broken = rig.client({ user: me, local: { ...places, replace } })
    const both = [
      changed,
      booking({ uid: 'b2', owner: me, start: '2027-01-01T00:00:00Z', end: '2027-01-02T00:00:00Z' })
    ]
    const writeBoth = () => ({ changes: { bookings: both }, result: null })
    expect(await codeOf(broken.folder.transact(writeBoth, undefined))).toBe('disk-full')
    const stop = new AbortController()
    const cancelled = one.folder.transact(() => {
      stop.abort()
      return { changes: { bookings: [changed] }, result: null }
    }, stop.signal)
    expect(await codeOf(cancelled)).toBe('cancelled')
    expect((await rig.client().folder.read(undefined)).bookings).toEqual([first])
    expect(await locks()).toEqual([])
  })

  it('that is given up while its files get their names is whole or not there at all', async () => {
    const places = createLocalFileSystem(rig.scratch)
    const stop = new AbortController()
    const slow =
      (answer: (from: string, to: string) => Promise<'atomic' | 'gap'>): FileSystem['replace'] =>
      async (from, to, signal) => {
        stop.abort()
        // As over a link: the server obeys whether anybody still waits for its answer or not.
        const done = answer(from, to)
        if (signal?.aborted) throw Failure.from(signal.reason)
        return done
      }
    const sent = rig.client({ user: me, local: { ...places, replace: slow(places.replace) } })
    expect(await codeOf(book(sent.folder, booking({ owner: me }), stop.signal))).toBe('done')
    expect(await uids(rig.client())).toEqual(['b1@farscope'])
    const lost = async (from: string, to: string): Promise<'atomic'> => {
      await places.replace(from, to)
      throw new Failure('timeout', 'No answer.')
    }
    const wish = booking({ uid: 'b2', owner: me, start: '2027-01-01T00:00:00Z', end: '2027-01-02T00:00:00Z' })
    const unanswered = rig.client({ user: me, local: { ...places, replace: lost } })
    expect(await codeOf(book(unanswered.folder, wish))).toBe('timeout')
    expect(await uids(rig.client())).toEqual(['b1@farscope'])
    const removeFile: FileSystem['removeFile'] = (path, signal) =>
      path.endsWith('b2.ics') ? Promise.reject(new Failure('timeout', 'No answer.')) : places.removeFile(path, signal)
    const dead = rig.client({ user: me, local: { ...places, replace: lost, removeFile } })
    await expect(book(dead.folder, wish)).rejects.toThrow(/Part of a change may stand/)
    expect(await locks()).toEqual([])
  })

  it('of the resource moves the file', async () => {
    const made = await book(one.folder, booking({ owner: me }))
    await one.folder.transact(
      () => ({ changes: { bookings: [{ ...made, resource: 'glacios' }] }, result: null }),
      undefined
    )
    expect(await readdir(join(rig.root, 'krios1'))).not.toContain('b1@farscope.ics')
    expect(await uids(rig.client())).toEqual(['b1@farscope'])
  })

  it('of the resources makes their folders', async () => {
    const file = { ...resources, resources: [...resources.resources, { ...resources.resources[0], name: 'talos' }] }
    await one.folder.transact(now => {
      const first = now.file.resources[0]
      if (!first) throw new Error('no resource')
      return {
        changes: { resources: { ...file, resources: [...resources.resources, { ...first, name: 'talos' }] } },
        result: null
      }
    }, undefined)
    expect(await readdir(join(rig.root, 'talos'))).toEqual(['changes', 'requests', 'waitlist'])
    expect((await one.folder.read(undefined)).file.resources).toHaveLength(3)
  })

  it('keeps any uid within its folder', async () => {
    const uid = '../../../etc/passwd\n\u{1f52c}'
    await book(one.folder, booking({ uid, owner: me }))
    await book(
      one.folder,
      booking({ uid: 'x'.repeat(255), owner: me, start: '2027-01-01T00:00:00Z', end: '2027-01-02T00:00:00Z' })
    )
    expect(await readdir(rig.scratch)).not.toContain('etc')
    expect(await uids(rig.client())).toEqual([uid, 'x'.repeat(255)].sort())
  })
})

describe('the lock', () => {
  it('lets one of many win', async () => {
    const clients = Array.from({ length: 8 }, () => rig.client({ user: me }))
    const wishes = clients.map(({ folder }, at) => codeOf(book(folder, booking({ uid: `b${at}`, owner: me }))))
    expect((await Promise.all(wishes)).sort()).toEqual([...Array<string>(7).fill('conflict'), 'done'])
    expect(await locks()).toEqual([])
  })

  it('is broken when its holder has died, and what the dead left is removed after an hour', async () => {
    const [lock, left] = ['lock', 'new-1-0'].map(name => join(rig.root, 'locks', name))
    for (const path of [lock, left]) {
      await writeFile(path ?? '', '{"user":"dead"}')
      await utimes(path ?? '', new Date(Date.now() - 7_200_000), new Date(Date.now() - 7_200_000))
    }
    expect(await codeOf(book(one.folder, booking({ owner: me })))).toBe('done')
    expect(await locks()).toEqual([])
  })

  it('of somebody whose clock is minutes off is neither broken nor mistaken, and times are the server’s', async () => {
    const places = createLocalFileSystem(rig.scratch)
    const writeSmall = vi.fn(places.writeSmall)
    const clock = { now: () => new Date(Date.now() + 300_000) }
    const late = rig.client({ user: me, clock, local: { ...places, writeSmall } })
    const held = join(rig.root, 'locks', 'lock')
    await writeFile(held, '{"user":"alive"}')
    const stop = new AbortController()
    const waiting = codeOf(book(late.folder, booking({ owner: me }), stop.signal))
    // It tries again after it judged how old the lock is.
    const tries = () => writeSmall.mock.calls.filter(([path]) => path === held).length
    await vi.waitFor(() => expect(tries()).toBeGreaterThan(2), { timeout: 30_000 })
    expect(await readFile(held, 'utf8')).toContain('alive')
    await rm(held)
    expect(await waiting).toBe('done')
    const at = await late.folder.transact((_now, at) => ({ changes: {}, result: at }), undefined)
    expect(Math.abs(at.getTime() - Date.now())).toBeLessThan(5000)
    expect((await late.folder.read(undefined)).clockOffsetMs).toBeCloseTo(-300_000, -4)
  })

  it('is waited for no longer than the caller wants', async () => {
    await writeFile(join(rig.root, 'locks', 'lock'), '{"user":"alive"}')
    expect(await codeOf(book(one.folder, booking({ owner: me }), AbortSignal.timeout(300)))).not.toBe('done')
    expect(await locks()).toEqual(['lock'])
  })
})

describe('two bookings of one slot that both came through', () => {
  const slipIn = async (created: string): Promise<string> => {
    const other = booking({ uid: 'other', owner: me, created, changed: created })
    return codeOf(
      one.folder.transact(() => {
        writeFileSync(join(rig.root, 'krios1', 'other.ics'), bookingFile(other))
        return { changes: { bookings: [booking({ uid: 'mine', owner: me })] }, result: null }
      }, undefined)
    )
  }

  it('leave that of whoever had the lock, when it was taken from the other', async () => {
    const places = createLocalFileSystem(rig.scratch)
    const other = booking({ uid: 'other', owner: me, created: '2026-11-02T10:00:00Z' })
    // After the last look at the lock: this computer sleeps, the lock gets old, somebody takes it, books and is done.
    const sleepy =
      (books: boolean): FileSystem['replace'] =>
      async (from, to, signal) => {
        if (books) writeFileSync(join(rig.root, 'krios1', 'other.ics'), bookingFile(other))
        await rm(join(rig.root, 'locks', 'lock'), { force: true })
        return places.replace(from, to, signal)
      }
    for (const books of [false, true]) {
      const late = rig.client({ user: me, local: { ...places, replace: sleepy(books) } })
      expect(await codeOf(book(late.folder, booking({ uid: 'mine', owner: me })))).toBe('conflict')
      expect(await uids(rig.client())).toEqual(books ? ['other'] : [])
    }
    expect(await locks()).toEqual([])
  })

  it('leave the one that was made first', async () => {
    expect(await slipIn('2026-10-31T10:00:00Z')).toBe('conflict')
    expect(await uids(rig.client())).toEqual(['other'])
    expect(await locks()).toEqual([])
  })

  it('are decided the same way from the other side', async () => {
    expect(await slipIn('2026-11-02T10:00:00Z')).toBe('done')
    expect(await uids(rig.client())).toEqual(['mine', 'other'])
  })
})

describe('resources.json', () => {
  it('that is half-written stops booking, while the last good copy is shown with the place of the mistake', async () => {
    const made = await book(one.folder, booking({ owner: me }))
    const path = join(rig.root, 'resources.json')
    const whole = await readFile(path, 'utf8')
    await writeFile(path, whole.slice(0, whole.length / 2))
    const now = await one.folder.read(undefined)
    expect(now).toMatchObject({ bookings: [made], file: resources })
    expect(now.offline).toMatchObject({ code: 'corrupt', message: expect.stringMatching(/line \d+, column \d+/) })
    expect(await codeOf(book(one.folder, booking({ uid: 'b2' })))).toBe('corrupt')
    expect(await codeOf(rig.client().folder.read(undefined))).toBe('corrupt')
    await writeFile(path, whole)
    expect((await one.folder.read(undefined)).offline).toBeNull()
  })
})

describe('files that others made', () => {
  it('count as their owner’s when they say otherwise, unless an administrator wrote them', async () => {
    await book(one.folder, booking({ owner: 'ada' }))
    const { bookings, problems } = await one.folder.read(undefined)
    // Whoever runs the tests owns the file; the system's administrator may speak for others.
    expect(bookings[0]?.owner).toBe(me === 'root' ? 'ada' : me)
    expect(problems).toHaveLength(me === 'root' ? 0 : 1)
  })

  it('that cannot be read are told by name, and the others are there', async () => {
    await book(one.folder, booking({ owner: me }))
    const folder = join(rig.root, 'krios1')
    const two = bookingFile(booking({ uid: 'x' })).replace(
      'END:VCALENDAR',
      `${/BEGIN:VEVENT.*END:VEVENT/s.exec(bookingFile(booking({ uid: 'y' })))?.[0]}\r\nEND:VCALENDAR`
    )
    const odd = {
      'empty.ics': '',
      'binary.ics': '\u0000\ufffd',
      'two.ics': two,
      '.hidden.ics': '',
      'notes.txt': '',
      'back.ics': bookingFile(booking({ uid: 'z', start: '2027-01-02T00:00:00Z' }))
    }
    for (const [name, text] of Object.entries(odd)) await writeFile(join(folder, name), text)
    await writeFile(join(folder, 'waitlist', 'w.json'), '{')
    const { bookings, problems } = await one.folder.read(undefined)
    expect(bookings).toHaveLength(1)
    expect(problems.map(({ file, error }) => `${file} ${error.code}`).sort()).toEqual(
      ['krios1/back.ics', 'krios1/binary.ics', 'krios1/empty.ics', 'krios1/two.ics', 'krios1/waitlist/w.json'].map(
        name => `${name} corrupt`
      )
    )
  })

  it('twice the same booking count once', async () => {
    const made = await book(one.folder, booking({ owner: me }))
    await writeFile(join(rig.root, 'glacios', 'copy.ics'), bookingFile({ ...made, sequence: 1, resource: 'glacios' }))
    const { bookings, problems } = await one.folder.read(undefined)
    expect([bookings.length, bookings[0]?.resource, problems[0]?.file]).toEqual([
      1,
      'glacios',
      'krios1/b1@farscope.ics'
    ])
  })

  it('under names of other programs are changed where they are', async () => {
    const path = join(rig.root, 'krios1', 'other.ics')
    await writeFile(path, bookingFile(booking({ owner: me })))
    const [found] = (await one.folder.read(undefined)).bookings
    if (!found) throw new Error('not read')
    await one.folder.transact(() => ({ changes: { bookings: [{ ...found, title: 'new' }] }, result: null }), undefined)
    expect(await readFile(path, 'utf8')).toContain('SUMMARY:new')
    expect(await uids(one)).toEqual(['b1@farscope'])
  })
})

describe('who waits and what is asked', () => {
  const waits = {
    id: 'w1',
    resource: 'krios1',
    start: '2026-11-22T08:00:00Z',
    end: '2026-11-22T09:00:00Z',
    user: me,
    title: '',
    since: '2026-11-01T00:00:00Z'
  }
  const asks = {
    id: 'o1',
    resource: 'krios1',
    uid: 'b1',
    next: 'b2',
    end: '2026-11-21T16:30:00Z',
    asks: me,
    asked: me,
    minutes: 30,
    message: '',
    at: '2026-11-21T00:00:00Z',
    answer: null,
    answeredAt: null
  }

  it('comes and goes', async () => {
    const next = booking({ uid: 'b2', owner: me, start: '2026-11-21T16:00:00Z', end: '2026-11-21T20:00:00Z' })
    const asked = { bookings: [next], waiting: [waits], overruns: [asks] }
    await one.folder.transact(() => ({ changes: asked, result: null }), undefined)
    // Another cannot be there before who answers.
    await writeFile(join(rig.root, 'krios1/requests/o1.answer.json'), '{}')
    expect(await rig.client().folder.read(undefined)).toMatchObject({ waiting: [waits], overruns: [asks] })
    const answered = { ...asks, answer: 'yes' as const, answeredAt: '2026-11-21T01:00:00Z' }
    await one.folder.transact(() => ({ changes: { left: ['w1'], overruns: [answered] }, result: null }), undefined)
    expect(await rig.client().folder.read(undefined)).toMatchObject({ waiting: [], overruns: [answered] })
    // The request stays its author's file.
    expect(await readFile(join(rig.root, 'krios1/requests/o1.json'), 'utf8')).not.toContain('answer')
  })
})

describe('the log', () => {
  it('has an event once that many would log in the same moment', async () => {
    const many = Array.from({ length: 6 }, () => rig.client({ user: me }).folder)
    const entry = { act: 'start', granted: true, resource: 'krios1', uid: 'b1', rule: null, text: '' } as const
    const logged = await Promise.all(
      many.map(folder => folder.logOnce(entry, new Date(0), log => log.some(({ uid }) => uid === 'b1'), undefined))
    )
    expect(logged.filter(Boolean)).toHaveLength(1)
    expect(await one.folder.readLog(null, null, undefined)).toHaveLength(1)
    expect(await locks()).toEqual([])
  })

  it('can be read by all whatever its writer keeps from others, and one that cannot be read does not hide the others', async () => {
    const entry = { act: 'add' as const, granted: true, resource: 'krios1', uid: 'b1', rule: null, text: 'one' }
    const before = process.umask(0o077)
    try {
      await one.folder.log([entry], undefined)
    } finally {
      process.umask(before)
    }
    const [name = ''] = await readdir(join(rig.root, 'log'))
    expect((await stat(join(rig.root, 'log', name))).mode & 0o777).toBe(0o644)
    await writeFile(join(rig.root, 'log', 'huge-2026-11.jsonl'), '')
    await truncate(join(rig.root, 'log', 'huge-2026-11.jsonl'), 65 * 1024 * 1024)
    expect(await one.folder.readLog(null, null, undefined)).toHaveLength(1)
    expect((await one.folder.read(undefined)).problems).toMatchObject([
      { file: 'log/huge-2026-11.jsonl', error: { code: 'limit-exceeded' } }
    ])
    await rm(join(rig.root, 'log', 'huge-2026-11.jsonl'))
    await one.folder.readLog(null, null, undefined)
    expect((await one.folder.read(undefined)).problems).toEqual([])
  })

  it('has a file a person and month, newest first, and survives half a line', async () => {
    const entry = { act: 'add' as const, granted: true, resource: 'krios1', uid: 'b1', rule: null, text: 'one' }
    await one.folder.log([entry], undefined)
    const [name = ''] = await readdir(join(rig.root, 'log'))
    await appendFile(join(rig.root, 'log', name), '{"at":"2026-')
    await one.folder.log(
      [
        { ...entry, text: 'two' },
        { ...entry, text: 'three' }
      ],
      undefined
    )
    const read = await rig.client().folder.readLog(null, null, undefined)
    expect(read.map(({ text, user }) => `${text} ${user}`).sort()).toEqual([`one ${me}`, `three ${me}`, `two ${me}`])
    expect(await one.folder.readLog(new Date(Date.now() + 86_400_000), null, undefined)).toEqual([])
  })
})

describe('the log over the end of a month', () => {
  const ends = Date.parse('2026-12-01T00:00:00Z')
  const session = booking({
    ...{ uid: 'b1', owner: 'marta', start: '2026-11-30T23:30:00Z', end: '2026-12-01T04:00:00Z' },
    people: [
      { user: 'marta', role: 'operator' },
      { user: me, role: 'collaborator' }
    ]
  })
  const entry = { granted: true, resource: 'krios1', uid: 'b1', rule: null } as const

  /** So many seconds after the month’s end by the server’s clock. */
  function near(): { client: Client; setClock(seconds: number): void } {
    let ahead = 0
    const client = rig.client({ user: me, clock: { now: () => new Date(), storesAheadMs: () => ahead } })
    return {
      client,
      setClock: seconds => {
        ahead = ends + seconds * 1000 - Date.now()
      }
    }
  }

  const requests = async ({ folder }: Client, at: number) => {
    const [resource] = resources.resources
    if (!resource) throw new Error('no resource')
    const log = await folder.readLog(new Date(armedFrom(session)), null, undefined)
    return controlRequests({ file: resources, booking: session, resource, log, at })
  }

  it('lies in two files, and what was asked before it is known after it', async () => {
    const { client, setClock } = near()
    setClock(-30)
    await client.folder.log([{ ...entry, act: 'display-control', text: 'asks' }], undefined)
    setClock(30)
    expect(await requests(client, ends + 30_000)).toMatchObject([{ user: me, refused: null }])
    // Whoever has read nothing before sees the same, and what was logged before the end is not logged once more.
    expect(await requests(rig.client(), ends + 30_000)).toHaveLength(1)
    const isThere = (log: readonly LogEntry[]): boolean => log.some(({ act }) => act === 'display-control')
    const once = { ...entry, act: 'start', text: '' } as const
    expect(await client.folder.logOnce(once, new Date(armedFrom(session)), isThere, undefined)).toBe(false)
    await client.folder.log([{ ...entry, act: 'display-control', text: `refuses ${me}: later` }], undefined)
    expect((await readdir(join(rig.root, 'log'))).sort()).toEqual([`${me}-2026-11.jsonl`, `${me}-2026-12.jsonl`])
    expect(await requests(client, ends + 60_000)).toEqual([])
    const texts = async (from: number | null, to: number | null): Promise<string[]> => {
      const [first, last] = [from, to].map(seconds => (seconds === null ? null : new Date(ends + seconds * 1000)))
      return (await client.folder.readLog(first ?? null, last ?? null, undefined)).map(({ text }) => text)
    }
    expect(await texts(-60, 60)).toEqual([`refuses ${me}: later`, 'asks'])
    expect([await texts(null, 0), await texts(0, null)]).toEqual([['asks'], [`refuses ${me}: later`]])
  })
})

describe('what is kept', () => {
  it('will do for half a minute where it may, and is read again otherwise', async () => {
    await one.folder.read(undefined)
    await writeFile(join(rig.root, 'krios1', 'new.ics'), bookingFile(booking({ owner: me })))
    expect((await one.folder.read(undefined, { kept: true })).bookings).toHaveLength(0)
    expect((await one.folder.read(undefined)).bookings).toHaveLength(1)
  })

  it('is the same array as long as nothing changed', async () => {
    await writeFile(join(rig.root, 'krios1', 'old.ics'), bookingFile(booking({ owner: me })))
    const before = new Date(Date.now() - 60_000)
    await utimes(join(rig.root, 'krios1', 'old.ics'), before, before)
    const first = await one.folder.read(undefined)
    expect((await one.folder.read(undefined)).bookings).toBe(first.bookings)
  })

  it('is shown while the folder is away, and nothing is booked then', async () => {
    const made = await book(one.folder, booking({ owner: me }))
    await rename(rig.root, `${rig.root}.away`)
    expect(await one.folder.read(undefined)).toMatchObject({ bookings: [made], offline: { code: 'not-found' } })
    expect(await codeOf(book(one.folder, booking({ uid: 'b2' })))).toBe('not-found')
    await rename(`${rig.root}.away`, rig.root)
    expect(await one.folder.read(undefined)).toMatchObject({ offline: null })
  })

  it('loses what was removed', async () => {
    await book(one.folder, booking({ owner: me }))
    await rm(join(rig.root, 'krios1', 'b1@farscope.ics'))
    await chmod(join(rig.root, 'krios1'), 0o3777)
    expect(await uids(one)).toEqual([])
  })
})
