import { Failure } from '@domain/failure'
import type { FileInfo, FileSystem } from '@domain/files/file-system'
import type { ChecksumAnswer, ChecksumOffer, Checksums } from '@domain/transfers/checksums'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type CopiedFile, createVerifier, type Verifier } from '../../../../src/main/transfers/verify/verifier'

/** One end in memory: `content` by path, and what it was asked. */
function end(kind: FileSystem['kind'], content: Record<string, string>, offers: ChecksumOffer['algorithm'][]) {
  const rounds: string[][] = []
  const failures: Record<string, Failure> = {}
  const refusals: Failure[] = []
  const look = async (path: string): Promise<FileInfo> => {
    const text = content[path]
    if (text === undefined) throw new Failure('not-found', `${path} is not there.`)
    const rest = { mtime: 7, mode: 0o644, owner: '', group: '', stamp: '' }
    return { type: 'file', size: text.length, ...rest }
  }
  const checksums: Checksums = {
    offers: async () => offers.map((algorithm, index) => ({ algorithm, bytesPerSecond: 100 - index })),
    async *hashMany(algorithm, files): AsyncGenerator<ChecksumAnswer> {
      const refusal = refusals.shift()
      if (refusal) throw refusal
      rounds.push(files.map(file => file.path))
      for (const { path } of files) {
        const failure =
          failures[path] ?? (content[path] === undefined && new Failure('not-found', `${path} is not there.`))
        yield failure ? { path, failure } : { path, hex: `${algorithm} ${content[path]}` }
      }
    }
  }
  const parts = { kind, label: kind, connected: true, stat: look, lstat: look }
  // Nothing else of a file system is touched.
  return { files: parts as unknown as FileSystem, checksums, content, rounds, failures, refusals }
}

const copied = (name: string, more: Partial<CopiedFile> = {}): CopiedFile => ({
  source: `/here/${name}`,
  target: `/far/${name}`,
  size: name.length,
  mtime: 7,
  checksum: { algorithm: 'xxh128', hex: `xxh128 ${name}` },
  ...more
})

let verifier: Verifier
const verify = (from: ReturnType<typeof end>, to: ReturnType<typeof end>, signal = new AbortController().signal) => {
  verifier = createVerifier({ from, to, signal })
  return verifier
}
const both = (names: string[], algorithms: ChecksumOffer['algorithm'][] = ['xxh128', 'sha256']) => ({
  from: end('local', Object.fromEntries(names.map(name => [`/here/${name}`, name])), algorithms),
  to: end('site', Object.fromEntries(names.map(name => [`/far/${name}`, name])), algorithms)
})

afterEach(() => {
  verifier.close()
  vi.useRealTimers()
})

describe('a verifier', () => {
  it('proves copies whose checksums are equal, and asks the source only for those that did not come along', async () => {
    const { from, to } = both(['a', 'b'])
    const { check, flush } = verify(from, to)
    const verdicts = Promise.all([check(copied('a')), check(copied('b', { checksum: null }))])
    flush()
    expect(await verdicts).toEqual([
      { state: 'verified', algorithm: 'xxh128', hex: 'xxh128 a' },
      { state: 'verified', algorithm: 'xxh128', hex: 'xxh128 b' }
    ])
    expect(to.rounds.flat()).toEqual(['/far/a', '/far/b'])
    expect(from.rounds.flat()).toEqual(['/here/b'])
  })

  it('takes no checksum of another algorithm for the one it asked for', async () => {
    const { from, to } = both(['a'])
    const { check, flush } = verify(from, to)
    const verdict = check(copied('a', { checksum: { algorithm: 'sha256', hex: 'xxh128 a' } }))
    flush()
    expect(await verdict).toMatchObject({ state: 'verified' })
    expect(from.rounds.flat()).toEqual(['/here/a'])
  })

  it('finds a copy that differs, and says which and how', async () => {
    const { from, to } = both(['a'])
    to.content['/far/a'] = 'b'
    const { check, flush } = verify(from, to)
    const verdict = check(copied('a'))
    flush()
    expect(await verdict).toMatchObject({
      state: 'mismatch',
      failure: {
        code: 'mismatch',
        message: expect.stringContaining('/far/a at site'),
        detail: expect.stringContaining('xxh128 b')
      }
    })
  })

  it('does not blame a copy for a source that changed or went away after it', async () => {
    const { from, to } = both(['a', 'b'])
    from.content['/here/a'] = 'longer'
    delete from.content['/here/b']
    const { check, flush } = verify(from, to)
    const verdicts = Promise.allSettled([
      check(copied('a', { checksum: null })),
      check(copied('b', { checksum: null }))
    ])
    flush()
    expect(await verdicts).toMatchObject([{ reason: { code: 'changed-at-source' } }, { reason: { code: 'not-found' } }])
  })

  it('compares sizes where no checksum is to be had at both ends, or the copy may not be read', async () => {
    const plain = both(['a', 'b'])
    const bare = end('site', { '/far/a': 'a', '/far/b': 'bb' }, [])
    const { check, flush } = verify(plain.from, bare)
    const verdicts = Promise.all([check(copied('a')), check(copied('b'))])
    flush()
    expect(await verdicts).toMatchObject([{ state: 'size-only' }, { state: 'mismatch', failure: { code: 'mismatch' } }])

    const { from, to } = both(['a'])
    to.failures['/far/a'] = new Failure('permission', 'no')
    const second = verify(from, to)
    const verdict = second.check(copied('a'))
    second.flush()
    expect(await verdict).toEqual({ state: 'size-only' })
  })

  it('has what passes here hashed where the ends have no checksum in common, and judges by that', async () => {
    for (const [from, to] of [
      [
        end('site', {}, ['xxh128', 'sha256']),
        end('s3', { '/far/a': 'a', '/far/b': 'x', '/far/c': 'c' }, ['crc64nvme'])
      ],
      [
        end('s3', {}, ['crc64nvme']),
        end('site', { '/far/a': 'a', '/far/b': 'x', '/far/c': 'c' }, ['sha256', 'blake3'])
      ],
      [end('site', {}, []), end('site', { '/far/a': 'a', '/far/b': 'x', '/far/c': 'c' }, ['blake3'])]
    ] as const) {
      from.content['/here/b'] = 'b'
      const { check, flush, streamAlgorithm } = verify(from, to)
      const algorithm = (await streamAlgorithm()) ?? 'none'
      expect(algorithm).toBe(to.files.kind === 's3' ? 'crc64nvme' : from.files.kind === 's3' ? 'sha256' : 'blake3')
      const passed = (name: string) => copied(name, { checksum: { algorithm, hex: `${algorithm} ${name}` } })
      const verdicts = Promise.all([check(passed('a')), check(passed('b')), check(copied('c', { checksum: null }))])
      flush()
      expect(await verdicts).toMatchObject([
        { state: 'verified', algorithm },
        { state: 'mismatch' },
        { state: 'size-only' }
      ])
      // Nobody asks the source for what it cannot compute.
      expect(from.rounds).toEqual([])
    }
  })

  it('compares the size of an object whose store keeps no checksum of it', async () => {
    const from = end('local', { '/here/a': 'a' }, ['xxh128', 'crc64nvme'])
    const to = end('s3', { '/far/a': 'a' }, ['crc64nvme'])
    to.failures['/far/a'] = new Failure('unsupported', 'none')
    const { check, flush } = verify(from, to)
    const verdict = check(copied('a'))
    flush()
    expect(await verdict).toEqual({ state: 'size-only' })
  })

  it('never calls a copy good that is not there', async () => {
    for (const algorithms of [['xxh128'], []] as const) {
      const { from, to } = both(['a'], [...algorithms])
      delete to.content['/far/a']
      const { check, flush } = verify(from, to)
      const verdict = check(copied('a'))
      flush()
      await expect(verdict).rejects.toMatchObject({ code: 'not-found' })
    }
  })

  it('asks for many small files together, soon, and without being told', async () => {
    vi.useFakeTimers()
    const names = Array.from({ length: 200 }, (_, index) => `file ${index}`)
    const { from, to } = both(names)
    const { check } = verify(from, to)
    const verdicts = Promise.all(names.map(name => check(copied(name))))
    await vi.advanceTimersByTimeAsync(2500)
    expect((await verdicts).every(({ state }) => state === 'verified')).toBe(true)
    expect(to.rounds.length).toBeLessThan(5)
    const again = check(copied('file 7'))
    await vi.advanceTimersByTimeAsync(2500)
    expect(await again).toMatchObject({ state: 'verified' })
  })

  it('chooses what is fastest at the slower end, and lets a copy compute it only where the bytes pass', async () => {
    const here = end('local', {}, ['xxh128', 'sha256'])
    const far = end('site', {}, ['blake3', 'sha256'])
    expect(await verify(here, far).streamAlgorithm()).toBe('sha256')
    expect(await verify(far, here).streamAlgorithm()).toBeUndefined()
    expect(await verify(here, end('site', {}, [])).streamAlgorithm()).toBeUndefined()
  })

  it('tries again when the host had no channel to spare', async () => {
    vi.useFakeTimers()
    const { from, to } = both(['a'])
    to.refusals.push(new Failure('channel-refused', 'full'))
    const { check, flush } = verify(from, to)
    const verdict = check(copied('a'))
    flush()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await verdict).toMatchObject({ state: 'verified' })
  })

  it('goes by sizes when no channel comes free although nothing is copied any more', async () => {
    vi.useFakeTimers()
    const { from, to } = both(['a'])
    to.refusals.push(...Array.from({ length: 99 }, () => new Failure('channel-refused', 'full')))
    const { check, flush } = verify(from, to)
    const verdict = check(copied('a'))
    await vi.advanceTimersByTimeAsync(300_000)
    expect(to.refusals.length).toBeGreaterThan(80)
    flush()
    await vi.advanceTimersByTimeAsync(100_000)
    expect(await verdict).toEqual({ state: 'size-only' })
  })

  it('gives the reason to all that wait when an end is lost or the transfer stopped', async () => {
    const { from, to } = both(['a', 'b'])
    to.refusals.push(new Failure('unreachable', 'gone'))
    const { check, flush } = verify(from, to)
    const verdicts = Promise.allSettled([check(copied('a')), check(copied('b'))])
    flush()
    expect(await verdicts).toMatchObject([{ reason: { code: 'unreachable' } }, { reason: { code: 'unreachable' } }])

    const stop = new AbortController()
    const second = verify(from, to, stop.signal)
    const waiting = second.check(copied('a'))
    stop.abort(new Failure('cancelled', 'enough'))
    second.flush()
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' })
    const third = verify(from, to)
    const closed = third.check(copied('a'))
    third.close()
    await expect(closed).rejects.toMatchObject({ code: 'cancelled' })
  })
})
