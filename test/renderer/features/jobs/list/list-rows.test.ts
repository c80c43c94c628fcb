import type { Job } from '@contract/jobs'
import { describe, expect, it } from 'vitest'
import type { JobRow } from '../../../../../src/renderer/features/jobs/list/list-row'
import { listRows, matchesFilter, type RowChoice } from '../../../../../src/renderer/features/jobs/list/list-rows'
import { finish } from '../../../../../src/renderer/features/jobs/list/slices'
import { array, job } from '../job-fixture'

const all: RowChoice = {
  ...{ filter: '', states: new Set(), grouping: 'none', unfoldArrays: false },
  ...{ toggled: new Set(), cancelling: new Set(), siteLabel: (site: string) => site }
}
const byId = (jobs: readonly Job[]): ReadonlyMap<string, Job> => new Map(jobs.map(one => [one.id, one]))
const source = (jobs: readonly Job[], tasks: readonly Job[] = [], site = 'north') => ({
  ...{ site, jobs: byId(jobs), tasks: byId(tasks) }
})
const list = (jobs: readonly Job[], choice: Partial<RowChoice> = {}, tasks: readonly Job[] = []) =>
  finish(listRows([source(jobs, tasks)], { ...all, ...choice }))
const words = (jobs: readonly Job[], choice: Partial<RowChoice> = {}, tasks: readonly Job[] = []) =>
  list(jobs, choice, tasks).rows.map(row => (row.kind === 'job' ? row.job.id : `[${row.label}]`))

const running = job({ id: '1' })
const waiting = job({ id: '2', state: 'PENDING', startTime: null })
const over = job({ id: '3', state: 'COMPLETED' })
const failed = job({ id: '4', state: 'TIMEOUT' })
const task = (number: number, state: string, known: Partial<Job> = {}) =>
  job({ id: `9_${number}`, arrayId: '9', arrayTask: number, state, ...known })

describe('rows of the jobs table', () => {
  it('are what runs, what waits, what is over, the newest first', () => {
    expect(words([over, failed, running, waiting, job({ id: '10' })])).toEqual(['10', '1', '2', '4', '3'])
  })

  it('follow a chosen column both ways, unknown last', () => {
    const value = (row: JobRow) => row.job.priority ?? undefined
    const jobs = [job({ id: '1', priority: 5 }), job({ id: '2' }), job({ id: '3', priority: 70 })]
    expect(words(jobs, { value, direction: 'descending' })).toEqual(['3', '1', '2'])
    expect(words(jobs, { value, direction: 'ascending' })).toEqual(['1', '3', '2'])
  })

  it('are narrowed by states; an array is in each that one of its tasks is in', () => {
    const tasks = array('9', { running: 3, failed: 1, done: 92 })
    const jobs = [running, waiting, failed, tasks]
    expect(words(jobs, { states: new Set(['failed']) })).toEqual([tasks.id, '4'])
    expect(words(jobs, { states: new Set(['waiting', 'failed']) })).toEqual([tasks.id, '2', '4'])
  })

  it('count tasks by state whatever states are chosen', () => {
    const jobs = [running, waiting, array('9', { running: 3, failed: 1, done: 92 })]
    const { counts, total, shown } = list(jobs, { states: new Set(['waiting']) })
    expect({ counts, total, shown }).toEqual({
      counts: { running: 4, waiting: 1, done: 92, failed: 1, cancelled: 0 },
      ...{ total: 3, shown: 1 }
    })
  })

  it('have the tasks of an unfolded array under it, failed ones first', () => {
    const folded = array('9', { running: 2, done: 94 })
    const tasks = [task(1, 'COMPLETED'), task(3, 'RUNNING'), task(2, 'RUNNING'), task(17, 'FAILED')]
    const open = { toggled: new Set(['north/9']) }
    expect(words([folded], open, tasks)).toEqual([folded.id, '9_17', '9_2', '9_3', '9_1'])
    expect(words([folded], {}, tasks)).toEqual([folded.id])
    expect(words([folded], { unfoldArrays: true }, tasks)).toHaveLength(5)
    expect(words([folded], { unfoldArrays: true, ...open }, tasks)).toEqual([folded.id])
  })

  it('show only the tasks of the chosen states under an unfolded array', () => {
    const tasks = [task(1, 'COMPLETED'), task(17, 'FAILED')]
    const choice = { unfoldArrays: true, states: new Set(['failed'] as const) }
    expect(words([array('9', { failed: 1 })], choice, tasks)).toEqual(['9_[0-95]', '9_17'])
  })

  it('keep their key while the tasks left of an array change', () => {
    const later = { ...array('9', { running: 1 }), id: '9_[95]' }
    expect(list([later]).rows[0]?.key).toBe('north/9')
  })

  it('hold the parts of a heterogeneous job together, unfolded until they are folded', () => {
    const part = (number: number) => job({ id: `7+${number}`, hetId: '7', name: 'het' })
    const jobs = [part(1), running, part(0)]
    expect(words(jobs)).toEqual(['7+0', '7+1', '1'])
    expect(words(jobs, { toggled: new Set(['north/7+0']) })).toEqual(['7+0', '1'])
  })

  it('are counted as jobs: the parts of a heterogeneous job as one, tasks by themselves', () => {
    const parts = [0, 1, 2].map(at => job({ id: `30+${at}`, hetId: '30' }))
    const folded = list([running, ...parts, array('20', { running: 2 })])
    expect(folded).toMatchObject({ total: 3, shown: 3, tasks: 0 })
    const open = list([array('20', { running: 2 })], { unfoldArrays: true }, [
      job({ id: '20_0', arrayId: '20', arrayTask: 0 }),
      job({ id: '20_1', arrayId: '20', arrayTask: 1 })
    ])
    expect(open).toMatchObject({ total: 1, shown: 1, tasks: 2 })
  })

  it('of several sites stand in one list, each by its own key', () => {
    const { rows } = finish(listRows([source([running]), source([running], [], 'south')], all))
    expect(rows.map(({ key }) => key)).toEqual(['north/1', 'south/1'])
  })

  it('mark the tasks of an array that is being cancelled', () => {
    const choice = { unfoldArrays: true, cancelling: new Set(['north/9']) }
    const { rows } = list([array('9', { running: 1 })], choice, [task(4, 'RUNNING'), task(5, 'COMPLETED')])
    expect(rows.map(row => row.kind === 'job' && row.cancelling)).toEqual([true, true, false])
  })
})

describe('groups of jobs', () => {
  it('have a head with counts, and fold', () => {
    const jobs = [running, job({ id: '5', partition: 'cpu' }), waiting]
    expect(words(jobs, { grouping: 'partition' })).toEqual(['[cpu]', '5', '[gpu]', '1', '2'])
    const folded = list(jobs, { grouping: 'partition', toggled: new Set(['group partition gpu']) })
    expect(folded.rows.map(({ kind }) => kind)).toEqual(['group', 'job', 'group'])
    expect(folded.rows[2]).toMatchObject({
      counts: { running: 1, waiting: 1 },
      members: [{ job: running }, { job: waiting }]
    })
  })

  it('of states stand as states are ordered: running, waiting, over', () => {
    expect(words([over, waiting, running], { grouping: 'state' })).toEqual([
      ...['[running]', '1', '[waiting]', '2', '[done]', '3']
    ])
  })

  it('of project folders leave the folders of single jobs out', () => {
    const at = (id: string, workDir: string) => job({ id, workDir })
    const jobs = [at('1', '/d/relion/Class2D/job012'), at('2', '/d/relion'), at('3', '/d/CS-apo/J45')]
    expect(words(jobs, { grouping: 'project' })).toEqual(['[/d/CS-apo]', '3', '[/d/relion]', '2', '1'])
  })
})

describe('the filter', () => {
  it('wants every word, anywhere', () => {
    expect(matchesFilter(job({ name: '3D refine, C5' }), 'c5 GPU')).toBe(true)
    expect(matchesFilter(job({ name: '3D refine' }), 'c5 gpu')).toBe(false)
    expect(matchesFilter(job(), '  ')).toBe(true)
  })
})

describe('dependencies', () => {
  const first = array('20', { running: 1 })
  const second = job({ id: '21', state: 'PENDING', dependency: 'afterok:20_*(unfulfilled)' })
  const third = job({ id: '22', state: 'PENDING', dependency: 'afterany:21(unfulfilled)?after:99' })
  const { lookup, rows } = list([first, second, third])
  const row = (id: string) => rows.filter(one => one.kind === 'job').filter(({ job: { id: own } }) => own === id)

  it('tell what a job waits for and what waits for it', () => {
    expect([...lookup.relations(row('21'))]).toEqual([
      ['north/20', 'before'],
      ['north/22', 'after']
    ])
    expect([...lookup.relations(row(first.id))]).toEqual([['north/21', 'after']])
    expect(lookup.relations([]).size).toBe(0)
  })

  it('find arrays by their number', () => {
    expect(lookup.find('north', '20')).toBe(first)
    expect(lookup.find('north', '99')).toBeUndefined()
    expect(lookup.find('south', '20')).toBeUndefined()
  })
})

describe('the place of a waiting job', () => {
  it('is by priority among the waiting ones of its partition', () => {
    const queued = (id: string, priority: number | null, partition = 'gpu') =>
      job({ id, priority, partition, state: 'PENDING' })
    const jobs = [queued('1', 50), queued('2', 900), queued('3', 50), queued('4', 70, 'cpu'), job({ priority: 9_000 })]
    const { lookup } = list(jobs)
    expect(jobs.map(one => lookup.placeOf('north', one)?.place)).toEqual([2, 1, 2, 1, undefined])
    expect(lookup.placeOf('north', queued('9', null))).toBeUndefined()
  })
})

describe('a hundred thousand jobs', () => {
  const names = (at: number) => `Refine3D job ${at % 977}`
  const many = Array.from({ length: 100_000 }, (_, at) =>
    job({ id: String(at + 1), name: names(at), state: at % 3 === 0 ? 'RUNNING' : 'PENDING' })
  )

  it('are made in short pieces, in order', () => {
    const work = listRows([source(many)], {
      ...all,
      value: row => row.job.name,
      direction: 'ascending',
      grouping: 'state'
    })
    let pieces = 0
    let step = work.next()
    while (!step.done) {
      pieces += 1
      step = work.next()
    }
    expect(pieces).toBeGreaterThan(200)
    expect(step.value.rows).toHaveLength(100_002)
    const [, firstRow, secondRow] = step.value.rows
    expect([firstRow, secondRow]).toMatchObject([{ job: { name: names(0) } }, { job: { name: names(0) } }])
  })
})
