import { expect, it } from 'vitest'
import { parseCluster } from '../../../src/domain/jobs/cluster'
import { countJobs, parseJobCounts } from '../../../src/domain/jobs/cluster-jobs'
import { jobRecord } from '../../../src/domain/jobs/job-record'
import { nodeUse } from '../../../src/domain/jobs/node-states'

const node = (name: string, state: string, more = ''): string =>
  `NodeName=${name} CPUAlloc=8 CPUTot=32 CPULoad=3.74 ActiveFeatures=a100,nvme Gres=gpu:a100:4(S:0-1),gpu:v100:2 GresUsed=gpu:a100:3(IDX:0-2),gpu:v100:0(IDX:N/A) RealMemory=256000 AllocMem=1024 FreeMem=19764 State=${state} Partitions=gpu,all AllocTRES=cpu=8${more}\n`

const partition =
  'PartitionName=gpu AllowGroups=ALL AllowAccounts=lab,core AllowQos=ALL Default=YES DefaultTime=NONE MaxNodes=4 MaxTime=1-00:00:00 RootOnly=NO ReqResv=NO QoS=N/A MaxCPUsPerNode=UNLIMITED Nodes=gpu[01-03] State=UP TotalCPUs=96 TotalNodes=3\n'

const parse = (texts: Partial<Parameters<typeof parseCluster>[0]>, jobs = new Map()) =>
  parseCluster({ identity: '', nodes: '', partitions: '', reservations: '', ...texts }, jobs)

it('reads a node: what it has, what of it is used, and why it was taken out', () => {
  const reason = ' Reason=bad fan, State=IDLE [root@1795234018]'
  const { nodes } = parse({ nodes: `slurm: warning\n${node('gpu01', 'MIXED')}${node('gpu02', 'IDLE+DRAIN', reason)}` })
  expect(nodes).toMatchObject([
    {
      name: 'gpu01',
      use: 'mixed',
      reason: null,
      partitions: ['gpu', 'all'],
      features: ['a100', 'nvme'],
      cpus: { total: 32, used: 8 },
      memory: { total: 256_000 * 2 ** 20, used: 2 ** 30, free: 19_764 * 2 ** 20 },
      load: 3.74,
      gpus: [
        { type: 'a100', total: 4, used: 3 },
        { type: 'v100', total: 2, used: 0 }
      ]
    },
    { name: 'gpu02', state: 'IDLE+DRAIN', use: 'draining', reason: 'bad fan, State=IDLE' }
  ])
})

it('takes GPUs in use from the allocated TRES where the gres in use are not told, and does not guess', () => {
  const gpus = (line: string) => parse({ nodes: `NodeName=n1 State=MIXED ${line}` }).nodes[0]?.gpus
  expect(gpus('Gres=gpu:a100:4 AllocTRES=cpu=1,gres/gpu=2,gres/gpu:a100=2')).toEqual([
    { type: 'a100', total: 4, used: 2 }
  ])
  expect(gpus('Gres=gpu:4 AllocTRES=cpu=1,gres/gpu=2')).toEqual([{ type: null, total: 4, used: 2 }])
  expect(gpus('Gres=gpu:a100:4 GresUsed=gpu:1')).toEqual([{ type: 'a100', total: 4, used: 1 }])
  expect(gpus('Gres=gpu:a100:4')).toEqual([{ type: 'a100', total: 4, used: null }])
  expect(gpus('Gres=(null)')).toEqual([])
})

it('tells what a node can be used for, whatever flags its state has', () => {
  const uses = {
    'IDLE+CLOUD+POWERED_DOWN': 'asleep',
    'MIXED+CLOUD+NOT_RESPONDING+POWERING_UP': 'waking',
    'MIXED+POWERED_DOWN': 'waking',
    'allocated~': 'waking',
    'DOWN*': 'down',
    'IDLE+NOT_RESPONDING': 'down',
    'ALLOCATED+DRAIN': 'draining',
    'IDLE+PLANNED': 'kept',
    'ALLOCATED+RESERVED': 'allocated',
    'IDLE+COMPLETING': 'allocated',
    IDLE: 'idle',
    'idle~': 'asleep',
    NEWSTATE: 'unknown'
  }
  for (const [state, use] of Object.entries(uses)) expect(nodeUse(state), state).toBe(use)
})

it('sums over the nodes of a partition and says who alone may use it', () => {
  const nodes = node('gpu01', 'MIXED') + node('gpu02', 'IDLE') + node('gpu03', 'DOWN+NOT_RESPONDING')
  const { partitions } = parse({ nodes, partitions: partition }, new Map([['gpu', { running: 2, waiting: 9 }]]))
  expect(partitions).toEqual([
    {
      name: 'gpu',
      state: 'UP',
      isDefault: true,
      maxTimeSeconds: 86_400,
      defaultTimeSeconds: null,
      maxNodes: 4,
      limits: ['AllowAccounts=lab,core'],
      nodes: { total: 3, idle: 1, busy: 1, away: 1 },
      cpus: { total: 96, used: 24 },
      gpus: { total: 18, used: 9 },
      jobs: { running: 2, waiting: 9 }
    }
  ])
})

it('reads reservations in UTC, and none of the words that say there are none', () => {
  const line =
    'ReservationName=maint StartTime=1795234018 EndTime=1795237618 Duration=01:00:00 Nodes=gpu[01-02] NodeCnt=2 Flags=MAINT,SPEC_NODES Users=root,cryo Accounts=(null) State=ACTIVE\n'
  expect(parse({ reservations: line }).reservations).toEqual([
    {
      name: 'maint',
      state: 'ACTIVE',
      start: '2026-11-21T04:06:58.000Z',
      end: '2026-11-21T05:06:58.000Z',
      nodes: 'gpu[01-02]',
      users: ['root', 'cryo'],
      accounts: [],
      flags: ['MAINT', 'SPEC_NODES']
    }
  ])
  expect(parse({ reservations: 'No reservations in the system\n' }).reservations).toEqual([])
})

it('reads the name and the version of builds of distributions too', () => {
  const identity = 'slurm-wlm 22.05.8\nClusterName             = lab\n'
  expect(parse({ identity })).toMatchObject({ name: 'lab', version: '22.05.8' })
  expect(parse({ identity: 'slurm 24.11.0-rc1\n' })).toMatchObject({ name: null, version: '24.11.0-rc1' })
})

it('counts jobs alike here and on the cluster: each task, and each partition that is asked for', () => {
  const record = (id: string, stateRaw: string, partition: string) => jobRecord({ id, stateRaw, partition })
  const queue = [
    record('1', 'RUNNING', 'cpu'),
    record('2_7', 'RUNNING', 'cpu'),
    record('2_[8-17%2]', 'PENDING', 'cpu'),
    record('3', 'PENDING', 'cpu,gpu'),
    record('4', 'COMPLETING', 'gpu')
  ]
  const told = '      1 PD cpu 2_[8-17%2]\n      1 PD cpu,gpu\n      2 R cpu\n'
  const counts = new Map([
    ['cpu', { running: 2, waiting: 11 }],
    ['gpu', { running: 0, waiting: 1 }]
  ])
  expect(countJobs(queue)).toEqual(counts)
  expect(parseJobCounts(told)).toEqual(counts)
})

it('reads a cluster of 10,000 nodes', () => {
  const text = Array.from({ length: 10_000 }, (_, at) => node(`n${at}`, at % 3 === 0 ? 'IDLE' : 'MIXED')).join('')
  const { nodes, partitions } = parse({ nodes: text, partitions: partition })
  expect(nodes).toHaveLength(10_000)
  expect(partitions[0]?.gpus).toEqual({ total: 60_000, used: 30_000 })
})
