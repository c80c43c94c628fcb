import { existsSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import type { Release, VerifyEvent } from '@contract/ledger'
import type { LedgerEntry } from '@contract/transfers'
import { Failure } from '@domain/failure'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createLocalFileSystem } from '../../../src/main/files/local-file-system'
import { createLedgerRig, type LedgerRig } from './ledger-rig'

let rig: LedgerRig
let count = 0

const all = { choice: {}, copies: 2 }
const both = (name: string) => [rig.here(name), rig.at('cluster', name)]
const files = async () => {
  const found = []
  for await (const event of rig.ledger.list(all, undefined)) if (event.type === 'files') found.push(...event.files)
  return found
}
const summary = () => rig.ledger.summary(all, undefined)
async function verify() {
  let last: VerifyEvent | undefined
  for await (const event of rig.ledger.verify({}, undefined)) last = event
  return last
}
async function over(id: string): Promise<Release> {
  let last: Release | undefined
  for await (const release of rig.ledger.desk.watch(id, AbortSignal.timeout(60_000))) last = release
  if (!last) throw new Error('The release said nothing.')
  return last
}
async function release(more: { copies?: number; bytes?: number; files?: number } = {}): Promise<Release> {
  const asked = { choice: {}, copies: more.copies ?? 2 }
  const plan = await rig.ledger.plan(asked, undefined)
  const expected = { files: more.files ?? plan.files, bytes: more.bytes ?? plan.bytes }
  const id = `release-${++count}`
  await rig.ledger.release({ ...asked, id, expect: expected, confirmedBy: 'Ann', apart: plan.doubts }, undefined)
  return over(id)
}
const journal = () => rig.ledger.desk.deletions(`release-${count}`, 0, 100).files
const inScope = (): Promise<string[]> => fs.readdir(rig.path('scope', '')).then(names => names.sort())

/** A disk of its own for each. */
function tellApart(): void {
  const own = (fingerprint: string) => ({
    ...{
      host: { keyType: 'ssh-ed25519', fingerprint, port: 22, here: 'two' as const },
      names: [],
      source: '/dev/sda1',
      type: 'xfs',
      kib: 1
    },
    servers: []
  })
  for (const site of ['cluster', 'scope']) rig.disks.set(site, own(site))
  rig.disks.set('local', { ...own(''), host: null })
}

beforeEach(async () => {
  rig = await createLedgerRig()
})
afterEach(() => rig.close())

describe('the ledger', () => {
  beforeEach(() => tellApart())

  it('has each file once with all its copies, over restarts', async () => {
    await rig.verified('a.mrc', 'movie', both('a.mrc'), { session: 'booking-7' })
    rig.again()
    expect(await files()).toMatchObject([
      {
        state: 'safe',
        places: 2,
        size: 5,
        session: 'booking-7',
        copies: [{ state: 'verified' }, { state: 'verified' }]
      }
    ])
    expect(await summary()).toMatchObject({ safe: true, all: { files: 1, bytes: 5 } })
  })

  it('takes the same record twice without making it two', async () => {
    const records = await rig.verified('a.mrc', 'movie', both('a.mrc'))
    rig.ledger.verified(...records)
    expect((await files()).map(file => file.copies.length)).toEqual([2])
  })

  it('keeps a changed file as the next version beside the one before, however its teller counts', async () => {
    const [record] = await rig.verified('a.mrc', 'movie', both('a.mrc'))
    if (!record) throw new Error('There is a record.')
    await rig.verified('a.mrc', 'movie 2', [rig.here('a.2.mrc')], { version: 2 })
    const versions = async () => (await files()).map(({ version, size, state }) => [version, size, state])
    expect(await versions()).toEqual([
      [1, 5, 'replaced'],
      [2, 7, 'waiting']
    ])
    await rig.verified('a.mrc', 'movie the third', [rig.here('a.3.mrc')], { version: 1 })
    rig.ledger.verified(record)
    expect(await versions()).toEqual([
      [1, 5, 'replaced'],
      [2, 7, 'replaced'],
      [3, 15, 'waiting']
    ])
  })

  it('takes up what transfers verified, what changed since as the next version', async () => {
    const entry = (name: string, more: Partial<LedgerEntry> = {}): LedgerEntry => ({
      transfer: 'transfer-1',
      source: { end: { kind: 'site', site: 'scope' }, path: rig.path('scope', name) },
      copy: { end: { kind: 'local' }, path: rig.path('here', name) },
      ...{ size: 5, mtime: '2026-11-22T03:00:00.000Z', algorithm: 'xxh128', hex: 'aa'.repeat(16) },
      ...{ verifiedAt: '2026-11-22T03:01:00.000Z', ...more }
    })
    const cluster = { end: { kind: 'site' as const, site: 'cluster' }, path: rig.path('cluster', 'a') }
    rig.store.ledger.record([
      entry('a'),
      entry('b'),
      entry('a', { transfer: 'transfer-2', copy: cluster }),
      entry('a', { transfer: 'transfer-3', size: 6 })
    ])
    const add = (request: object) => rig.ledger.add({ session: null, ...request }, undefined)
    expect(await add({ transfer: 'transfer-1', session: 'booking-7' })).toEqual({ files: 2, copies: 2 })
    expect(await add({ under: rig.at('scope', 'a') })).toEqual({ files: 2, copies: 3 })
    expect(
      (await files()).map(({ version, size, copies, session }) => [version, size, copies.length, session])
    ).toEqual([
      [1, 5, 2, 'booking-7'],
      [2, 6, 1, null],
      [1, 5, 1, 'booking-7']
    ])
    await expect(add({ transfer: 'transfer-9' })).rejects.toMatchObject({ code: 'not-found' })
    await expect(add({ under: rig.here('') })).rejects.toMatchObject({ code: 'not-found' })
  })

  it('chooses by origin, session and source', async () => {
    await rig.verified('a.mrc', 'a', both('a.mrc'), { session: 'one' })
    await rig.verified('b.mrc', 'b', both('b.mrc'), { origin: { kind: 'transfer', id: 'transfer-9' } })
    const names = async (choice: object): Promise<string[]> => {
      const plan = await rig.ledger.plan({ choice, copies: 2 }, undefined)
      return plan.list.map(({ path }) => path.replace(/.*\//, ''))
    }
    expect(await names({ origin: 'grid3' })).toEqual(['a.mrc'])
    expect(await names({ origin: 'watch-1' })).toEqual(['a.mrc'])
    expect(await names({ origin: 'transfer-9' })).toEqual(['b.mrc'])
    expect(await names({ session: 'one' })).toEqual(['a.mrc'])
    expect(await names({ under: rig.at('scope', 'b.mrc') })).toEqual(['b.mrc'])
    expect(await names({ under: rig.at('scope', '') })).toEqual(['a.mrc', 'b.mrc'])
    expect(await names({ under: rig.here('') })).toEqual([])
    expect(await names({ files: [2] })).toEqual(['b.mrc'])
  })

  it('verifies anew and tells what is missing, what differs and what changed at the source', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await rig.verified(name, `movie ${name}`, both(name))
    await fs.rm(rig.path('here', 'a'))
    await fs.writeFile(rig.path('cluster', 'b'), 'movie x')
    await fs.writeFile(rig.path('scope', 'c'), 'movie y')
    await fs.utimes(rig.path('scope', 'c'), 1_700_000_000, 1_700_000_000)
    expect(await verify()).toMatchObject({
      type: 'end',
      total: { files: 4 },
      counts: { files: 4, verified: 6, missing: 1, differs: 1, sourceChanged: 1, away: 0 }
    })
    expect((await files()).map(({ state }) => state)).toEqual(['trouble', 'trouble', 'trouble', 'safe'])
    expect((await summary()).safe).toBe(false)
  })

  it('knows nothing anew of a place that does not answer', async () => {
    await rig.verified('a', 'movie', both('a'))
    rig.away.add('cluster')
    expect(await verify()).toMatchObject({ counts: { verified: 1, away: 1, missing: 0, sourceChanged: 0 } })
    expect(await files()).toMatchObject([{ state: 'waiting' }])
    rig.away.clear()
    await verify()
    expect(await files()).toMatchObject([{ state: 'safe' }])
  })

  it('is told of an old proof without forgetting what a later look found', async () => {
    const records = await rig.verified('a', 'movie', both('a'), { verifiedAt: '2026-11-22T03:00:00.000Z' })
    await fs.rm(rig.path('here', 'a'))
    await fs.appendFile(rig.path('scope', 'a'), '!')
    await verify()
    rig.ledger.verified(...records)
    const [file] = await files()
    expect(file).toMatchObject({ state: 'trouble', reason: expect.stringContaining('bytes instead of') })
    expect(file?.copies.map(({ state }) => state).sort()).toEqual(['missing', 'verified'])
  })

  it('finds the SHA-256 of what was verified by another algorithm', async () => {
    const hex = '99aa06d3014798d86001c324468d497f'
    await rig.verified('empty', '', both('empty'), { checksum: { algorithm: 'xxh128', hex }, sha256: null })
    expect(await files()).toMatchObject([{ sha256: null }])
    await verify()
    expect(await files()).toMatchObject([
      { state: 'safe', sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' }
    ])
  })
})

describe('a release', () => {
  it('deletes the sources, nothing else, and writes down where each was verified just before', async () => {
    for (const name of ['a', 'b']) await rig.verified(name, `movie ${name}`, both(name))
    await fs.writeFile(rig.path('scope', 'other'), 'not in the ledger')
    expect(await release()).toMatchObject({
      ...{ state: 'finished', confirmedBy: 'Ann', refused: 0 },
      deleted: { files: 2, bytes: 14 }
    })
    expect(await inScope()).toEqual(['other'])
    for (const place of ['here', 'cluster'] as const) expect(await fs.readdir(rig.path(place, ''))).toEqual(['a', 'b'])
    expect(journal()).toMatchObject([
      {
        state: 'deleted',
        copies: [{ place: rig.path('here', 'a') }, { place: `cluster:${rig.path('cluster', 'a')}` }]
      },
      { state: 'deleted' }
    ])
    expect((await files()).map(({ state }) => state)).toEqual(['released', 'released'])
    await expect(release()).rejects.toMatchObject({ code: 'not-found' })
  })

  it('is of exactly what was confirmed', async () => {
    await rig.verified('a', 'movie', both('a'))
    await expect(release({ files: 2 })).rejects.toMatchObject({ code: 'confirmation-required' })
    await expect(release({ bytes: 4 })).rejects.toMatchObject({ code: 'confirmation-required' })
    expect(await inScope()).toEqual(['a'])
  })

  it('is refused as a whole when one file has too few copies', async () => {
    await rig.verified('a', 'movie', both('a'))
    await rig.verified('b', 'movie', [rig.here('b')])
    await expect(release()).rejects.toMatchObject({ code: 'rule' })
    expect(await inScope()).toEqual(['a', 'b'])
  })

  it.each(['missing', 'altered', 'a link to the source'])('keeps what has a copy that is %s by now', async how => {
    for (const name of ['a', 'b']) await rig.verified(name, `movie ${name}`, both(name))
    const copy = rig.path('cluster', 'a')
    await fs.rm(copy)
    if (how === 'altered') await fs.writeFile(copy, 'movie x')
    if (how === 'a link to the source') await fs.symlink(rig.path('scope', 'a'), copy)
    const renamed: string[] = []
    rig.changes = {
      rename: async (from, to) => {
        renamed.push(from)
        await fs.rename(from, to)
      }
    }
    expect(await release()).toMatchObject({ state: 'finished-with-errors', refused: 1, deleted: { files: 1 } })
    expect(await inScope()).toEqual(['a'])
    // It was not even touched.
    expect(renamed).toEqual([rig.path('scope', 'b')])
    expect(await files()).toMatchObject([{ state: 'trouble' }, { state: 'released' }])
  })

  it('keeps a source that changed since, even under the same size and time', async () => {
    await rig.verified('a', 'movie', both('a'))
    await fs.writeFile(rig.path('scope', 'a'), 'moviE')
    await fs.utimes(rig.path('scope', 'a'), 1_700_000_000, 1_700_000_000)
    expect(await release()).toMatchObject({ refused: 1, deleted: { files: 0 } })
    expect(await fs.readFile(rig.path('scope', 'a'), 'utf8')).toBe('moviE')
  })

  it('keeps the last file where both copies are the source by another way', async () => {
    await rig.verified('a', 'movie', [])
    await fs.rm(rig.path('cluster', ''), { recursive: true })
    await fs.symlink(rig.path('scope', ''), rig.path('cluster', ''))
    await fs.rm(rig.path('here', ''), { recursive: true })
    await fs.symlink(rig.path('scope', ''), rig.path('here', ''))
    await rig.verified('a', 'movie', both('a'))
    await fs.utimes(rig.path('scope', 'a'), 1_700_000_000, 1_700_000_000)
    expect(await release()).toMatchObject({ refused: 1, deleted: { files: 0 } })
    expect(await inScope()).toEqual(['a'])
    expect(await fs.readFile(rig.path('scope', 'a'), 'utf8')).toBe('movie')
  })

  it('keeps a source that is written to between its verification and its deletion', async () => {
    await rig.verified('a', 'movie', both('a'))
    const { ledger } = rig
    const site = await fs.stat(rig.path('scope', 'a'))
    expect(site.size).toBe(5)
    rig.changes = {
      rename: async (from, to) => {
        await fs.rename(from, to)
        // A camera that still has it open writes on.
        if (to.includes('farscope-original')) await fs.appendFile(to, '!')
      }
    }
    expect(await release()).toMatchObject({ refused: 1, deleted: { files: 0 } })
    expect(ledger.desk.running()).toBe(0)
    expect(await fs.readFile(rig.path('scope', 'a'), 'utf8')).toBe('movie!')
  })

  it('keeps the last file where a mount still remembers its old name', async () => {
    await rig.verified('a', 'movie', [])
    await fs.rm(rig.path('cluster', ''), { recursive: true })
    await fs.symlink(rig.path('scope', ''), rig.path('cluster', ''))
    await rig.verified('a', 'movie', [rig.at('cluster', 'a')])
    await fs.utimes(rig.path('scope', 'a'), 1_700_000_000, 1_700_000_000)
    const files = createLocalFileSystem(rig.folder)
    const remembered = files.lstat(rig.path('cluster', 'a'))
    rig.changes = { lstat: path => (path === rig.path('cluster', 'a') ? remembered : files.lstat(path)) }
    expect(await release({ copies: 1 })).toMatchObject({ refused: 1, deleted: { files: 0 } })
    expect(journal()).toMatchObject([{ message: expect.stringContaining('by another way') }])
    expect(await inScope()).toEqual(['a'])
  })

  it('keeps what has its copies at one host under two names', async () => {
    await rig.verified('a', 'movie', [rig.at('cluster', 'a'), rig.at('archive', '../cluster/a.2')])
    rig.hosts.set('archive', 'cluster')
    await expect(release()).rejects.toMatchObject({ code: 'rule' })
    expect((await files())[0]).toMatchObject({ state: 'waiting', places: 1 })
    expect(await inScope()).toEqual(['a'])
    rig.hosts.clear()
    rig.again()
    expect(await release()).toMatchObject({ refused: 0, deleted: { files: 1 } })
  })

  it('counts one file system that two sites mount as one place, in what it shows and what it deletes by', async () => {
    await rig.verified('a', 'movie', [rig.at('cluster', 'a'), rig.at('archive', '../cluster/a.2')])
    const share = (source: string) => ({
      ...{ host: null, names: [], source, type: 'nfs4', kib: 9000, servers: ['10.0.0.9'] }
    })
    rig.disks.set('cluster', share('nas:/export'))
    rig.disks.set('archive', share('10.0.0.9:/export/deep'))
    expect((await files())[0]).toMatchObject({
      ...{ state: 'waiting', places: 1 },
      reason: expect.stringContaining('one disk')
    })
    expect(await summary()).toMatchObject({ safe: false })
    await expect(release()).rejects.toMatchObject({ code: 'rule' })
    // Their hosts told it only after the review.
    rig.disks.clear()
    rig.again()
    const { files: count, bytes, doubts } = await rig.ledger.plan(all, undefined)
    expect(count).toBe(1)
    const request = { ...all, id: 'late', expect: { files: count, bytes }, confirmedBy: '', apart: doubts }
    await stoppedBefore(request)
    rig.disks.set('cluster', share('nas:/export'))
    rig.disks.set('archive', share('10.0.0.9:/export/deep'))
    rig.again()
    rig.ledger.desk.resume('late')
    expect(await over('late')).toMatchObject({ refused: 1, deleted: { files: 0 } })
    expect(await inScope()).toEqual(['a'])
  })

  /** The release begins, and stops as one of its places is away. */
  async function stoppedBefore(request: Parameters<typeof rig.ledger.release>[0]): Promise<void> {
    rig.away.add('cluster')
    await rig.ledger.release(request, undefined)
    expect(await over(request.id)).toMatchObject({ state: 'stopped', deleted: { files: 0 } })
    rig.away.clear()
  }

  it('counts places of which nobody can tell as one, unless the person says that they are two', async () => {
    await rig.verified('a', 'movie', both('a'))
    expect(await files()).toMatchObject([{ state: 'doubted', reason: expect.stringContaining('cluster and scope') }])
    expect(await summary()).toMatchObject({ safe: false, states: { safe: { files: 0 }, doubted: { files: 1 } } })
    const { files: count, bytes, doubts } = await rig.ledger.plan(all, undefined)
    expect(count).toBe(1)
    const request = (id: string, apart: string[]) => ({
      ...all,
      id,
      expect: { files: count, bytes },
      confirmedBy: '',
      apart
    })
    await expect(rig.ledger.release(request('silent', []), undefined)).rejects.toMatchObject({ code: 'rule' })
    // Of two of the three pairs it is not enough to know it.
    await expect(rig.ledger.release(request('half', doubts.slice(1)), undefined)).rejects.toMatchObject({
      ...{ code: 'rule', message: expect.stringContaining(doubts[0] ?? '?') }
    })
    expect(await inScope()).toEqual(['a'])
    await rig.ledger.release(request('said', doubts), undefined)
    expect(await over('said')).toMatchObject({ state: 'finished', deleted: { files: 1 }, apart: doubts })
  })

  it('counts them as one also in the last moment, when their hosts do not tell any more', async () => {
    await rig.verified('a', 'movie', both('a'))
    tellApart()
    const { files: count, bytes, doubts } = await rig.ledger.plan(all, undefined)
    expect(doubts).toEqual([])
    const request = { ...all, id: 'last', expect: { files: count, bytes }, confirmedBy: '', apart: [] }
    await stoppedBefore(request)
    rig.disks.clear()
    rig.again()
    rig.ledger.desk.resume('last')
    expect(await over('last')).toMatchObject({ refused: 1, deleted: { files: 0 } })
    expect(await inScope()).toEqual(['a'])
  })

  it('says in the review which places may be one disk for all that is known', async () => {
    await rig.verified('a', 'movie', both('a'))
    expect((await rig.ledger.plan(all, undefined)).doubts.sort()).toEqual([
      'cluster and scope',
      'cluster and this computer',
      'scope and this computer'
    ])
    tellApart()
    rig.again()
    expect((await rig.ledger.plan(all, undefined)).doubts).toEqual([])
  })

  it('never deletes two files each for the sake of the other', async () => {
    const [record] = await rig.verified('a', 'movie', [rig.at('cluster', 'a')])
    if (!record) throw new Error('There is a record.')
    await fs.utimes(rig.path('cluster', 'a'), 1_700_000_000, 1_700_000_000)
    rig.ledger.verified({ ...record, source: record.copy, copy: record.source })
    expect(await release({ copies: 1 })).toMatchObject({ refused: 1, deleted: { files: 1 } })
    expect([...(await inScope()), ...(await fs.readdir(rig.path('cluster', '')))]).toEqual(['a'])
  })

  it('knows in its journal what it could not wait for the end of, and puts it right when it goes on', async () => {
    await rig.verified('a', 'movie', both('a'))
    const limit = new AbortController()
    const { timeout } = AbortSignal
    const timeouts = vi
      .spyOn(AbortSignal, 'timeout')
      .mockImplementation(ms => (ms === 120_000 ? limit.signal : timeout.call(AbortSignal, ms)))
    rig.changes = {
      rename: async (from, to) => {
        await fs.rename(from, to)
        limit.abort()
        throw new Failure('timeout', 'The server did not answer.')
      }
    }
    expect(await release()).toMatchObject({ state: 'stopped', refused: 0, deleted: { files: 0 } })
    timeouts.mockRestore()
    rig.changes = {}
    rig.ledger.desk.resume(`release-${count}`)
    expect(await over(`release-${count}`)).toMatchObject({ state: 'finished', deleted: { files: 1 } })
    expect(await inScope()).toEqual([])
  })

  it('is not undone when what was proven before it is told again', async () => {
    tellApart()
    const records = await rig.verified('a', 'movie', both('a'))
    await release()
    rig.ledger.verified(...records)
    rig.ledger.verified(...records.map(record => ({ ...record, version: 2 })))
    expect((await files()).map(({ version, state }) => [version, state])).toEqual([[1, 'released']])
    await rig.verified('a', 'movie', both('a'), { verifiedAt: new Date(Date.now() + 60_000).toISOString() })
    expect((await files()).map(({ version, state }) => [version, state])).toEqual([
      [1, 'released'],
      [2, 'safe']
    ])
  })

  it('stops when a place is away that is needed, and goes on when it is back', async () => {
    await rig.verified('a', 'movie', both('a'))
    rig.away.add('cluster')
    expect(await release()).toMatchObject({
      ...{ state: 'stopped', refused: 0, deleted: { files: 0 } },
      failed: [{ code: 'unreachable' }]
    })
    expect(await inScope()).toEqual(['a'])
    rig.away.clear()
    rig.ledger.desk.resume(`release-${count}`)
    expect(await over(`release-${count}`)).toMatchObject({ state: 'finished', deleted: { files: 1 } })
    expect(await inScope()).toEqual([])
  })

  it('goes by the others when a place is away that is not needed', async () => {
    await rig.verified('a', 'movie', [...both('a'), rig.at('tape', '../cluster/a.tape')])
    rig.away.add('tape')
    expect(await release()).toMatchObject({ state: 'finished', deleted: { files: 1 } })
  })

  it('puts back what a killed engine had given its other name, and goes on only when told', async () => {
    for (const name of ['a', 'b']) await rig.verified(name, `movie ${name}`, both(name))
    let renamed: () => void = () => undefined
    const killed = new Promise<void>(resolve => {
      renamed = resolve
    })
    rig.changes = {
      rename: async (from, to) => {
        await fs.rename(from, to)
        renamed()
        await new Promise(() => undefined)
      }
    }
    const plan = await rig.ledger.plan(all, undefined)
    const id = `release-${++count}`
    await rig.ledger.release({ ...all, id, expect: plan, confirmedBy: '', apart: plan.doubts }, undefined)
    await killed
    await expect.poll(inScope).not.toContain('a')
    rig.changes = {}
    rig.again()
    expect(rig.ledger.desk.all()).toMatchObject([{ id, state: 'interrupted', deleted: { files: 0 } }])
    rig.ledger.desk.resume(id)
    expect(await over(id)).toMatchObject({ state: 'finished', deleted: { files: 2 } })
    expect(await inScope()).toEqual([])
  })

  it('keeps one name of a file that a killed engine left with both, and goes on', async () => {
    await rig.verified('a', 'movie', both('a'))
    let linked: () => void = () => undefined
    const killed = new Promise<void>(resolve => {
      linked = resolve
    })
    // As this computer renames: a second name, then the first is removed, which it did not come to.
    const rename = async (from: string, to: string): Promise<void> => {
      await fs.link(from, to)
      linked()
      await new Promise(() => undefined)
    }
    rig.changes = { kind: 'local', rename }
    const plan = await rig.ledger.plan(all, undefined)
    const id = `release-${++count}`
    await rig.ledger.release({ ...all, id, expect: plan, confirmedBy: '', apart: plan.doubts }, undefined)
    await killed
    expect(await inScope()).toHaveLength(2)
    rig.changes = { kind: 'local' }
    rig.again()
    rig.ledger.desk.resume(id)
    expect(await over(id)).toMatchObject({ state: 'finished', deleted: { files: 1 }, refused: 0 })
    expect(await inScope()).toEqual([])
  })

  it('knows that a file is deleted when the engine was killed before it could write that down', async () => {
    await rig.verified('a', 'movie', both('a'))
    let removed: () => void = () => undefined
    const killed = new Promise<void>(resolve => {
      removed = resolve
    })
    rig.changes = {
      removeFile: async path => {
        await fs.unlink(path)
        removed()
        await new Promise(() => undefined)
      }
    }
    const id = `release-${++count}`
    const { doubts } = await rig.ledger.plan(all, undefined)
    const expect1 = { files: 1, bytes: 5 }
    await rig.ledger.release({ ...all, id, expect: expect1, confirmedBy: '', apart: doubts }, undefined)
    await killed
    rig.changes = {}
    rig.again()
    rig.ledger.desk.resume(id)
    expect(await over(id)).toMatchObject({ state: 'finished', deleted: { files: 1 }, refused: 0 })
    expect(await files()).toMatchObject([{ state: 'released' }])
  })

  it('puts the file back under its name when it cannot be deleted', async () => {
    await rig.verified('a', 'movie', both('a'))
    rig.changes = { removeFile: path => fs.rmdir(path) }
    expect(await release()).toMatchObject({ state: 'finished-with-errors', refused: 1 })
    expect(await inScope()).toEqual(['a'])
  })

  it('stops after the file at work, and a second one is refused meanwhile', async () => {
    for (let number = 0; number < 40; number++) await rig.verified(`m${number}`, `movie ${number}`, both(`m${number}`))
    let go: () => void = () => undefined
    const held = new Promise<void>(resolve => {
      go = resolve
    })
    rig.changes = {
      removeFile: async path => {
        await held
        await fs.unlink(path)
      }
    }
    const plan = await rig.ledger.plan(all, undefined)
    const id = `release-${++count}`
    await rig.ledger.release({ ...all, id, expect: plan, confirmedBy: '', apart: plan.doubts }, undefined)
    await expect(
      rig.ledger.release({ ...all, id: 'release-second', expect: plan, confirmedBy: '', apart: plan.doubts }, undefined)
    ).rejects.toMatchObject({ code: 'conflict' })
    const stopped = rig.ledger.desk.stop(id)
    go()
    await stopped
    const { state, deleted } = await over(id)
    expect(state).toBe('stopped')
    expect(deleted.files).toBeLessThan(40)
    expect(await inScope()).toHaveLength(40 - deleted.files)
    expect((await inScope()).filter(name => name.startsWith('.'))).toEqual([])
    expect(existsSync(rig.path('here', 'm0'))).toBe(true)
  })
})
