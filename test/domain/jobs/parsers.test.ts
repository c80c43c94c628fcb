import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countTasks, formatTaskList, parseTaskList } from '../../../src/domain/jobs/array-tasks'
import { parseDuration, parseExit, parseGpus, parseInstant, parseMemory } from '../../../src/domain/jobs/fields'
import { foldArrays, mergeHistory } from '../../../src/domain/jobs/fold'
import { expandPattern } from '../../../src/domain/jobs/output-path'
import { explainReason } from '../../../src/domain/jobs/reasons'
import { parseSacct } from '../../../src/domain/jobs/sacct'
import { parseScancel } from '../../../src/domain/jobs/scheduler-answers'
import { parseScontrol } from '../../../src/domain/jobs/scontrol'
import { parseSqueue } from '../../../src/domain/jobs/squeue'

const s = '\x1f'
const mark = 'a1b2c3d4'

function queueLine(id: string, state: string, name: string, dependency = '(null)'): string {
  const words = [id, state, 'cryo', 'gpu', '1', '1', '4G', 'gres:gpu:a100:2', '0:03', '10:00']
  const rest = ['1795234018', '1795234618', '1795234018', 'None', 'gpu01']
  const end = ['lab', '4294901759', dependency, '/home/cryo', name]
  return `\x1e${mark}${[...words, ...rest, ...end].join(s)}\n`
}

function accountRow(id: string, state: string, exit: string, name = 'wrap'): string {
  const words = [
    id,
    '8',
    state,
    'cryo',
    'cpu',
    '1',
    '1',
    '1',
    '1000M',
    'billing=1,cpu=1',
    'cpu=1,gres/gpu:a100=2,gres/gpu=2'
  ]
  const rest = ['1795234018', '1795234018', '1795234020', '2', '2880', exit, 'cpu01', 'lab', '7', '/home/cryo', name]
  return `${[...words, ...rest].join(`${s}${mark}`)}\n`
}

describe('values that SLURM prints', () => {
  it('reads durations with and without days, and nothing from words', () => {
    expect(parseDuration('2-03:04:05')).toBe(183_845)
    expect(parseDuration('10:00')).toBe(600)
    for (const word of ['UNLIMITED', 'INVALID', 'Partition_Limit', 'N/A', '']) expect(parseDuration(word)).toBeNull()
  })
  it('reads epoch seconds as UTC and Unknown as null', () => {
    expect(parseInstant('1795234018')).toBe('2026-11-21T04:06:58.000Z')
    expect(parseInstant('Unknown')).toBeNull()
  })
  it('reads memory in all its forms', () => {
    expect(parseMemory('2000M')).toEqual({ bytes: 2000 * 2 ** 20, per: 'total' })
    expect(parseMemory('1750Mc')).toEqual({ bytes: 1750 * 2 ** 20, per: 'cpu' })
    expect(parseMemory('4Gn')).toEqual({ bytes: 4 * 2 ** 30, per: 'node' })
    expect(parseMemory('?')).toBeNull()
  })
  it('counts GPUs once when the sum and the type are both named', () => {
    expect(parseGpus('cpu=1,gres/gpu:a100=2,gres/gpu=2')).toBe(2)
    expect(parseGpus('gres:gpu:a100:2')).toBe(2)
    expect(parseGpus('gpu:2')).toBe(2)
    expect(parseGpus('N/A')).toBeNull()
  })
  it('tells an exit code from a signal', () => {
    expect(parseExit('42:0')).toEqual({ exitCode: 42, signal: null })
    expect(parseExit('0:11')).toEqual({ exitCode: null, signal: 11 })
  })
})

describe('the queue', () => {
  it('keeps any job name whole, whatever bytes it holds', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), name => {
        const jobs = parseSqueue(
          `warning: x\n${queueLine('1', 'RUNNING', name)}${queueLine('2', 'PENDING', 'b')}`,
          mark
        )
        expect(jobs.map(job => job.id)).toEqual(['1', '2'])
        expect(jobs[0]?.name).toBe(name)
      })
    )
    const hostile = `x\n\x1e99${s}RUNNING${s}root${s}<b>`
    expect(parseSqueue(queueLine('7', 'RUNNING', hostile), mark)[0]?.name).toBe(hostile)
  })
  it('reads GPUs, memory, limit and times', () => {
    expect(parseSqueue(queueLine('2', 'RUNNING', 'n'), mark)[0]).toMatchObject({
      gpus: 2,
      memoryBytes: 4 * 2 ** 30,
      limitSeconds: 600,
      elapsedSeconds: 3,
      reason: null,
      nodes: 'gpu01'
    })
  })
})

describe('heterogeneous jobs, dependencies, accounts', () => {
  it('tells what a job waits for, its account and priority, and null where SLURM prints nothing', () => {
    const text = queueLine('2', 'PENDING', 'n', 'afterok:1_*(unfulfilled),afterany:9') + queueLine('3', 'PENDING', 'n')
    expect(parseSqueue(text, mark)).toMatchObject([
      { account: 'lab', priority: 4_294_901_759, dependency: 'afterok:1_*(unfulfilled),afterany:9', hetId: null },
      { dependency: null }
    ])
    expect(parseSacct(accountRow('5', 'COMPLETED', '0:0'), mark)).toMatchObject([{ account: 'lab', priority: 7 }])
  })
  it('names the leader of each part and keeps the parts in order, folded or not', () => {
    const text = ['7', '30+1', '30+0', '31'].map(id => queueLine(id, 'RUNNING', 'n')).join('')
    for (const unfold of [false, true])
      expect(foldArrays(parseSqueue(text, mark), unfold).map(({ id, hetId }) => [id, hetId])).toEqual([
        ['31', null],
        ['30+0', '30'],
        ['30+1', '30'],
        ['7', null]
      ])
    expect(parseSacct(accountRow('30+1', 'COMPLETED', '0:0'), mark)).toMatchObject([{ id: '30+1', hetId: '30' }])
  })
  it('reads them of scontrol too', () => {
    const text = `JobId=31 HetJobId=30 HetJobOffset=1 JobName=part
   UserId=cryo(1001) GroupId=cryo(1001) MCS_label=N/A
   Priority=0 Nice=0 Account=lab QOS=normal
   JobState=PENDING Reason=Dependency Dependency=afterok:29(unfulfilled)
`
    expect(parseScontrol(text)).toMatchObject([
      { id: '30+1', hetId: '30', account: 'lab', priority: 0, dependency: 'afterok:29(unfulfilled)' }
    ])
  })
})

describe('accounting', () => {
  it('leaves steps out and keeps a name with line breaks one job', () => {
    const text = accountRow('4', 'FAILED', '0:11', 'two\nlines') + accountRow('4.batch', 'CANCELLED', '0:11', 'batch')
    expect(parseSacct(text, mark)).toMatchObject([
      { id: '4', state: 'FAILED', signal: 11, name: 'two\nlines', gpus: 2 }
    ])
  })
  it('takes the state word of a cancelled job and keeps what was printed', () => {
    expect(parseSacct(accountRow('5', 'CANCELLED by 1000', '0:0'), mark)[0]).toMatchObject({
      state: 'CANCELLED',
      stateRaw: 'CANCELLED by 1000'
    })
  })
})

describe('job arrays', () => {
  it('counts a hundred thousand waiting tasks without unfolding them', () => {
    const queue = parseSqueue(
      queueLine('123_[4-99999%3]', 'PENDING', 'a') +
        queueLine('123_2', 'RUNNING', 'a') +
        queueLine('123_3', 'RUNNING', 'a'),
      mark
    )
    const past = parseSacct(accountRow('123_0', 'COMPLETED', '0:0') + accountRow('123_1', 'FAILED', '7:0'), mark)
    expect(foldArrays(mergeHistory(queue, past))).toMatchObject([
      {
        id: '123_[0-99999]',
        arrayId: '123',
        state: 'RUNNING',
        tasks: { total: 100_000, pending: 99_996, running: 2, done: 1, failed: 1 }
      }
    ])
  })
  it('writes task lists that mean the same tasks', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(500), { minLength: 1 }), tasks => {
        const list = formatTaskList(tasks.map(task => ({ first: task, last: task, step: 1 })))
        expect(countTasks(parseTaskList(list) ?? [])).toBe(tasks.length)
      })
    )
    expect(countTasks(parseTaskList('[1,3,5-9:2%4]') ?? [])).toBe(5)
  })
})

describe('scontrol', () => {
  it('reads a job whose name holds a line break and a false field', () => {
    const text =
      'JobId=5 JobName=two\nlines JobState=FAILED\n   UserId=cryo(1004) GroupId=cryo(1004) MCS_label=N/A\n' +
      '   JobState=PENDING Reason=JobHeldUser Dependency=(null)\n   ExitCode=0:0\n   WorkDir=/home/cryo\n' +
      '   StdErr=/home/cryo/slurm-5.out\n   StdOut=/home/cryo/slurm-5.out\n\n\n'
    expect(parseScontrol(text)).toMatchObject([
      {
        id: '5',
        name: 'two\nlines JobState=FAILED',
        state: 'PENDING',
        stdout: '/home/cryo/slurm-5.out',
        exitCode: null
      }
    ])
  })
})

describe('words for people', () => {
  it('explains known reasons and families of limits, and shows unknown ones as they are', () => {
    expect(explainReason('DependencyNeverSatisfied')).toMatch(/never start/)
    expect(explainReason('QOSMaxGRESPerUser')).toMatch(/GPUs/)
    expect(explainReason('ReqNodeNotAvail, UnavailableNodes:cpu01')).toMatch(/UnavailableNodes:cpu01/)
    expect(explainReason('SomethingNew')).toBe('SomethingNew')
    expect(explainReason('constructor')).toBe('constructor')
  })
  it('puts the job into the pattern of an output path', () => {
    const names = { id: '12_3', arrayId: '12', arrayTask: 3, name: 'n', user: 'u', workDir: '/w' }
    expect(expandPattern('slurm-%A_%4a-%x-%%.out', names)).toBe('/w/slurm-12_0003-n-%.out')
  })
  it('gives the words of scancel to the ids they belong to', () => {
    const said = 'scancel: Terminating job 4\nscancel: error: Kill job error on job id 4: Invalid job id specified\n'
    expect([...parseScancel(said)]).toEqual([['4', 'Invalid job id specified']])
  })
})
