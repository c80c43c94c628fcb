import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import type { ConflictRule } from '@contract/prompts'
import { Failure } from '@domain/failure'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Transfers } from '../../../src/main/transfers/transfers'
import { createTransferRig, namesIn, type SiteChange, sha256, type TransferRig } from './transfer-rig'

let rig: TransferRig
let here: string
let there: string
let transfers: Transfers
const put: TransferRig['put'] = (...asked) => rig.put(...asked)

/** The same queue with a site that behaves otherwise. */
async function changeSite(change: SiteChange): Promise<void> {
  await rig.restart(change)
  transfers = rig.transfers
}

beforeEach(async () => {
  rig = await createTransferRig()
  ;({ here, there, transfers } = rig)
})

afterEach(() => rig.end())

describe('copies', () => {
  it('recreate a tree with empty folders, links, hostile names, modes and times', async () => {
    const tree = join(here, 'tree')
    await fs.mkdir(join(tree, 'empty', 'inner'), { recursive: true })
    const names = ['-rf', '$(touch x)', 'a\nb', '<b>', 'x'.repeat(255), ' ', '"q"']
    for (const name of names) await fs.writeFile(join(tree, name), name)
    await fs.writeFile(Buffer.concat([Buffer.from(`${tree}/`), Buffer.from([0x66, 0xff])]), 'bytes')
    await fs.symlink('nowhere', join(tree, 'link'))
    await fs.chmod(join(tree, '-rf'), 0o640)
    await fs.utimes(join(tree, '-rf'), 1000, 1000)
    await fs.utimes(tree, 2000, 2000)
    const result = await put(['tree'], 'copy')
    expect(result).toMatchObject({ files: names.length + 1, failed: [] })
    const copy = join(there, 'copy')
    expect(await namesIn(copy)).toEqual(await namesIn(tree))
    expect(await fs.readlink(join(copy, 'link'))).toBe('nowhere')
    const file = await fs.stat(join(copy, '-rf'))
    expect([file.mode & 0o7777, file.mtimeMs]).toEqual([0o640, 1_000_000])
    expect((await fs.stat(copy)).mtimeMs).toBe(2_000_000)
    const raw = (await fs.readdir(copy, { encoding: 'buffer' })).map(name => name.toString('latin1'))
    expect(raw).toContain('f\xff')
  })

  it('move a large file whole', async () => {
    await fs.writeFile(join(here, 'big'), randomBytes(30_000_000))
    expect(await put(['big'], '')).toMatchObject({ files: 1, bytes: 30_000_000, sentBytes: 30_000_000 })
    expect(await sha256(join(there, 'big'))).toBe(await sha256(join(here, 'big')))
  })

  it('refuse a missing parent folder, and make it when asked', async () => {
    await fs.writeFile(join(here, 'a'), 'a')
    await expect(put(['a'], 'p/q/b')).rejects.toMatchObject({ code: 'not-found' })
    expect(await put(['a'], 'p/q/b', { parents: true })).toMatchObject({ files: 1 })
    expect(await namesIn(there)).toEqual(['p', 'p/q', 'p/q/b'])
  })

  it('list what cannot be copied and go on with the rest', async () => {
    await fs.mkdir(join(here, 'd', 'sub'), { recursive: true })
    await fs.writeFile(join(here, 'd', 'ok'), '1')
    await fs.writeFile(join(here, 'd', 'sub', 'lost'), '1')
    await fs.mkdir(join(there, 'd'))
    await fs.writeFile(join(there, 'd', 'sub'), 'a file')
    const result = await put(['d', 'missing'], '')
    expect(result.files).toBe(1)
    expect(result.failed.map(({ path, code }) => [path, code])).toEqual([
      [join(here, 'd', 'sub'), 'not-a-directory'],
      [join(here, 'missing'), 'not-found']
    ])
  })

  it('go on with the others when the destination cannot have one of the names', async () => {
    for (const name of ['fine', 'odd']) await fs.writeFile(join(here, name), '1')
    await changeSite(files => ({
      lstat: async (path, signal) => {
        if (path.endsWith('odd')) throw new Failure('unsupported', 'No such names here.')
        return files.lstat(path, signal)
      }
    }))
    const result = await put(['fine', 'odd'], '')
    expect(result).toMatchObject({ files: 1, failed: [{ path: join(here, 'odd'), code: 'unsupported' }] })
    expect(await namesIn(there)).toEqual(['fine'])
  })

  it('copy again only what failed', async () => {
    await fs.writeFile(join(here, 'one'), '1')
    await put(['one', 'two'], '')
    await fs.writeFile(join(here, 'two'), '2')
    const { id } = rig.view()
    transfers.retryFailed(id)
    expect(await transfers.result(id, undefined)).toMatchObject({ files: 2, failed: [] })
    expect(transfers.list()).toHaveLength(1)
    expect(await namesIn(there)).toEqual(['one', 'two'])
  })

  it('look at many folders at once, each before what is in it', async () => {
    let open = 0
    let most = 0
    await changeSite(files => ({
      async makeDirectory(path, mode, signal) {
        most = Math.max(most, ++open)
        await new Promise(resolve => setTimeout(resolve, 10))
        await files.makeDirectory(path, mode, signal)
        open--
      }
    }))
    for (let number = 0; number < 40; number++) {
      await fs.mkdir(join(here, 'tree', `${number}`, 'sub'), { recursive: true })
      await fs.writeFile(join(here, 'tree', `${number}`, 'sub', 'f'), 'x')
      await fs.utimes(join(here, 'tree', `${number}`), 3000, 3000)
    }
    expect(await put(['tree'], '')).toMatchObject({ files: 40, failed: [] })
    expect(most).toBeGreaterThan(8)
    expect(await namesIn(there)).toHaveLength(1 + 40 * 3)
    expect((await fs.stat(join(there, 'tree', '7'))).mtimeMs).toBe(3_000_000)
  })

  it('follow links only inside of the tree, and never in a circle', async () => {
    const tree = join(here, 'tree')
    await fs.mkdir(join(tree, 'in'), { recursive: true })
    await fs.writeFile(join(tree, 'in', 'f'), 'f')
    await fs.writeFile(join(here, 'secret'), 's')
    await fs.symlink('in/f', join(tree, 'good'))
    await fs.symlink('../secret', join(tree, 'out'))
    await fs.symlink('..', join(tree, 'in', 'circle'))
    const result = await put(['tree'], 'copy', { followLinks: true })
    expect(result.files).toBe(2)
    expect(result.failed.map(failed => failed.code)).toEqual(['not-allowed', 'not-allowed'])
    expect(await namesIn(join(there, 'copy'))).toEqual(['good', 'in', 'in/f'])
  })
})

describe('taken names', () => {
  const rules: [ConflictRule | undefined | 'ask', string[], string][] = [
    [undefined, ['old'], 'exists'],
    ['skip', ['old'], 'skipped'],
    ['overwrite', ['fresh'], 'copied'],
    ['ask', ['fresh'], 'copied'],
    ['rename', ['fresh', 'old'], 'copied'],
    ['newer', ['fresh'], 'copied']
  ]
  it.each(rules)('with rule %s hold %j (%s)', async (conflict, contents, outcome) => {
    await fs.writeFile(join(here, 'f.txt'), 'fresh')
    await fs.writeFile(join(there, 'f.txt'), 'old')
    await fs.utimes(join(there, 'f.txt'), 1000, 1000)
    const result = await put(['f.txt'], '', conflict ? { conflict } : {})
    const names = await namesIn(there)
    expect((await Promise.all(names.map(name => fs.readFile(join(there, name), 'utf8')))).sort()).toEqual(contents)
    expect([result.files, result.skipped, result.failed[0]?.code]).toEqual(
      { exists: [0, 0, 'exists'], skipped: [0, 1, undefined], copied: [1, 0, undefined] }[outcome]
    )
  })

  it('are skipped when size and time are the same', async () => {
    await fs.writeFile(join(here, 'f'), 'x')
    await put(['f'], '')
    expect(await put(['f'], '')).toMatchObject({ files: 0, skipped: 1, failed: [] })
  })

  it('resume from what is proven to be the same', async () => {
    const bytes = randomBytes(1_000_000)
    await fs.writeFile(join(here, 'f'), bytes)
    await fs.writeFile(join(there, 'f'), bytes.subarray(0, 400_000))
    expect(await put(['f'], '', { conflict: 'resume' })).toMatchObject({ resumedBytes: 400_000, sentBytes: 600_000 })
    await fs.writeFile(join(there, 'f'), randomBytes(400_000))
    expect(await put(['f'], '', { conflict: 'resume' })).toMatchObject({ resumedBytes: 0, sentBytes: 1_000_000 })
    expect(await sha256(join(there, 'f'))).toBe(await sha256(join(here, 'f')))
  })
})

describe('a cancelled copy', () => {
  it('leaves nothing behind, not even while a write hangs', async () => {
    await fs.writeFile(join(here, 'f'), randomBytes(400_000))
    await changeSite(files => ({
      openWrite: async (path, options) => ({
        ...(await files.openWrite(path, options)),
        write: (_offset, _data, signal) =>
          new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
      })
    }))
    const result = put(['f'], '')
    result.catch(() => undefined)
    await expect.poll(() => namesIn(there)).toHaveLength(1)
    await transfers.cancel(rig.view().id)
    await expect(result).rejects.toMatchObject({ code: 'cancelled' })
    expect(await namesIn(there)).toEqual([])
    expect(transfers.list()[0]?.state).toBe('cancelled')
  })
})

describe('a site that misbehaves', () => {
  const get = (path: string) =>
    put([], '', {
      sources: [{ kind: 'site', site: 'far', path }],
      destination: { kind: 'local', path: '' }
    })

  it('cannot make anything outside of the destination', async () => {
    await changeSite(files => ({
      async *readDirectory(path, signal) {
        for await (const batch of files.readDirectory(path, signal))
          yield batch.flatMap(entry => [entry, { ...entry, name: '../evil' }, { ...entry, name: '..' }])
      }
    }))
    await fs.mkdir(join(there, 'd'))
    await fs.writeFile(join(there, 'd', 'f'), 'f')
    const result = await get('d')
    expect(result.failed.map(failed => failed.code)).toEqual(['not-allowed', 'not-allowed'])
    expect(await namesIn(here)).toEqual(['d', 'd/f'])
  })

  it('cannot lead a copy through a link it made itself', async () => {
    await fs.mkdir(join(here, 'outside'))
    await fs.mkdir(join(there, 'd', 'x'), { recursive: true })
    await fs.writeFile(join(there, 'd', 'x', 'f'), 'f')
    await changeSite(files => ({
      async *readDirectory(path, signal) {
        for await (const batch of files.readDirectory(path, signal))
          yield batch.flatMap(entry => (entry.name === 'x' ? [{ ...entry, type: 'link' as const }, entry] : [entry]))
      },
      readLink: async () => '../outside'
    }))
    const result = await get('d')
    // Whichever of the two came first has the name.
    expect(result.failed).toMatchObject([{ code: expect.stringMatching(/^(not-a-directory|exists)$/) }])
    expect(await namesIn(join(here, 'outside'))).toEqual([])
  })

  it.each(['disk-full', 'quota'] as const)('ends the copy with %s, lists the rest, leaves no parts', async code => {
    await changeSite(files => ({
      openWrite: async (path, options) => ({
        ...(await files.openWrite(path, options)),
        write: () => Promise.reject(new Failure(code, 'No more.'))
      }),
      writeSmall: () => Promise.reject(new Failure(code, 'No more.'))
    }))
    await fs.mkdir(join(here, 'd'))
    for (let number = 0; number < 50; number++) await fs.writeFile(join(here, 'd', `f${number}`), 'x')
    const result = await put(['d'], '')
    expect(result.files).toBe(0)
    expect(new Set(result.failed.map(failed => failed.code))).toEqual(new Set([code]))
    expect(result.failed).toHaveLength(50)
    expect(await namesIn(there)).toEqual(['d'])
  })
})

describe('pushes', () => {
  it('of one batch ask once when the answer is for all, and count as work under way', async () => {
    await fs.writeFile(join(there, '1.txt'), 'old')
    await fs.writeFile(join(there, '2.txt'), 'old')
    rig.asked = 0
    for (const name of ['1.txt', '2.txt']) {
      const id = `push-of-${name.slice(0, 1)}`
      const given = {
        destination: { kind: 'site', site: 'far', path: '' } as const,
        relativePath: name,
        size: 3,
        mtime: '2020-01-01T00:00:00Z'
      }
      await transfers.pushes.begin({ ...given, id, batch: 'one-drop', conflict: 'ask' }, undefined)
      expect(transfers.counts().running).toBe(1)
      await transfers.pushes.write(id, 0, new Blob(['new']))
      await transfers.pushes.end(id)
      expect(await fs.readFile(join(there, name), 'utf8')).toBe('new')
    }
    expect(rig.asked).toBe(1)
    expect(transfers.counts().running).toBe(0)
  })

  const begin = (id: string, size: number, relativePath = 'a/b.txt') =>
    transfers.pushes.begin(
      { id, destination: { kind: 'site', site: 'far', path: '' }, relativePath, size, mtime: '2020-01-01T00:00:00Z' },
      undefined
    )

  it('store the bytes under the name when all came', async () => {
    await begin('push-0001', 6)
    await transfers.pushes.write('push-0001', 0, new Blob(['abc']))
    await transfers.pushes.write('push-0001', 3, new Blob(['def']))
    await transfers.pushes.end('push-0001')
    expect(await namesIn(there)).toEqual(['a', 'a/b.txt'])
    expect(await fs.readFile(join(there, 'a/b.txt'), 'utf8')).toBe('abcdef')
  })

  it('go to a folder of this computer too', async () => {
    const destination = { kind: 'local', path: join(here, 'dropped') } as const
    const given = { id: 'push-here', destination, relativePath: 'in/c.txt', size: 3, mtime: '2020-01-01T00:00:00Z' }
    await transfers.pushes.begin(given, undefined)
    await transfers.pushes.write('push-here', 0, new Blob(['abc']))
    expect(await namesIn(here)).not.toContain('dropped/in/c.txt')
    await transfers.pushes.end('push-here')
    expect(await namesIn(here)).toEqual(['dropped', 'dropped/in', 'dropped/in/c.txt'])
    expect((await fs.stat(join(here, 'dropped/in/c.txt'))).mtime.toISOString()).toBe('2020-01-01T00:00:00.000Z')
  })

  it('leave nothing when bytes are missing, and refuse a path that leads out', async () => {
    await begin('push-0002', 6)
    await expect(transfers.pushes.end('push-0002')).rejects.toMatchObject({ code: 'mismatch' })
    await expect(begin('push-0003', 1, '../x')).rejects.toMatchObject({ code: 'not-allowed' })
    expect(await namesIn(there)).toEqual(['a'])
  })
})
