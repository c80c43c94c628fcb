import { type ExplainTexts, explainJob, parseAllocations } from '@domain/jobs/explanation'
import { explainNodeState } from '@domain/jobs/node-states'
import { parseScontrol } from '@domain/jobs/scontrol'
import { describe, expect, it } from 'vitest'

// As SLURM 22.05.8 printed it, shortened.
const waiting = (name: string): string => `JobId=9197 JobName=${name}
   UserId=cryo(1004) GroupId=cryo(1004) MCS_label=N/A
   Priority=10 Nice=0 Account=em QOS=normal
   JobState=PENDING Reason=Dependency Dependency=afterok:9194(unfulfilled),afterany:9196(unfulfilled)
   RunTime=00:00:00 TimeLimit=9-00:00:00 TimeMin=N/A
   Partition=gpu AllocNode:Sid=localhost:2026
   NumNodes=1 NumCPUs=1 NumTasks=1 CPUs/Task=1 ReqB:S:C:T=0:0:*:*
   WorkDir=/home/cryo
`
const silent: ExplainTexts = {
  ...{ job: '', start: '', queue: '', partition: '', idle: '', nodes: '', share: '', limits: '', others: '' }
}
const partition = 'PartitionName=gpu AllowGroups=ALL MaxTime=1-00:00:00 Nodes=gpu[01-02] State=UP TotalNodes=2\n'
const explain = (job: string, texts: Partial<ExplainTexts> = {}) => {
  const [record] = parseScontrol(job)
  if (!record) throw new Error('the record was not read')
  return explainJob(record, { ...silent, job, ...texts })
}

describe('the explanation of a job', () => {
  it('puts together what each command says', () => {
    const found = explain(waiting('a'), {
      ...{ start: '1795259613\n', queue: '12 9000_[0-9]\n10 9197\n3 9198\n', partition, idle: '1/1\n' },
      ...{ share: 'em|cryo|0.166667\n', others: '9194|FAILED\n9196|RUNNING\n9194|PENDING' }
    })
    expect(found).toMatchObject({ state: 'PENDING', priority: 10, ahead: 1, waiting: 3, timeLeftSeconds: null })
    expect(found.expectedStart).toBe('2026-11-21T11:13:33.000Z')
    expect(found.partition).toEqual({
      ...{ name: 'gpu', state: 'UP', maxTimeSeconds: 86_400, nodes: { total: 2, idle: 1 } },
      ...{ maxNodes: null, maxCpusPerNode: null, maxMemoryBytesPerNode: null, limits: [] }
    })
    expect(found.share).toEqual({ account: 'em', fairShare: 0.166667 })
    expect(found.dependencies).toEqual([
      { kind: 'afterok', id: '9194', state: 'FAILED' },
      { kind: 'afterany', id: '9196', state: 'RUNNING' }
    ])
    expect(found.advice.join('\n')).toMatch(/216 h; the partition allows 24 h/)
  })

  it('of a silent cluster is unknown, never 0', () => {
    const unknown = { expectedStart: null, ahead: null, waiting: null, partition: null, share: null, reservation: null }
    expect(explain(waiting('a'))).toMatchObject({ ...unknown, nodes: [], allocations: [] })
  })

  it('is not misled by a name that looks like fields', () => {
    expect(explain(waiting('x Priority=99 Dependency=afterok:1'))).toMatchObject({ priority: 10 })
  })

  it('tells the other limits of its partition, and that it asks for more nodes than that has', () => {
    const limited =
      'PartitionName=gpu AllowGroups=ALL AllowAccounts=lab MaxNodes=2 MaxTime=UNLIMITED MaxCPUsPerNode=16 MaxMemPerNode=64000 State=UP TotalNodes=4\n'
    const found = explain(waiting('a').replace('NumNodes=1 ', 'NumNodes=3-3 '), { partition: limited })
    expect(found.partition).toMatchObject({
      ...{ maxTimeSeconds: null, maxNodes: 2, maxCpusPerNode: 16, maxMemoryBytesPerNode: 64_000 * 2 ** 20 },
      limits: ['AllowAccounts=lab']
    })
    expect(found.advice).toContain('It asks for 3 nodes; the partition allows 2. Ask for fewer.')
  })

  it('says how long a running job has left', () => {
    const running = waiting('a')
      .replace(/JobState=.*/, 'JobState=RUNNING Reason=None Dependency=(null)')
      .replace(/RunTime.*TimeLimit=\S*/, 'RunTime=00:55:00 TimeLimit=01:00:00')
    const found = explain(running)
    expect(found).toMatchObject({ timeLeftSeconds: 300, ahead: null, dependencies: [] })
    expect(found.advice.join()).toMatch(/in 5 min/)
  })

  it('names a node that is drained, with the words of the administrator', () => {
    const nodes = 'NodeName=cpu02 State=IDLE+DRAIN Partitions=cpu OS=Linux 6 #1 @0 Reason=disk is | full [root@now]\n'
    expect(explain(waiting('a'), { nodes }).nodes).toEqual([
      { name: 'cpu02', state: 'IDLE+DRAIN', stateText: 'takes no new jobs', reason: 'disk is | full [root@now]' }
    ])
  })

  it('reads limits of use, and passes over accounts that have none', () => {
    const record = (account: string, minutes: string): string =>
      `ClusterName=c Account=${account} UserName= Partition= ID=3\n    GrpTRESMins=cpu=${minutes},mem=N(2711)\n`
    expect(parseAllocations(`${record('root', 'N(9)')}${record('em', '6000(5900)')}`, 'em')).toEqual([
      { account: 'em', what: 'cpu', limitMinutes: 6000, usedMinutes: 5900 }
    ])
  })
})

describe('a node state', () => {
  it('is said in plain words, power saving too', () => {
    expect(['IDLE', 'idle~', 'IDLE+CLOUD+POWERED_DOWN', 'MIXED#', 'down*', 'ODD'].map(explainNodeState)).toEqual([
      'free',
      'switched off to save power; it starts when a job needs it',
      'switched off to save power; it starts when a job needs it',
      'partly in use, starting',
      'down, does not answer',
      'ODD'
    ])
  })
})
