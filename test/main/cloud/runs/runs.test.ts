/** Runs at a made-up cloud: what becomes of machines and of what they cost when something goes wrong. */
import type { Run } from '@contract/cloud-runs'
import { demoProfileName } from '@domain/cloud/profiles'
import type { RunRecord } from '@domain/cloud/runs/run-record'
import { Failure } from '@domain/failure'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { noSuchProfile } from '../../../../src/main/cloud/cloud-place'
import { attempt, machine, madeUpRecord } from '../../../domain/cloud/runs/made-up-record'
import { instanceOf, type MadeUpCloud, openMadeUpCloud } from './made-up-cloud'

let cloud: MadeUpCloud

beforeEach(async () => {
  cloud = await openMadeUpCloud()
})
afterEach(() => cloud.close())

/** As of this moment: what is a machine's age is reckoned by the clock of the engine. */
function working(run: Partial<Run> = {}, own: Partial<RunRecord['own']> = {}): RunRecord {
  const [at, deadline] = [0, 3_600_000].map(later => new Date(Date.now() + later).toISOString())
  if (at === undefined || deadline === undefined) throw new Error('no time')
  return madeUpRecord(
    { state: 'running', createdAt: at, since: at, machine: { ...machine, launchedAt: at }, deadline, ...run },
    { seen: true, hostKeys: ['ssh-ed25519 AAAA'], ...own }
  )
}

describe('a disk that is full', () => {
  it('leaves no machine to itself: it goes on when there is room', async () => {
    const record = working({}, { seen: false })
    cloud.instances.set('i-1', instanceOf(record))
    let full = true
    cloud.writing = () => {
      if (full) throw new Error('database or disk is full')
    }
    let drives = 0
    cloud.drive = async ({ report, run }) => {
      drives += 1
      report({ state: 'fetching', command: { ...run().command, exitCode: 0, endedBy: 'itself' } })
      return { end: 'fetched', error: null }
    }
    const runs = cloud.open(record)
    await expect.poll(() => drives).toBeGreaterThan(2)
    expect(cloud.notices.filter(text => text.includes('cannot be written down'))).toHaveLength(1)
    expect(runs.get(record.run.id).state).toBe('running')
    full = false
    await expect.poll(() => runs.get(record.run.id).state).toBe('done')
    expect(runs.get(record.run.id).outputsHere).toBe(true)
    expect(cloud.terminated).toEqual(['i-1'])
  })
})

describe('a launch', () => {
  const answer = (name: string, httpStatusCode: number, attempts = 1): Error =>
    Object.assign(new Error(name), { name, $metadata: { httpStatusCode, attempts } })

  it.each([
    ['an answer that cannot be read', () => answer('SyntaxError', 200)],
    ['a gateway that gave up', () => answer('UnknownError', 504)],
    ['a refusal of the second try, when the first was heard', () => answer('UnauthorizedOperation', 403, 2)]
  ])('takes %s for no refusal: it finds its machine', async (_what, failure) => {
    const record = madeUpRecord()
    let asked = 0
    cloud.made = () => {
      asked += 1
      if (asked === 1) throw failure()
    }
    const runs = cloud.open(record)
    await expect.poll(() => runs.get(record.run.id).state).toBe('booting')
    expect([...cloud.instances.keys()]).toEqual([runs.get(record.run.id).machine?.instance])
  })

  it('whose machine cannot be written down finds it again', async () => {
    const record = madeUpRecord()
    let full = 0
    cloud.made = () => {
      full = 3
    }
    cloud.writing = () => {
      if (full-- > 0) throw new Error('database or disk is full')
    }
    const runs = cloud.open(record)
    await expect.poll(() => runs.get(record.run.id).state).toBe('booting')
    expect([...cloud.instances.keys()]).toEqual([runs.get(record.run.id).machine?.instance])
  })

  it('that EC2 refuses for good fails, and has no machine', async () => {
    const record = madeUpRecord()
    cloud.before = action => {
      if (action === 'launch') throw answer('InvalidParameterValue', 400)
    }
    const runs = cloud.open(record)
    await expect.poll(() => runs.get(record.run.id).state).toBe('failed')
    expect([...cloud.instances.keys()]).toEqual([])
  })
})

describe('a machine that EC2 leaves out of its list', () => {
  it('goes on where EC2 knows it when it is asked for it', async () => {
    const record = working()
    const instance = instanceOf(record)
    let looks = 0
    cloud.before = action => {
      if (action === 'look') cloud.instances.delete('i-1')
      else {
        looks += 1
        cloud.instances.set('i-1', instance)
      }
    }
    const runs = cloud.open(record)
    await expect.poll(() => looks).toBeGreaterThan(2)
    expect(runs.get(record.run.id)).toMatchObject({ state: 'running', error: null })
    expect(cloud.terminated).toEqual([])
  })

  it('is gone where EC2 does not know it any more', async () => {
    const record = working()
    const runs = cloud.open(record)
    await expect.poll(() => runs.get(record.run.id).state).toBe('failed')
  })

  it('costs nothing after its time, however late it is seen that it has ended itself', async () => {
    const record = working({ machine: { ...machine, launchedAt: new Date().toISOString() } })
    cloud.now.ahead = 72 * 3_600_000
    const runs = cloud.open(record)
    await expect.poll(() => runs.get(record.run.id).state).toBe('failed')
    // One hour, and ten minutes in which its system ends it at the latest, for a dollar an hour.
    expect(runs.get(record.run.id).usd).toBeCloseTo(7 / 6, 1)
  })

  it('is left alone and not said to be gone where it lost its tags', async () => {
    const record = working()
    cloud.instances.set('i-1', instanceOf(record, { Tags: [] }))
    const runs = cloud.open(record)
    await expect.poll(() => runs.get(record.run.id).error?.code).toBe('not-allowed')
    expect(runs.get(record.run.id)).toMatchObject({ state: 'stuck', machine: { endedAt: null } })
    expect(cloud.terminated).toEqual([])
  })

  it('is not gone for the sign-in of another account', async () => {
    cloud.account = '2'
    const record = working()
    const runs = cloud.open(record)
    await expect.poll(() => runs.get(record.run.id).error?.message).toContain('is in account 1')
    expect(runs.get(record.run.id).state).toBe('running')
    cloud.account = '1'
    cloud.instances.set('i-1', instanceOf(record))
    await expect.poll(() => runs.get(record.run.id).error).toBeNull()
  })

  it('and does not know yet is ended when it does', async () => {
    const record = working({ state: 'booting' }, { seen: false })
    let asked = 0
    cloud.before = action => {
      if (action === 'look at one' && ++asked === 3) cloud.instances.set('i-1', instanceOf(record))
    }
    const runs = cloud.open(record)
    expect(await runs.terminate(record.run.id, undefined)).toMatchObject({ state: 'ending' })
    await expect.poll(() => runs.get(record.run.id).state).toBe('stopped')
    expect(cloud.terminated).toEqual(['i-1'])
  })
})

describe('a launch that is called off while its answer is out', () => {
  it('ends the machine that EC2 made all the same, however late it is listed', async () => {
    const record = madeUpRecord({ state: 'ending' }, { attempt, endAs: { as: 'stopped', error: null } })
    let looks = 0
    cloud.before = action => {
      if (action === 'look' && ++looks === 8) cloud.instances.set('i-1', instanceOf(record, { ClientToken: 't-1' }))
    }
    const runs = cloud.open(record)
    await expect.poll(() => runs.get(record.run.id).state).toBe('stopped')
    expect(cloud.terminated).toEqual(['i-1'])
  })
})

describe('a run whose profile is not there any more', () => {
  const removed = (): void => {
    throw noSuchProfile('lab')
  }

  it('ends when its machine has ended itself, and can be forgotten', async () => {
    const record = working({ profile: 'lab' })
    cloud.reach = removed
    const runs = cloud.open(record)
    await runs.terminate(record.run.id, AbortSignal.timeout(2000)).catch(() => undefined)
    expect(runs.get(record.run.id)).toMatchObject({ state: 'stuck', error: { code: 'not-found' } })
    await expect(runs.remove({ id: record.run.id, abandon: false })).rejects.toThrow('could not be ended')
    cloud.now.ahead = 3_600_000 + 660_000
    await expect.poll(() => runs.get(record.run.id).state).toBe('stopped')
    await runs.remove({ id: record.run.id, abandon: false })
    expect(runs.list()).toEqual([])
  })

  it('tells that nobody saw its end', async () => {
    const record = working({ profile: 'lab' })
    cloud.reach = removed
    cloud.now.ahead = 3_600_000 + 660_000
    const runs = cloud.open(record)
    await expect.poll(() => runs.get(record.run.id).state).toBe('failed')
    expect(runs.get(record.run.id).error?.message).toContain('There is no profile lab any more')
  })

  it('that was the make-believe one of the demo is over at once', async () => {
    const record = working({ profile: demoProfileName })
    cloud.reach = () => {
      throw noSuchProfile(demoProfileName)
    }
    const runs = cloud.open(record)
    await expect.poll(() => runs.get(record.run.id).state).toBe('failed')
    await runs.remove({ id: record.run.id, abandon: false })
    expect(runs.list()).toEqual([])
  })
})

describe('a machine that cannot be ended', () => {
  const denied = new Failure('permission', 'The account does not permit it.')
  const refusing = (): RunRecord => {
    const record = working({ machine: { ...machine, launchedAt: new Date().toISOString() } })
    cloud.instances.set('i-1', instanceOf(record))
    cloud.before = action => {
      if (action === 'terminate') throw denied
    }
    return record
  }

  it('is told with what it may cost, and ended when that is allowed again', async () => {
    const runs = cloud.open(refusing())
    const { id } = madeUpRecord().run
    await expect(runs.terminate(id, undefined)).rejects.toMatchObject({ code: 'permission' })
    await expect.poll(() => runs.get(id)).toMatchObject({ state: 'stuck', error: { code: 'permission' } })
    expect(cloud.notices).toEqual([expect.stringMatching(/may still run: .*i-1.* may cost \$1\.00 an hour until 2/)])
    cloud.before = () => undefined
    await expect.poll(() => runs.get(id).state).toBe('stopped')
    expect([cloud.terminated, cloud.notices.length]).toEqual([['i-1'], 1])
  })

  it('can be forgotten by who was warned, and still counts until its own end', async () => {
    const runs = cloud.open(refusing())
    const { id } = madeUpRecord().run
    await expect(runs.terminate(id, undefined)).rejects.toMatchObject({ code: 'permission' })
    await expect.poll(() => runs.get(id).state).toBe('stuck')
    await expect(runs.remove({ id, abandon: false })).rejects.toMatchObject({
      ...{ code: 'conflict', message: expect.stringContaining('may cost $1.00 an hour') }
    })
    await runs.remove({ id, abandon: true })
    expect([runs.list(), cloud.terminated]).toEqual([[], []])
    expect(runs.ever()[0]?.usd).toBeCloseTo(1, 1)
  })

  it.each([
    ['refuses', async (): Promise<never> => Promise.reject(denied)],
    ['does not answer', (): Promise<never> => new Promise(() => undefined)],
    ['cannot be reached', async (): Promise<never> => Promise.reject(new Failure('unreachable', 'No network.'))]
  ])('can be forgotten also where the bucket of its results %s', async (_what, look) => {
    const record = refusing()
    const to = { kind: 's3' as const, path: '/lab/waiting' }
    cloud.look = look
    const runs = cloud.open({
      ...record,
      run: { ...record.run, asked: { ...record.run.asked, results: { to, end: true } } }
    })
    const { id } = record.run
    cloud.now.ahead = 3_700_000
    await expect.poll(() => runs.get(id).state).toBe('stuck')
    await runs.remove({ id, abandon: true })
    expect([runs.list(), cloud.terminated]).toEqual([[], []])
  })

  it('is waited for while only a sign-in has expired, until its time is long over', async () => {
    const runs = cloud.open(refusing())
    const { id } = madeUpRecord().run
    cloud.before = action => {
      if (action === 'terminate') throw new Failure('expired-credentials', 'The sign-in has expired.')
    }
    await expect(runs.terminate(id, undefined)).rejects.toMatchObject({ code: 'expired-credentials' })
    expect(runs.get(id).state).toBe('ending')
    cloud.now.ahead = 3_600_000 + 660_000
    await expect.poll(() => runs.get(id).state).toBe('stuck')
  })
})

describe('a machine that somebody stopped in the console', () => {
  const stopped = { State: { Name: 'stopped' as const } }
  const output = { from: 'out', to: { kind: 'local' as const, path: '/tmp/out' } }
  const begun = { startedAt: '2026-11-22T10:00:00.000Z', endedAt: null, exitCode: null, endedBy: null }

  it('is ended, and that is told', async () => {
    const record = working()
    cloud.instances.set('i-1', instanceOf(record, stopped))
    const runs = cloud.open(record)
    await expect.poll(() => runs.get(record.run.id).state).toBe('failed')
    expect(runs.get(record.run.id).error?.message).toContain('was stopped outside Farscope')
    expect(cloud.terminated).toEqual(['i-1'])
    expect(cloud.notices).toHaveLength(1)
  })

  it('is left alone where it does not carry the tags of the run', async () => {
    const record = working()
    const others = { ...stopped, Tags: [{ Key: 'farscope:run', Value: record.run.id }] }
    cloud.instances.set('i-1', instanceOf(record, stopped))
    cloud.before = action => {
      if (action === 'look at one') cloud.instances.set('i-1', instanceOf(record, others))
    }
    const runs = cloud.open(record)
    await expect.poll(() => runs.get(record.run.id).error?.code).toBe('not-allowed')
    expect(cloud.terminated).toEqual([])
  })

  it('with outputs that are nowhere else waits for its time, and is ended then', async () => {
    const { asked } = madeUpRecord().run
    const record = working({ command: begun, asked: { ...asked, outputs: [output] } })
    cloud.instances.set('i-1', instanceOf(record, stopped))
    const runs = cloud.open(record)
    await expect.poll(() => runs.get(record.run.id).state).toBe('waiting')
    expect(runs.get(record.run.id).error?.hint).toContain('Start it in the AWS console')
    expect([cloud.terminated, cloud.notices.length]).toEqual([[], 1])
    cloud.now.ahead = 3_700_000
    await expect.poll(() => runs.get(record.run.id).state).toBe('failed')
    expect(cloud.terminated).toEqual(['i-1'])
  })
})

describe('a machine that is kept after its outputs were fetched', () => {
  const at = '2026-11-22T10:00:00.000Z'
  const command = { startedAt: at, endedAt: at, exitCode: 0, endedBy: 'itself' as const }
  const output = { from: 'out', to: { kind: 'local' as const, path: '/tmp/out' } }

  /** Its outputs were fetched with --keep. */
  async function kept(): Promise<string> {
    const { asked } = madeUpRecord().run
    const record = working({ state: 'waiting', command, asked: { ...asked, outputs: [output] } })
    const { id } = record.run
    cloud.instances.set('i-1', instanceOf(record))
    let drives = 0
    cloud.drive = async ({ report }) => {
      drives += 1
      report({ state: 'fetching', fetched: { files: drives, bytes: drives, totalBytes: drives, verified: drives } })
      return { end: 'fetched', error: null }
    }
    const runs = cloud.open(record)
    await runs.fetch({ id, keep: true })
    await expect.poll(() => runs.get(id)).toMatchObject({ state: 'waiting', fetched: { files: 1 } })
    return id
  }

  it('is asked for what is new before it is ended', async () => {
    const id = await kept()
    expect(cloud.anew).toEqual([])
    await cloud.runs.fetch({ id, keep: false })
    await expect.poll(() => cloud.runs.get(id).state).toBe('done')
    expect([cloud.anew, cloud.terminated, cloud.runs.get(id).fetched.files]).toEqual([[id], ['i-1'], 2])
  })

  it('ends itself at its time, and the run is done', async () => {
    const id = await kept()
    cloud.instances.set('i-1', { ...cloud.instances.get('i-1'), State: { Name: 'terminated' } })
    cloud.now.ahead = 3_600_000
    await expect.poll(() => cloud.runs.get(id).state).toBe('done')
    expect(cloud.notices).toEqual([expect.stringContaining('refine: done')])
  })

  it('outlives its time, and the run is done', async () => {
    const id = await kept()
    cloud.now.ahead = 3_700_000
    await expect.poll(() => cloud.runs.get(id).state).toBe('done')
    expect(cloud.terminated).toEqual(['i-1'])
  })
})

describe('the list of runs that is followed', () => {
  it('tells how wrong the clock of this computer is: the times of runs are by that of AWS', async () => {
    cloud.now.ahead = -1_800_000
    const runs = cloud.open(working())
    const following = new AbortController()
    const { value } = await runs.follow(following.signal).next()
    expect(value).toMatchObject({ type: 'all', aheadMs: 1_800_000 })
    following.abort()
  })
})

describe('outputs that the command did not write', () => {
  it('leave no run that is done: it says what is missing', async () => {
    const record = working()
    cloud.instances.set('i-1', instanceOf(record))
    const error = new Failure('not-found', 'The command ended well and did not write map.mrc.').toData()
    cloud.drive = async ({ report, run }) => {
      report({ state: 'fetching', command: { ...run().command, exitCode: 0, endedBy: 'itself' }, error })
      return { end: 'fetched', error }
    }
    const runs = cloud.open(record)
    await expect.poll(() => runs.get(record.run.id).state).toBe('failed')
    expect(runs.get(record.run.id).error).toEqual(error)
    expect(cloud.notices).toEqual([expect.stringContaining('did not write map.mrc')])
  })
})

describe('a run that is stopped while its inputs go up', () => {
  it('is ended with its machine', async () => {
    const record = working({ state: 'uploading' })
    cloud.instances.set('i-1', instanceOf(record))
    const runs = cloud.open(record)
    await runs.stop(record.run.id, undefined)
    await expect.poll(() => runs.get(record.run.id).state).toBe('stopped')
    expect([cloud.terminated, cloud.stopped]).toEqual([['i-1'], []])
  })

  it('keeps its machine where the command has begun unheard: only that is ended', async () => {
    cloud.begun = true
    const record = working({ state: 'uploading' })
    cloud.instances.set('i-1', instanceOf(record))
    const runs = cloud.open(record)
    expect(await runs.stop(record.run.id, undefined)).toMatchObject({ state: 'uploading' })
    expect([cloud.terminated, cloud.stopped]).toEqual([[], [record.run.id]])
  })
})

describe('a clock that jumps ahead', () => {
  it('ends no machine before it is set right', async () => {
    cloud.overdueMs = 60_000
    cloud.now.ahead = 5_000_000
    const record = working()
    cloud.instances.set('i-1', instanceOf(record))
    let looks = 0
    cloud.before = () => {
      looks += 1
      if (looks === 5) cloud.now.ahead = 0
    }
    const runs = cloud.open(record)
    await expect.poll(() => looks).toBeGreaterThan(8)
    expect([runs.get(record.run.id).state, cloud.terminated]).toEqual(['running', []])
  })
})

describe('a run that is forgotten', () => {
  const ended = madeUpRecord({
    ...{ state: 'done', machine: { ...machine, endedAt: '2026-11-22T12:00:00.000Z' } },
    endedAt: '2026-11-22T12:00:00.000Z'
  })

  it('and one that stays ended is the very object that it was, so that a followed list need not compare it', async () => {
    const live = working({ id: 'rbbbbbbbbbbb', createdAt: '2026-11-22T13:00:00.000Z' }, { key: 'k2' })
    cloud.instances.set('i-1', instanceOf(live))
    const runs = cloud.open(ended, live)
    const [before, after] = [runs.list(), runs.list()]
    expect(after.map(({ id }, at) => [id, after[at] === before[at]])).toEqual([
      [live.run.id, false],
      [ended.run.id, true]
    ])
  })

  it('is in no list, and what it cost still counts', async () => {
    const runs = cloud.open(ended)
    await runs.remove({ id: ended.run.id, abandon: false })
    expect(runs.list()).toEqual([])
    expect(() => runs.get(ended.run.id)).toThrow('There is no run')
    expect(runs.ever()).toMatchObject([{ id: ended.run.id, usd: 2, asked: { command: '-' } }])
    await runs.close()
    const again = cloud.open()
    expect([again.list(), again.ever()]).toMatchObject([[], [{ id: ended.run.id, usd: 2 }]])
  })
})
