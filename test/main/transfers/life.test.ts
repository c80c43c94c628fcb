import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { PromptAnswer } from '@contract/prompts'
import { Failure } from '@domain/failure'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTransferRig, namesIn, sha256, stuckAfter, type TransferRig } from './transfer-rig'

let rig: TransferRig
beforeEach(async () => {
  rig = await createTransferRig()
})
afterEach(() => rig.end())

const megabyte = 1_000_000
const write = (name: string, size: number): Promise<void> => fs.writeFile(join(rig.here, name), randomBytes(size))
const same = async (name: string): Promise<void> =>
  expect(await sha256(join(rig.there, name))).toBe(await sha256(join(rig.here, name)))

describe('a paused transfer', () => {
  it('keeps what arrived and sends only the rest when it is resumed', async () => {
    const stuck = stuckAfter(10 * megabyte)
    await rig.restart(stuck.change)
    await write('big', 30 * megabyte)
    const id = rig.start(['big'], '')
    await expect.poll(stuck.written).toBeGreaterThan(9 * megabyte)
    await rig.transfers.pause(id)
    expect(rig.view()).toMatchObject({ state: 'paused', hold: null, rate: 0 })
    expect(await namesIn(rig.there)).toEqual([expect.stringMatching(/^\.big\.farscope-part/)])
    const [file] = rig.store.transfers.page(id, {}, -1, 1)
    expect(file).toMatchObject({ state: 'waiting', doneBytes: stuck.written() })
    stuck.release()
    rig.transfers.resume(id)
    const result = await rig.transfers.result(id, undefined)
    expect(result).toMatchObject({ files: 1, failed: [], sentBytes: 30 * megabyte })
    expect(result.resumedBytes).toBe(file?.doneBytes)
    expect(await namesIn(rig.there)).toEqual(['big'])
    await same('big')
  })

  it('starts the file anew when its source changed meanwhile, and says so', async () => {
    const stuck = stuckAfter(10 * megabyte)
    await rig.restart(stuck.change)
    await write('big', 30 * megabyte)
    const id = rig.start(['big'], '')
    await expect.poll(stuck.written).toBeGreaterThan(9 * megabyte)
    await rig.transfers.pause(id)
    await write('big', 20 * megabyte)
    stuck.release()
    rig.transfers.resume(undefined)
    expect(await rig.transfers.result(id, undefined)).toMatchObject({ files: 1, bytes: 20 * megabyte, resumedBytes: 0 })
    expect(rig.view()).toMatchObject({
      totalBytes: 20 * megabyte,
      doneBytes: 20 * megabyte,
      notices: [expect.stringContaining('changed while its copy was interrupted')]
    })
    await same('big')
  })

  it('does not start while it waits, and all can be paused at once', async () => {
    const stuck = stuckAfter(0)
    await rig.restart(stuck.change)
    for (const name of ['a', 'b', 'c']) await write(name, megabyte)
    const ids = ['a', 'b', 'c'].map(name => rig.start([name], ''))
    await rig.transfers.pause(undefined)
    expect(rig.transfers.list().map(({ state }) => state)).toEqual(['paused', 'paused', 'paused'])
    stuck.release()
    rig.transfers.resume(undefined)
    for (const id of ids) expect(await rig.transfers.result(id, undefined)).toMatchObject({ files: 1, failed: [] })
  })
})

describe('a cancelled transfer', () => {
  it('leaves no part behind, also when it was paused before', async () => {
    const stuck = stuckAfter(10 * megabyte)
    await rig.restart(stuck.change)
    await write('big', 30 * megabyte)
    const id = rig.start(['big'], '')
    await expect.poll(stuck.written).toBeGreaterThan(9 * megabyte)
    await rig.transfers.pause(id)
    expect(await namesIn(rig.there)).toHaveLength(1)
    await rig.transfers.cancel(id)
    expect(await namesIn(rig.there)).toEqual([])
    expect(rig.view().state).toBe('cancelled')
    expect(rig.opened.at(-1)).toEqual({ automatic: true })
    await expect(rig.transfers.result(id, undefined)).rejects.toMatchObject({ code: 'cancelled' })
  })
})

describe('the queue', () => {
  /** Names in the order in which they arrive, one transfer at a time. */
  async function arrivals(arrange: (ids: string[]) => Promise<void> | void): Promise<string[]> {
    const done: string[] = []
    const stuck = stuckAfter(0)
    await rig.restart(stuck.change, { onEnded: ({ title }) => void done.push(title) })
    rig.settings = { ...rig.settings, transfersAtOnce: 1 }
    const names = ['first', 'b', 'c', 'd']
    for (const name of names) await write(name, megabyte)
    const ids = names.map(name => rig.start([name], ''))
    await arrange(ids)
    stuck.release()
    for (const id of ids) await rig.transfers.result(id, undefined)
    return done
  }

  it('runs in order', async () => {
    expect(await arrivals(() => undefined)).toEqual(['first', 'b', 'c', 'd'])
  })

  it('runs what is more urgent first, whatever its place', async () => {
    const order = await arrivals(([, b = '', , d = '']) => {
      rig.transfers.change(b, { priority: 'low' })
      rig.transfers.change(d, { priority: 'high' })
    })
    // What is more urgent does not wait for what runs and is less so: `d` and `first` run beside each other.
    expect(order.slice(0, 2).sort()).toEqual(['d', 'first'])
    expect(order.slice(2)).toEqual(['c', 'b'])
  })

  it('can be put in another order, which outlives the engine', async () => {
    const order = await arrivals(([first = '', b = '', c = '', d = '']) => {
      rig.transfers.reorder(d, b)
      rig.transfers.reorder(b, null)
      expect(rig.store.transfers.load().map(({ id }) => id)).toEqual([first, d, c, b])
    })
    expect(order).toEqual(['first', 'd', 'c', 'b'])
  })

  it('runs as many of one site at once as the settings say', async () => {
    const stuck = stuckAfter(0)
    await rig.restart(stuck.change)
    rig.settings = { ...rig.settings, transfersAtOnce: 2 }
    for (const name of ['a', 'b', 'c']) await write(name, megabyte)
    const ids = ['a', 'b', 'c'].map(name => rig.start([name], ''))
    expect(rig.transfers.list().map(({ state }) => state)).toEqual(['running', 'running', 'waiting'])
    expect(rig.transfers.counts()).toMatchObject({ running: 2, waiting: 1 })
    stuck.release()
    for (const id of ids) await rig.transfers.result(id, undefined)
    expect(rig.transfers.counts()).toEqual({ running: 0, waiting: 0, finished: 3, failed: 0 })
  })

  it('forgets what ended and nothing else', async () => {
    const stuck = stuckAfter(0)
    await write('a', 10)
    await write('b', megabyte)
    for (let count = 0; count < 3; count++) await rig.put(['a'], '')
    await rig.restart(stuck.change)
    const id = rig.start(['b'], '')
    const later = rig.start(['b'], 'later')
    rig.transfers.forget(undefined)
    expect(rig.transfers.list().map(transfer => transfer.id)).toEqual([id, later])
    const last = rig.start(['b'], 'last')
    expect(rig.store.transfers.load().map(transfer => transfer.id)).toEqual([id, later, last])
    stuck.release()
    for (const one of [id, later, last]) await rig.transfers.result(one, undefined)
  })
})

describe('failed files', () => {
  it('are copied again in their own transfer, also after a restart, and nothing else is', async () => {
    await fs.mkdir(join(rig.here, 'd'))
    for (const name of ['one', 'two', 'three']) await fs.writeFile(join(rig.here, 'd', name), name)
    let refuse = true
    const opened: string[] = []
    await rig.restart(files => ({
      writeSmall(path, data, wish, signal) {
        opened.push(path)
        if (refuse && basename(path).startsWith('.two.'))
          return Promise.reject(new Failure('permission', 'Not this one.'))
        return files.writeSmall(path, data, wish, signal)
      }
    }))
    const id = rig.start(['d'], '')
    const result = await rig.transfers.result(id, undefined)
    expect(result).toMatchObject({ files: 2, failed: [{ path: join(rig.here, 'd', 'two'), code: 'permission' }] })
    expect(rig.view()).toMatchObject({ state: 'finished-with-errors', failedCount: 1 })
    refuse = false
    opened.length = 0
    await rig.restart(files => ({
      writeSmall(path, data, wish, signal) {
        opened.push(path)
        return files.writeSmall(path, data, wish, signal)
      }
    }))
    rig.transfers.retryFailed(id)
    expect(await rig.transfers.result(id, undefined)).toMatchObject({ files: 3, failed: [] })
    expect(rig.view()).toMatchObject({ state: 'finished', failedCount: 0, failed: [], doneFiles: 3 })
    expect(opened).toHaveLength(1)
    expect(() => rig.transfers.retryFailed(id)).toThrow(expect.objectContaining({ code: 'usage' }))
  })

  it('go on with the part that could not be removed', async () => {
    await write('big', 30 * megabyte)
    let refuse = true
    await rig.restart(files => ({
      rename: (from, to, signal) =>
        refuse ? Promise.reject(new Failure('permission', 'No more.')) : files.rename(from, to, signal),
      removeFile: (path, signal) =>
        refuse ? Promise.reject(new Failure('permission', 'No more.')) : files.removeFile(path, signal)
    }))
    const id = rig.start(['big'], '')
    expect((await rig.transfers.result(id, undefined)).failed).toMatchObject([{ code: 'permission' }])
    expect(await namesIn(rig.there)).toHaveLength(1)
    refuse = false
    rig.transfers.retryFailed(id)
    expect(await rig.transfers.result(id, undefined)).toMatchObject({ files: 1, sentBytes: 30 * megabyte, failed: [] })
    expect(await namesIn(rig.there)).toEqual(['big'])
    await same('big')
  })

  it('are listed by state, a page at a time', async () => {
    await fs.mkdir(join(rig.here, 'd'))
    for (let number = 0; number < 20; number++) await fs.writeFile(join(rig.here, 'd', `f${number}`), 'x')
    await fs.mkdir(join(rig.there, 'd'))
    await fs.writeFile(join(rig.there, 'd', 'f7'), 'other')
    const id = rig.start(['d'], '')
    await rig.transfers.result(id, undefined)
    expect(rig.transfers.files(id, { states: ['failed'], offset: 0, limit: 10 })).toMatchObject({
      total: 1,
      files: [{ source: join(rig.here, 'd', 'f7'), target: join(rig.there, 'd', 'f7'), error: { code: 'exists' } }]
    })
    const page = rig.transfers.files(id, { offset: 18, limit: 10 })
    expect([page.total, page.files.length]).toEqual([20, 2])
  })
})

describe('a name that somebody else takes while the file is on its way', () => {
  const rules = [
    ['overwrite', 'copied', ['big']],
    ['rename', 'copied', ['big', 'big (2)']],
    ['skip', 'skipped', ['big']],
    [undefined, 'exists', ['big']]
  ] as const
  it.each(rules)('is settled by rule %s: %s', async (conflict, outcome, names) => {
    const stuck = stuckAfter(10 * megabyte)
    await rig.restart(stuck.change)
    await write('big', 30 * megabyte)
    const id = rig.start(['big'], '', conflict ? { conflict } : {})
    await expect.poll(stuck.written).toBeGreaterThan(9 * megabyte)
    await fs.writeFile(join(rig.there, 'big'), 'somebody else')
    stuck.release()
    const { files, skipped, failed, sentBytes } = await rig.transfers.result(id, undefined)
    expect([files, skipped, failed.map(({ code }) => code)]).toEqual(
      { copied: [1, 0, []], skipped: [0, 1, []], exists: [0, 0, ['exists']] }[outcome]
    )
    expect(sentBytes).toBe(30 * megabyte)
    expect(await namesIn(rig.there)).toEqual(names)
  })
})

it('says that it needs an answer while somebody is asked about a file that is there, and goes on with it', async () => {
  let answer = (_given: PromptAnswer): void => undefined
  const ask = (): Promise<PromptAnswer> =>
    new Promise(resolve => {
      answer = resolve
    })
  await rig.restart(() => ({}), { broker: { ask } })
  await write('a', 10)
  await fs.writeFile(join(rig.there, 'a'), 'somebody else')
  const id = rig.start(['a'], '', { conflict: 'ask' })
  await expect.poll(() => rig.view().hold).toBe('answer')
  expect(rig.view().state).toBe('running')
  answer({ kind: 'conflict', rule: 'overwrite', forAll: false })
  expect(await rig.transfers.result(id, undefined)).toMatchObject({ files: 1, failed: [] })
  expect(rig.view()).toMatchObject({ state: 'finished', hold: null })
  await same('a')
})

it('takes nothing up any more when the engine is ending, and keeps nothing of it', async () => {
  await rig.transfers.close()
  expect(() => rig.start(['a'], '')).toThrow(expect.objectContaining({ code: 'cancelled' }))
  expect(rig.store.transfers.load()).toEqual([])
})

it('tells once that a transfer ended, with its failures', async () => {
  const ended: [string, number][] = []
  await rig.restart(() => ({}), { onEnded: ({ state, failedCount }) => void ended.push([state, failedCount]) })
  await write('a', 10)
  await rig.put(['a', 'missing'], '')
  expect(ended).toEqual([['finished-with-errors', 1]])
})

describe('the ends of a copy', () => {
  it('can both be this computer', async () => {
    await write('a', 10)
    await fs.mkdir(join(rig.root, 'other'))
    const result = await rig.put(['a'], '', { destination: { kind: 'local', path: join(rig.root, 'other') } })
    expect(result).toMatchObject({ files: 1, failed: [] })
    expect(await namesIn(join(rig.root, 'other'))).toEqual(['a'])
  })

  it('can both be sites, and the bytes pass here', async () => {
    await fs.writeFile(join(rig.there, 'a'), 'x')
    await fs.mkdir(join(rig.there, 'sub'))
    const result = await rig.put([], 'sub', { sources: [{ kind: 'site', site: 'other', path: 'a' }] })
    expect(result).toMatchObject({ files: 1, failed: [] })
    expect(rig.view()).toMatchObject({ route: 'here', from: { site: 'other' }, to: { site: 'far' } })
  })

  it('must be one for all sources', () => {
    const sources = [
      { kind: 'local' as const, path: 'a' },
      { kind: 'site' as const, site: 'far', path: 'b' }
    ]
    expect(() => rig.start([], '', { sources })).toThrow(expect.objectContaining({ code: 'usage' }))
  })
})
