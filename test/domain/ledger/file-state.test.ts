import type { Place } from '@contract/files'
import { judgeFile } from '@domain/ledger/file-state'
import { createReleasePlanner, releaseProblem } from '@domain/ledger/release-plan'
import { createLedgerTally } from '@domain/ledger/summary'
import { describe, expect, it } from 'vitest'
import { copyOf, recordedFile } from './ledger-file'

const file = recordedFile('/m.tiff')
const [here, cluster] = file.copies
const missing = copyOf({ kind: 's3', path: '/b/m.tiff' }, { state: 'missing', message: 'It is gone.' })

describe('the state of a file of the ledger', () => {
  it('is safe when it is verified in the asked number of different places', () => {
    expect(judgeFile(file, 2)).toEqual({ state: 'safe', places: 2, reason: '' })
    expect(judgeFile(file, 3)).toEqual({ state: 'waiting', places: 2, reason: 'Verified in 2 places of 3.' })
  })

  it('is in doubt where it is safe only if places are different of which nobody can tell', () => {
    const nobody = () => 'unknown' as const
    expect(judgeFile(file, 2, nobody)).toMatchObject({
      ...{ state: 'doubted', places: 2 },
      reason: expect.stringContaining('cluster and scope')
    })
    const isSource = (place: Place): boolean => place.kind === 'site' && place.site === 'scope'
    const onlyOfCopies = (one: Place, other: Place) => (isSource(one) || isSource(other) ? 'two' : 'unknown')
    expect(judgeFile(file, 2, onlyOfCopies).state).toBe('doubted')
    // In one other place it surely is.
    expect(judgeFile(file, 1, onlyOfCopies).state).toBe('safe')
    expect(judgeFile(file, 3, nobody).state).toBe('waiting')
  })

  it('is trouble when a copy is missing or differs, or the source changed', () => {
    expect(judgeFile({ ...file, copies: [...file.copies, missing] }, 2)).toMatchObject({
      state: 'trouble',
      reason: 'It is gone.'
    })
    expect(judgeFile({ ...file, problem: 'It changed.' }, 2)).toMatchObject({ state: 'trouble', reason: 'It changed.' })
  })

  it('tells of a place that could not be asked', () => {
    const away = copyOf({ kind: 'site', site: 'tape', path: '/m' }, { state: 'away' })
    expect(judgeFile({ ...file, copies: [...file.copies.slice(0, 1), away] }, 2).reason).toBe(
      'Verified in 1 place of 2. tape:/m could not be asked.'
    )
  })

  it('is over when it was released or has a later version, whatever its copies', () => {
    expect(judgeFile({ ...file, copies: [missing], replaced: true }, 2).state).toBe('replaced')
    expect(judgeFile({ ...file, copies: [missing], releasedAt: file.mtime }, 2).state).toBe('released')
  })
})

describe('the plan of a release', () => {
  const planOf = (files: readonly ReturnType<typeof recordedFile>[]) => {
    const planner = createReleasePlanner(2)
    for (const one of files) planner.add(one)
    return planner
  }

  it('has every file that is safe, with its places, and leaves out what is over', () => {
    const planner = planOf([file, recordedFile('/n', { id: 2, size: 5 }), { ...file, id: 3, replaced: true }])
    expect(planner.files()).toEqual([1, 2])
    expect(planner.plan()).toMatchObject({ files: 2, bytes: 15, allowed: true, leftOut: 1, refusedCount: 0 })
    expect(planner.plan().list[0]).toEqual({
      ...{ id: 1, path: 'scope:/m.tiff', size: 10 },
      places: ['this computer', 'cluster']
    })
  })

  it('is not allowed when one single file is not safe', () => {
    const plan = planOf([file, recordedFile('/n', { id: 2, copies: [missing] })]).plan()
    expect(plan).toMatchObject({ files: 1, allowed: false, refusedCount: 1 })
    expect(releaseProblem(plan, { files: 1, bytes: 10 })).toMatchObject({ code: 'rule' })
  })

  it('must be of the confirmed number of files and bytes', () => {
    const plan = planOf([file]).plan()
    expect(releaseProblem(plan, { files: 1, bytes: 10 })).toBeNull()
    expect(releaseProblem(plan, { files: 2, bytes: 10 })?.code).toBe('confirmation-required')
    expect(releaseProblem(plan, { files: 1, bytes: 11 })?.code).toBe('confirmation-required')
    expect(releaseProblem(planOf([]).plan(), { files: 0, bytes: 0 })?.code).toBe('not-found')
  })
})

describe('what many files add up to', () => {
  it('counts by state and by place, and is safe only when every open file is', () => {
    const tally = createLedgerTally(2)
    tally.add(file)
    tally.add({ ...file, id: 2, releasedAt: file.mtime })
    expect(tally.summary()).toMatchObject({
      ...{ safe: true, all: { files: 2, bytes: 20 }, withoutSha256: 0 },
      states: { safe: { files: 1, bytes: 10 }, released: { files: 1, bytes: 10 } },
      places: [
        { place: 'this computer', files: 2 },
        { place: 'cluster', files: 2 }
      ]
    })
    tally.add({
      ...file,
      id: 3,
      digests: {},
      copies: [here, cluster].slice(0, 1).flatMap(copy => (copy ? [copy] : []))
    })
    expect(tally.summary()).toMatchObject({ safe: false, withoutSha256: 1 })
  })

  it('is not safe where there is nothing', () => {
    expect(createLedgerTally(2).summary().safe).toBe(false)
  })
})
