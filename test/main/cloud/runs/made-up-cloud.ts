/** Runs of a store, at a cloud that says what a test wants it to say: what no real one says when it is asked to. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EC2, Instance, RunInstancesCommandInput } from '@aws-sdk/client-ec2'
import type { SSM } from '@aws-sdk/client-ssm'
import type { STS } from '@aws-sdk/client-sts'
import type { Run } from '@contract/cloud-runs'
import type { RunRecord } from '@domain/cloud/runs/run-record'
import { tagKeys } from '@domain/cloud/tags'
import { Failure } from '@domain/failure'
import type { CloudLink } from '../../../../src/main/cloud/cloud-link'
import type { Results } from '../../../../src/main/cloud/results/results'
import type { WorkEnd, WorkParts } from '../../../../src/main/cloud/runs/machine-work'
import type { RunTiming } from '../../../../src/main/cloud/runs/run-parts'
import { createRuns, type Runs } from '../../../../src/main/cloud/runs/runs'
import { silentLog } from '../../../../src/main/platform'
import type { Connection } from '../../../../src/main/ssh/types'
import type { CloudRuns } from '../../../../src/main/store/cloud-runs'
import { openStore } from '../../../../src/main/store/store'
import { noResults } from '../results/no-results'

const timing: RunTiming = {
  ...{ pollMs: 10, bootLookMs: 10, bootMs: 120_000, hostKeyMs: 60_000, retryMs: 10, mostRetryMs: 20 },
  ...{ overdueMs: 0, logMs: 10, listedMs: 20_000, renewLookMs: 10 }
}

export const endless = ({ signal }: WorkParts): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(Failure.from(signal.reason)), { once: true })
  })

export interface MadeUpCloud {
  readonly runs: Runs
  readonly store: CloudRuns
  /** What EC2 has. */
  readonly instances: Map<string, Instance>
  /** What it was asked to end. */
  readonly terminated: string[]
  /** What is asked of EC2 meets this first. */
  before: (action: string) => void
  /** After EC2 has made a machine, before it says so. */
  made: () => void
  /** Whose sign-in it is. */
  account: string
  /** Whom a question meets before the cloud: no profile, no network. */
  reach: () => void
  /** Throws when the record cannot be written. */
  writing: () => void
  drive: (parts: WorkParts) => Promise<WorkEnd>
  /** Machines were told to begin their commands. */
  begun: boolean
  /** Runs whose command was ended on the machine. */
  readonly stopped: string[]
  /** Runs whose outputs were asked for once more. */
  readonly anew: string[]
  /** The machine takes its new end; and says which it has. */
  renew: (deadline: number) => Promise<void>
  onMachine: () => number | null
  /** Ends of machines, as tags tell them, in the order in which they were written. */
  readonly tagged: string[]
  /** Why the budgets do not allow it. */
  mayExtend: (then: Run) => Failure | null
  /** What waits in the bucket of a run. */
  look: Results['look']
  /** As of the timing of runs. */
  overdueMs: number
  readonly now: { ahead: number }
  readonly notices: string[]
  /** Of every type and zone, now. USD an hour. */
  spotUsdPerHour: number
  /** Runs that are on disk before the engine begins. */
  open(...records: RunRecord[]): Runs
  close(): Promise<void>
}

/** A machine of that run, as EC2 describes it. */
export const instanceOf = ({ run }: RunRecord, given: Partial<Instance> = {}): Instance => ({
  ...{ InstanceId: run.machine?.instance ?? 'i-1', State: { Name: 'running' }, PublicIpAddress: '198.51.100.9' },
  Tags: [
    { Key: tagKeys.run, Value: run.id },
    { Key: tagKeys.owner, Value: run.owner }
  ],
  ...given
})

export const notFound = (id: string): Error =>
  Object.assign(new Error(`The instance ID '${id}' does not exist`), { name: 'InvalidInstanceID.NotFound' })

export async function openMadeUpCloud(): Promise<MadeUpCloud> {
  const folder = await mkdtemp(join(tmpdir(), 'farscope-cloud-'))
  const kept = openStore(folder, silentLog)
  const clock = { now: () => new Date(Date.now() + cloud.now.ahead), aheadMs: () => -cloud.now.ahead }
  let runs: Runs | undefined
  const save = (record: RunRecord): void => {
    cloud.writing()
    kept.cloudRuns.save(record)
  }
  const store: CloudRuns = { ...kept.cloudRuns, save }
  const link = madeUpLink(() => cloud)
  const cloud: MadeUpCloud = {
    ...{
      store,
      instances: new Map(),
      terminated: [],
      stopped: [],
      anew: [],
      notices: [],
      tagged: [],
      now: { ahead: 0 },
      account: '1'
    },
    ...{
      made: () => undefined,
      before: () => undefined,
      reach: () => undefined,
      writing: () => undefined,
      drive: endless,
      renew: async () => undefined,
      onMachine: () => null,
      mayExtend: () => null,
      begun: false,
      look: async () => 'here',
      spotUsdPerHour: 0.5,
      overdueMs: 0
    },
    get runs() {
      if (!runs) throw new Error('open() was not called')
      return runs
    },
    open(...records) {
      for (const record of records) kept.cloudRuns.add(record)
      runs = createRuns({
        results: { ...noResults, look: (run, signal) => cloud.look(run, signal) },
        ...{ store, dataFolder: folder, clock, log: silentLog, timing: { ...timing, overdueMs: cloud.overdueMs } },
        async withLink(_target, work) {
          cloud.reach()
          return work(link)
        },
        work: {
          bootScript: () => '#!/bin/sh\n',
          drive: parts => cloud.drive(parts),
          begun: async () => cloud.begun,
          fetchAnew: async ({ id }) => void cloud.anew.push(id),
          stop: async ({ run }) => void cloud.stopped.push(run().id),
          over: async () => undefined,
          renew: (_parts, deadline) => cloud.renew(deadline),
          deadline: async () => cloud.onMachine(),
          log: async (_parts, from) => ({ from, bytes: new Uint8Array() })
        },
        sites: {
          add: () => () => undefined,
          // Nothing of it is used here: what works on machines is made up.
          connection: async () => ({}) as Connection
        },
        readPrices: async () => ({ date: '2026-11-01', onDemand: () => null }),
        priceList: { of: async () => ({ date: '2026-11-01', machine: () => null, disk: () => null, problem: null }) },
        ownRange: async () => '198.51.100.7/32',
        mayLaunch: () => ({ warnings: [], refusal: null }),
        mayExtend: then => ({ warnings: [], refusal: cloud.mayExtend(then) }),
        notify: (title, body) => void cloud.notices.push(`${title}: ${body}`)
      })
      return runs
    },
    async close() {
      await runs?.close()
      kept.close()
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    }
  }
  return cloud
}

function madeUpLink(cloudNow: () => MadeUpCloud): CloudLink {
  const ec2 = {
    async describeInstances({ InstanceIds }: { InstanceIds?: string[] }) {
      const { instances, before } = cloudNow()
      before(InstanceIds ? 'look at one' : 'look')
      const unknown = InstanceIds?.find(id => !instances.has(id))
      if (unknown) throw notFound(unknown)
      const all = [...instances.values()].filter(({ InstanceId = '' }) => InstanceIds?.includes(InstanceId) ?? true)
      return { Reservations: [{ Instances: all }] }
    },
    async describeSecurityGroups() {
      const door = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '198.51.100.7/32' }] }
      const Tags = [{ Key: tagKeys.owner, Value: 'ada' }]
      return { SecurityGroups: [{ GroupId: 'sg-1', Tags, IpPermissions: [door] }] }
    },
    async runInstances({ ClientToken, TagSpecifications }: RunInstancesCommandInput) {
      const { instances, before, made } = cloudNow()
      const there = [...instances.values()].find(one => one.ClientToken === ClientToken)
      const instance = there ?? {
        ...{ InstanceId: `i-${instances.size + 1}`, State: { Name: 'running' }, ClientToken },
        Tags: TagSpecifications?.[0]?.Tags ?? []
      }
      before('launch')
      instances.set(instance.InstanceId ?? '', instance)
      made()
      return { Instances: [instance] }
    },
    async createTags({ Tags }: { Tags: { Value?: string }[] }) {
      cloudNow().before('tag')
      cloudNow().tagged.push(Tags[0]?.Value ?? '')
    },
    async describeSpotPriceHistory({ Filters = [] }: { Filters?: { Values?: string[] }[] }) {
      const { before, spotUsdPerHour } = cloudNow()
      before('ask for spot prices')
      const row = { AvailabilityZone: 'us-east-1a', Timestamp: new Date(0), ProductDescription: 'Linux/UNIX' }
      return {
        SpotPriceHistory: [{ ...row, InstanceType: Filters[0]?.Values?.[0], SpotPrice: String(spotUsdPerHour) }]
      }
    },
    async getConsoleOutput() {
      return {}
    },
    async terminateInstances({ InstanceIds }: { InstanceIds: string[] }) {
      const { instances, before, terminated } = cloudNow()
      before('terminate')
      for (const id of InstanceIds) {
        terminated.push(id)
        instances.set(id, { ...instances.get(id), State: { Name: 'terminated' } })
      }
    }
  }
  const sts = { getCallerIdentity: async () => ({ Account: cloudNow().account, Arn: 'arn:aws:iam::1:user/ada' }) }
  const ask =
    <Client>(
      client: Client
    ): (<T>(doing: string, signal: AbortSignal | undefined, work: Work<Client, T>) => Promise<T>) =>
    (_doing, _signal, work) =>
      work(client, { abortSignal: new AbortController().signal }).catch((thrown: unknown) => {
        if (thrown instanceof Error && thrown.name.endsWith('.NotFound'))
          throw new Failure('not-found', thrown.message, { cause: thrown })
        throw thrown
      })
  return {
    place: {
      ...{ profile: null, region: 'us-east-1', regionFrom: 'fallback', profiles: [], missing: false },
      ...{ endpoints: {}, filesDigest: '' }
    },
    // Of the SDK only what these tests meet is here.
    ...{ ec2: ask(ec2 as unknown as EC2), sts: ask(sts as unknown as STS), ssm: ask({} as SSM), close: () => undefined }
  }
}

type Work<Client, T> = (client: Client, options: { abortSignal: AbortSignal }) => Promise<T>
