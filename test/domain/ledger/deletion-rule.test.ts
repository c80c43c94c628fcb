import type { Place } from '@contract/files'
import {
  type DeletionCase,
  deletionProblem,
  type FoundCopy,
  oldestHashMs,
  oldestLookMs
} from '@domain/ledger/deletion-rule'
import { describe, expect, it } from 'vitest'

const at = Date.parse('2026-11-22T04:00:00Z')
const seen = { hashedAt: at - 1000, seenAt: at - 10 }
const sha = (hex: string) => ({ algorithm: 'sha256', hex })

const source: Place = { kind: 'site', site: 'scope', path: '/data/movie.tiff' }
const copyAt = (place: Place, more: Partial<Extract<FoundCopy, { found: 'content' }>> = {}): FoundCopy => ({
  ...{ place, found: 'content', size: 300, digest: sha('aa'), ...seen },
  ...more
})
const here: Place = { kind: 'local', path: '/copies/movie.tiff' }
const cluster: Place = { kind: 'site', site: 'cluster', path: '/em/movie.tiff' }
const bucket: Place = { kind: 's3', path: '/archive/movie.tiff' }

const safe: DeletionCase = {
  source,
  recorded: { size: 300, mtime: 1_700_000_000, digests: { sha256: 'aa' } },
  now: { size: 300, mtime: 1_700_000_000, digests: [sha('aa')], ...seen },
  copies: [copyAt(here), copyAt(cluster)],
  asked: 2,
  at
}
const problem = (changes: Partial<DeletionCase>): string | undefined => deletionProblem({ ...safe, ...changes })?.code
const sourceNow = (changes: Partial<DeletionCase['now']>): string | undefined =>
  problem({ now: { ...safe.now, ...changes } })

describe('what may be deleted', () => {
  it('is what was verified a moment before in the asked number of other places', () => {
    expect(deletionProblem(safe)).toBeNull()
    expect(problem({ copies: [...safe.copies, copyAt(bucket)], asked: 3 })).toBeUndefined()
  })

  it('is nothing with fewer copies than asked', () => {
    expect(problem({ copies: [copyAt(here)] })).toBe('rule')
    expect(problem({ copies: [] })).toBe('rule')
    expect(problem({ asked: 3 })).toBe('rule')
  })

  it.each([0, -1, Number.NaN])('is nothing where %d copies are asked for', asked => {
    expect(problem({ asked, copies: [] })).toBe('rule')
  })

  it('does not count two copies at one place twice, nor one at the place of the source', () => {
    const beside = { ...cluster, path: '/em/second.tiff' }
    expect(problem({ copies: [copyAt(cluster), copyAt(beside)] })).toBe('rule')
    expect(problem({ copies: [copyAt(here), copyAt({ ...source, path: '/backup/movie.tiff' })] })).toBe('rule')
  })

  it('does not count one bucket twice because two profiles reach it', () => {
    const other: Place = { kind: 's3', path: '/archive/again.tiff', profile: 'lab' }
    expect(problem({ copies: [copyAt(bucket), copyAt(other)] })).toBe('rule')
  })

  it('is nothing when a copy is missing, even where enough others are there', () => {
    const gone: FoundCopy = { place: bucket, found: 'missing', message: 'It is gone.' }
    expect(problem({ copies: [...safe.copies, gone] })).toBe('not-found')
  })

  it('is nothing when a copy differs, in content or in size', () => {
    expect(problem({ copies: [copyAt(here), copyAt(cluster, { digest: sha('ab') })] })).toBe('mismatch')
    expect(problem({ copies: [...safe.copies, copyAt(bucket, { digest: sha('ab') })] })).toBe('mismatch')
    expect(problem({ copies: [copyAt(here), copyAt(cluster, { size: 299 })] })).toBe('mismatch')
  })

  it('does not count a copy whose place could not be asked, and goes by the others', () => {
    const away: FoundCopy = { place: bucket, found: 'away', message: 'No link.' }
    expect(problem({ copies: [...safe.copies, away] })).toBeUndefined()
    expect(problem({ copies: [copyAt(here), away] })).toBe('rule')
  })

  it('is nothing when the source is no longer what was copied', () => {
    expect(sourceNow({ size: 301 })).toBe('changed-at-source')
    expect(sourceNow({ mtime: 1_700_000_001 })).toBe('changed-at-source')
    expect(sourceNow({ digests: [sha('ab')] })).toBe('changed-at-source')
    const both = [sha('aa'), { algorithm: 'xxh128', hex: '11' }]
    expect(sourceNow({ digests: both })).toBeUndefined()
    expect(
      problem({
        now: { ...safe.now, digests: both },
        recorded: { ...safe.recorded, digests: { sha256: 'aa', xxh128: '12' } }
      })
    ).toBe('changed-at-source')
  })

  it('is nothing when the source cannot be compared with what was copied', () => {
    expect(sourceNow({ digests: [] })).toBe('rule')
    expect(sourceNow({ digests: [{ algorithm: 'xxh128', hex: 'aa' }] })).toBe('rule')
  })

  it('is nothing when a copy was changed together with what the source was found to be', () => {
    const changed = { ...safe.now, digests: [sha('bb')] }
    const copies = [copyAt(here, { digest: sha('bb') }), copyAt(cluster, { digest: sha('bb') })]
    expect(problem({ now: changed, copies })).toBe('changed-at-source')
  })

  it('compares a copy by what the ledger has where the source was read by another algorithm', () => {
    const recorded = { ...safe.recorded, digests: { sha256: 'aa', crc64nvme: '77' } }
    const stored = (hex: string): FoundCopy => copyAt(bucket, { digest: { algorithm: 'crc64nvme', hex } })
    expect(problem({ recorded, copies: [copyAt(here), stored('77')] })).toBeUndefined()
    expect(problem({ recorded, copies: [copyAt(here), stored('78')] })).toBe('mismatch')
    expect(problem({ copies: [copyAt(here), stored('77')] })).toBe('rule')
  })

  it('is nothing by a verification that is too old, of the source or of a copy', () => {
    const read = { hashedAt: at - oldestHashMs - 1, seenAt: at }
    const looked = { hashedAt: at - oldestLookMs - 2, seenAt: at - oldestLookMs - 1 }
    for (const old of [read, looked]) {
      expect(sourceNow(old)).toBe('rule')
      expect(problem({ copies: [copyAt(here), copyAt(cluster, old)] })).toBe('rule')
    }
  })

  it('is nothing by a look that was before the reading, or by times that lie ahead', () => {
    for (const odd of [
      { hashedAt: at - 10, seenAt: at - 20 },
      { hashedAt: at + 1, seenAt: at + 1 },
      { hashedAt: at - 10, seenAt: at + 1 }
    ]) {
      expect(sourceNow(odd)).toBe('rule')
      expect(problem({ copies: [copyAt(here), copyAt(cluster, odd)] })).toBe('rule')
    }
  })

  it('says which file stays and why', () => {
    const failure = deletionProblem({ ...safe, copies: [copyAt(here)] })
    expect(failure?.message).toBe('It is verified in 1 of 2 other places, so scope:/data/movie.tiff stays.')
  })
})
