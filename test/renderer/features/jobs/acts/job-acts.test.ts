import type { FarscopeClient } from '@contract/contract'
import type { Job } from '@contract/jobs'
import { Failure } from '@domain/failure'
import { describe, expect, it } from 'vitest'
import { actTitle } from '../../../../../src/renderer/features/jobs/acts/act-dialog'
import { actChoice, chosenJobs, copiedIds } from '../../../../../src/renderer/features/jobs/acts/job-acts'
import { byAnswer } from '../../../../../src/renderer/features/jobs/acts/outcome-note'
import { doAct, partsOf, stillCancelling } from '../../../../../src/renderer/features/jobs/acts/use-acts'
import { listRows, type RowChoice } from '../../../../../src/renderer/features/jobs/list/list-rows'
import { finish } from '../../../../../src/renderer/features/jobs/list/slices'
import { array, job } from '../job-fixture'

const choice: RowChoice = {
  ...{ filter: '', states: new Set(), grouping: 'none', unfoldArrays: true },
  ...{ toggled: new Set(), cancelling: new Set(), siteLabel: (site: string) => site }
}
function rowsOf(jobs: readonly Job[], tasks: readonly Job[] = [], known: Partial<RowChoice> = {}) {
  const byId = (list: readonly Job[]) => new Map(list.map(one => [one.id, one]))
  return finish(listRows([{ site: 'north', jobs: byId(jobs), tasks: byId(tasks) }], { ...choice, ...known }))
}
const ids = (kind: Parameters<typeof actChoice>[0], rows: Parameters<typeof actChoice>[1]) =>
  actChoice(kind, rows).targets.map(({ id }) => id)

const running = job({ id: '1' })
const waiting = job({ id: '2', state: 'PENDING', reason: 'Priority' })
const held = job({ id: '3', state: 'PENDING', reason: 'JobHeldUser' })
const over = job({ id: '4', state: 'COMPLETED' })

describe('acts on the chosen jobs', () => {
  const { rows } = rowsOf([running, waiting, held, over])

  it('apply only to the jobs that can take them', () => {
    expect(ids('cancel', rows)).toEqual(['1', '3', '2'])
    expect(ids('hold', rows)).toEqual(['2'])
    expect(ids('release', rows)).toEqual(['3'])
    expect(ids('requeue', rows)).toEqual(['1'])
    expect(ids('limit', rows)).toEqual(['1', '3', '2'])
    expect(actChoice('hold', rows).chosen).toBe(4)
  })

  it('say why they cannot be done', () => {
    const last = rows.filter(({ key }) => key === 'north/4')
    expect(actChoice('cancel', last).disabledReason).toMatch(/cancelled any more/)
    expect(actChoice('hold', []).disabledReason).toMatch(/Choose a job/)
    expect(actChoice('release', rows).disabledReason).toBeUndefined()
  })

  it('take a task once: with its array, or by itself', () => {
    const task = job({ id: '9_4', arrayId: '9', arrayTask: 4 })
    const { rows: all } = rowsOf([array('9', { running: 1 })], [task])
    expect(ids('cancel', all)).toEqual(['9'])
    expect(ids('cancel', all.slice(1))).toEqual(['9_4'])
  })

  it('take a heterogeneous job by its first part, another part by itself', () => {
    const part = (number: number) => job({ id: `7+${number}`, hetId: '7' })
    const { rows: all } = rowsOf([part(0), part(1)])
    expect(ids('cancel', all)).toEqual(['7'])
    expect(ids('cancel', all.slice(1))).toEqual(['7+1'])
  })

  it('mean all jobs of a chosen group, those that are folded away too', () => {
    const toggled = new Set(['group partition gpu'])
    const { rows: heads } = rowsOf([running, waiting], [], { grouping: 'partition', toggled })
    expect(heads).toHaveLength(1)
    expect(chosenJobs(heads).map(({ job: { id } }) => id)).toEqual(['1', '2'])
  })

  it('leave out what is being cancelled already', () => {
    const { rows: all } = rowsOf([running], [], { cancelling: new Set(['north/1']) })
    expect(ids('cancel', all)).toEqual([])
  })

  it('copy the ids that the scheduler takes', () => {
    expect(copiedIds(rowsOf([array('9', { running: 1 }), running]).rows)).toBe('9\n1')
  })
})

describe('the question before an act', () => {
  it('names what it is about', () => {
    const one = { site: 'north', id: '101', name: 'refine', tasksLeft: null }
    expect(actTitle({ kind: 'cancel', targets: [one] })).toBe('Cancel 101 refine?')
    expect(actTitle({ kind: 'hold', targets: [one, { ...one, id: '102' }] })).toBe('Hold 2 jobs?')
  })
})

describe('an act', () => {
  const target = (site: string, id: string) => ({ site, id, name: '', tasksLeft: null })

  it('goes to each site by itself, at most ten thousand jobs at once', () => {
    const many = Array.from({ length: 10_001 }, (_, at) => target('north', String(at + 1)))
    expect(partsOf([...many, target('south', '5')]).map(({ site, ids: some }) => [site, some.length])).toEqual([
      ['north', 10_000],
      ['north', 1],
      ['south', 1]
    ])
  })

  it('keeps the words of each refusal, and goes on with the next site', async () => {
    // Only what an act calls is there.
    const client = {
      jobs: {
        cancel: async ({ site, ids: some }: { site: string; ids: string[] }) => {
          if (site === 'south') throw new Failure('unreachable', 'No way there.', { hint: 'Connect.' })
          return { cancelled: some.slice(1), failed: [{ id: some[0] ?? '', message: 'Access denied' }] }
        }
      }
    } as unknown as FarscopeClient
    const targets = [target('south', '5'), target('north', '1'), target('north', '2')]
    expect(await doAct(client, 'cancel', targets)).toEqual({
      ...{ kind: 'cancel', done: 1 },
      refused: [
        { site: 'south', id: '5', message: 'No way there. Connect.' },
        { site: 'north', id: '1', message: 'Access denied' }
      ]
    })
  })

  it('that a thousand jobs are refused is told once', () => {
    const refused = Array.from({ length: 1_000 }, (_, at) => ({ site: 'n', id: String(at), message: 'Access denied' }))
    expect(byAnswer(refused)).toMatchObject([{ message: 'Access denied', ids: { length: 1_000 } }])
  })
})

describe('a cancellation', () => {
  it('goes on until the scheduler lists the job as ended, or not at all', () => {
    const { lookup } = rowsOf([running, over, array('9', { running: 1 })])
    const asked = new Set(['north/1', 'north/4', 'north/77', 'north/9', 'north/9_4'])
    expect([...stillCancelling(asked, lookup.find)]).toEqual(['north/1', 'north/9', 'north/9_4'])
  })
})
