import type { Job } from '@contract/jobs'
import type { JobsChange } from '@contract/jobs-watch'
import { describe, expect, it } from 'vitest'
import { createJobFeed } from '../../../../../src/renderer/features/jobs/list/job-feed'
import { array, job } from '../job-fixture'

const poll = {
  ...{ asOf: '2026-11-17T10:00:00Z', error: null, nextPoll: null },
  accounting: { available: true, message: '' }
}
const whole = (...jobs: Job[]): JobsChange => ({ type: 'all', jobs, ...poll })
const part = (changed: Job[], removed: string[] = []): JobsChange => ({ type: 'changes', changed, removed, ...poll })

function feed() {
  const made = createJobFeed()
  const queue = (site: string) => made.store.getState().queues.get(site)
  return { ...made, queue, ids: (site: string) => [...(queue(site)?.jobs.keys() ?? [])] }
}

describe('the feed of jobs', () => {
  it('takes all, then what changed', () => {
    const { take, ids, queue } = feed()
    take('north', whole(job({ id: '1' }), job({ id: '2' })))
    take('north', part([job({ id: '2', state: 'COMPLETED' }), job({ id: '3' })], ['1']))
    expect(ids('north')).toEqual(['2', '3'])
    expect(queue('north')?.jobs.get('2')?.state).toBe('COMPLETED')
  })

  it('keeps the object of a job that is as it was', () => {
    const { take, queue } = feed()
    take('north', whole(job({ id: '1' }), array('9', { running: 2 })))
    const before = queue('north')?.jobs.get('1')
    const folded = queue('north')?.jobs.get('9_[0-95]')
    take('north', whole(job({ id: '1' }), array('9', { running: 3 })))
    expect(queue('north')?.jobs.get('1')).toBe(before)
    expect(queue('north')?.jobs.get('9_[0-95]')).not.toBe(folded)
  })

  it('keeps what was read when the controller is dead, and its age', () => {
    const { take, ids, queue } = feed()
    take('north', whole(job({ id: '1' })))
    const error = { code: 'slurm-down', message: 'slurmctld does not answer.', hint: '' } as const
    take('north', { ...part([]), asOf: null, error })
    expect(ids('north')).toEqual(['1'])
    expect(queue('north')).toMatchObject({ error, asOf: poll.asOf })
  })

  it('begins from nothing when another question is asked, and only then', () => {
    const { begin, take, ids } = feed()
    begin('north', 'mine')
    take('north', whole(job({ id: '1' })))
    begin('north', 'mine')
    expect(ids('north')).toEqual(['1'])
    begin('north', 'all users')
    expect(ids('north')).toEqual([])
  })

  it('keeps one copy: of the unfolded queue only the tasks', () => {
    const { take, takeTasks, dropTasks, queue } = feed()
    const task = job({ id: '9_1', arrayId: '9', arrayTask: 1 })
    take('north', whole(job({ id: '1' })))
    takeTasks('north', whole(job({ id: '1' }), task))
    expect([...(queue('north')?.tasks.keys() ?? [])]).toEqual(['9_1'])
    dropTasks('north')
    expect(queue('north')?.tasks.size).toBe(0)
  })

  it('tells each change, and holds the sites apart', () => {
    const { store, take, ids } = feed()
    const { revision } = store.getState()
    take('north', whole(job({ id: '1' })))
    take('south', whole(job({ id: '2' })))
    expect(store.getState().revision).toBe(revision + 2)
    expect([ids('north'), ids('south')]).toEqual([['1'], ['2']])
  })
})
