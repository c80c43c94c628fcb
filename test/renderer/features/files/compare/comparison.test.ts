import type { ComparisonCounts, ComparisonEvent, Difference } from '@contract/transfers'
import { Failure } from '@domain/failure'
import { describe, expect, it, vi } from 'vitest'
import { createComparison, shownDifferences } from '../../../../../src/renderer/features/files/compare/comparison'
import {
  comparisonSummary,
  copyOffer,
  deleteQuestion,
  deleteRefusal
} from '../../../../../src/renderer/features/files/compare/comparison-words'

const difference = (path: string, kind: Difference['kind']): Difference => ({
  path,
  kind,
  type: 'file',
  size: 1024,
  mtime: '2026-11-17T20:16:00Z'
})
const counts = (change: Partial<ComparisonCounts> = {}): ComparisonCounts => ({
  same: 40,
  new: 3,
  changed: 1,
  extra: 2,
  bytes: 4096,
  failed: [],
  ...change
})
const from = { kind: 'local', path: '/a' } as const
const to = { kind: 'site', site: 'alpha', path: '/b' } as const

/** The fake has the one call that a comparison uses. */
const engine = (events: () => AsyncGenerator<ComparisonEvent>) =>
  ({ compare: async () => events() }) as unknown as Parameters<typeof createComparison>[0]

describe('a comparison', () => {
  it('gathers what comes, and ends with the counts', async () => {
    const { store, start } = createComparison(
      engine(async function* () {
        yield { type: 'differences', differences: [difference('x', 'new')] }
        yield { type: 'progress', entries: 5, checksums: 0 }
        yield { type: 'differences', differences: [difference('y', 'extra')] }
        yield { type: 'end', counts: counts() }
      })
    )
    await start(from, to, 'size-time')
    expect(store.getState()).toMatchObject({ status: 'done', entries: 5, counts: { extra: 2 } })
    expect(shownDifferences(store.getState().differences, 'extra', undefined).map(({ path }) => path)).toEqual(['y'])
  })

  it('does not mix one that was begun before into the next', async () => {
    let go = (): void => undefined
    const gate = new Promise<void>(resolve => {
      go = resolve
    })
    const first = vi.fn(async function* (): AsyncGenerator<ComparisonEvent> {
      await gate
      yield { type: 'end', counts: counts({ same: 1 }) }
    })
    const runs = [
      first,
      async function* (): AsyncGenerator<ComparisonEvent> {
        yield { type: 'end', counts: counts({ same: 2 }) }
      }
    ]
    const { store, start } = createComparison(engine(() => (runs.shift() ?? first)()))
    const slow = start(from, to, 'size-time')
    await start(from, to, 'checksum')
    go()
    await slow
    expect(store.getState().counts?.same).toBe(2)
  })

  it('says why it failed', async () => {
    const { store, start } = createComparison(
      engine(async function* () {
        throw new Failure('permission', 'No.')
        // biome-ignore lint/correctness/noUnreachable: makes it a generator of the right kind
        yield { type: 'end', counts: counts() }
      })
    )
    await start(from, to, 'size-time')
    expect(store.getState()).toMatchObject({ status: 'failed', failure: { code: 'permission' } })
  })
})

describe('the differences', () => {
  const found = [difference('it10', 'new'), difference('it9', 'extra'), { ...difference('big', 'new'), size: 9999 }]
  const paths = (...[filter, column, direction = 'ascending']: readonly string[]) =>
    shownDifferences(
      found,
      filter === 'new' ? 'new' : 'all',
      column === undefined ? undefined : { column, direction: direction === 'ascending' ? direction : 'descending' }
    ).map(({ path }) => path)

  it('stand in the order of their numbers, or by another column and then by name', () => {
    expect(paths('all', 'path')).toEqual(['big', 'it9', 'it10'])
    expect(paths('all', 'path', 'descending')).toEqual(['it10', 'it9', 'big'])
    expect(paths('all', 'size', 'descending')).toEqual(['big', 'it9', 'it10'])
    expect(paths('new', 'kind')).toEqual(['big', 'it10'])
  })

  it('stay as they were found while there is no order', () => {
    expect(paths('all')).toEqual(['it10', 'it9', 'big'])
  })
})

describe('the words of a comparison', () => {
  const done = { status: 'done', differences: [], found: 0, entries: 46, checksums: 0, failure: null } as const

  it('count what was found', () => {
    expect(comparisonSummary({ ...done, counts: counts() }, 'size-time')).toBe('3 new, 1 changed, 2 extra, 40 the same')
    expect(comparisonSummary({ ...done, counts: counts({ new: 0, changed: 0, extra: 0 }) }, 'size-time')).toBe(
      '40 the same'
    )
  })

  it('offer to copy only what there is', () => {
    expect(copyOffer(null).reason).toBeDefined()
    expect(copyOffer(counts({ new: 0, changed: 0 })).reason).toBe('Nothing is new or changed')
    expect(copyOffer(counts())).toEqual({ label: 'Copy 3 new and 1 changed, 4.0 KiB' })
  })

  it('ask with the number before anything is deleted', () => {
    const { title, body } = deleteQuestion(counts(), 'alpha, /b')
    expect(title).toBe('Delete 2 extra entries?')
    expect(body).toContain('alpha, /b')
    expect(body).toContain('cannot be undone')
    expect(deleteQuestion(counts({ new: 0, changed: 0, extra: 1 }), 'x').body).toMatch(/^1 extra entry of x is/)
  })

  it('refuse to delete while what is extra is not certain', () => {
    expect(deleteRefusal(counts())).toBeUndefined()
    expect(deleteRefusal(null)).toBeDefined()
    expect(deleteRefusal(counts({ extra: 0 }))).toBeDefined()
    const failed = [{ path: '/b/x', code: 'permission', message: 'No.' }] as const
    expect(deleteRefusal(counts({ failed: [...failed] }))).toContain('not known for certain')
  })
})
