/** Runs at the EC2 of the facility, with a machine whose work is made up and whose console tells a host key. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AskedRun, askedRunSchema, type Run } from '@contract/cloud-runs'
import { Failure } from '@domain/failure'
import { vi } from 'vitest'
import { type Cloud, createCloud } from '../../../../src/main/cloud/cloud'
import type { MachineWork, WorkEnd, WorkParts } from '../../../../src/main/cloud/runs/machine-work'
import type { MayLaunch, RunSite, RunTiming } from '../../../../src/main/cloud/runs/run-parts'
import { createRuns, type Runs } from '../../../../src/main/cloud/runs/runs'
import { silentLog } from '../../../../src/main/platform'
import type { Connection } from '../../../../src/main/ssh/types'
import { openStore, type Store } from '../../../../src/main/store/store'
import { facility } from '../../../facility/facility'
import { type FaultProxy, openFaultProxy, type Verdict } from '../fault-proxy'
import { type MadeUpAccount, openAccount, region } from '../make-believe-account'
import { noResults } from '../results/no-results'

/** As real ones, but none that a busy computer would notice. */
export const brisk: RunTiming = {
  ...{ pollMs: 60, bootLookMs: 60, bootMs: 120_000, hostKeyMs: 60_000, retryMs: 40, mostRetryMs: 200 },
  ...{ overdueMs: 0, logMs: 20, listedMs: 360, renewLookMs: 50 }
}

export const hostKey = `ssh-ed25519 ${Buffer.concat([
  Buffer.from([0, 0, 0, 11]),
  Buffer.from('ssh-ed25519'),
  Buffer.from([0, 0, 0, 32]),
  Buffer.alloc(32, 7)
]).toString('base64')}`

/** What a machine of a test does; each drive waits for its next end. */
export interface MadeUpWork extends MachineWork {
  readonly drives: WorkParts[]
  /** Ends the present or the next drive. */
  ends: (parts: WorkParts) => Promise<WorkEnd>
  readonly renewed: number[]
}

export const endless = ({ signal }: WorkParts): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(Failure.from(signal.reason)), { once: true })
  })

export const fetched = async ({ report, run }: WorkParts): Promise<WorkEnd> => {
  const at = new Date().toISOString()
  report({ state: 'running', command: { startedAt: at, endedAt: null, exitCode: null, endedBy: null } })
  report({ state: 'fetching', command: { ...run().command, endedAt: at, exitCode: 0, endedBy: 'itself' } })
  return { end: 'fetched', error: null }
}

function madeUpWork(): MadeUpWork {
  const work: MadeUpWork = {
    drives: [],
    renewed: [],
    ends: fetched,
    bootScript: ({ run, publicKey, user, deadline }) => `#!/bin/sh\n# ${run.id} ${user} ${deadline} ${publicKey}\n`,
    async drive(parts) {
      await parts.connection(parts.signal)
      work.drives.push(parts)
      return work.ends(parts)
    },
    begun: async () => false,
    fetchAnew: async () => undefined,
    stop: async () => undefined,
    over: async () => undefined,
    renew: async (_parts, deadline) => void work.renewed.push(deadline),
    deadline: async () => work.renewed.at(-1) ?? null,
    log: async (_parts, from) => ({ from, bytes: Buffer.from('grüße\n').subarray(from) })
  }
  return work
}

export interface RunsRig {
  readonly account: MadeUpAccount
  readonly proxy: FaultProxy
  readonly work: MadeUpWork
  readonly sites: Map<string, RunSite>
  /** What dialling a machine meets; unset: it answers. */
  dial: () => Promise<void>
  /** Of this computer, to the outside; null: nobody knows it. */
  range: string | null
  readonly runs: Runs
  readonly cloud: Cloud
  readonly dataFolder: string
  /** The clock of this computer; `proxy.ahead` is AWS's. */
  readonly now: { ahead: number }
  /** As the next engine has it. */
  timing: RunTiming
  mayLaunch: MayLaunch
  readonly notices: string[]
  asked(changes?: Partial<AskedRun>): AskedRun
  launch(changes?: Partial<AskedRun>): Promise<Run>
  until(id: string, state: Run['state']): Promise<Run>
  /** As a killed engine does, without a word; what was asked goes on being asked nowhere. */
  kill(): Promise<void>
  /** Another engine on the same data folder. */
  restart(): void
  /** Ids of machines that carry the run's tag, whatever their state, and those that live. */
  machines(run: string): Promise<{ all: string[]; living: string[] }>
  close(): Promise<void>
}

export const image = { kind: 'ami' as const, id: '', user: 'ubuntu' }

export const consoleOf = (text: string): Verdict => ({
  body: `<GetConsoleOutputResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>
    <instanceId>i</instanceId><timestamp>2026-11-22T00:00:00Z</timestamp>
    <output>${Buffer.from(text).toString('base64')}</output></GetConsoleOutputResponse>`
})

export const toldConsole = consoleOf(
  `[  OK  ] boot\r\n-----BEGIN SSH HOST KEY KEYS-----\r\n${hostKey} root@ip\r\n-----END SSH HOST KEY KEYS-----\r\n`
)

/** What moto lacks; `other` goes first. */
export const asEc2 =
  (other: (action: string, fields: URLSearchParams) => Verdict = () => undefined) =>
  (action: string, fields: URLSearchParams): Verdict =>
    other(action, fields) ?? (action === 'GetConsoleOutput' ? toldConsole : undefined)

export async function openRunsRig(): Promise<RunsRig> {
  const folder = await mkdtemp(join(tmpdir(), 'farscope-runs-'))
  const account = await openAccount()
  const proxy = await openFaultProxy(facility.s3)
  proxy.judge = asEc2()
  const now = { ahead: 0 }
  const clock = { now: () => new Date(Date.now() + now.ahead) }
  const { Images } = await account.ec2.describeImages({ Owners: ['amazon'] })
  const ami = Images?.find(one => one.Architecture === 'x86_64' && one.RootDeviceName && one.Platform === undefined)
  const cloud = createCloud({
    platform: { environment: { AWS_ENDPOINT_URL: proxy.endpoint }, homeFolder: '/nowhere', clock },
    settings: { read: () => ({ cloudProfile: null, cloudRegion: region }) },
    isKnownRun: () => true
  })
  const readPrices = async () => ({
    date: '2026-11-01',
    onDemand: (_region: string, type: string) =>
      type.startsWith('g5.') ? { usdPerHour: 1.5, date: '2026-11-01' } : null
  })
  let runs: Runs
  let store: Store = openStore(folder, silentLog)
  const work = madeUpWork()
  const sites = new Map<string, RunSite>()
  const open = (): Runs =>
    createRuns({
      results: noResults,
      ...{ withLink: cloud.withLink, store: store.cloudRuns, work, dataFolder: folder, log: silentLog },
      ...{
        clock: cloud.clock,
        timing: rig.timing,
        readPrices,
        priceList: cloud.priceList,
        notify: (title, body) => void rig.notices.push(`${title}: ${body}`),
        mayLaunch: planned => rig.mayLaunch(planned),
        mayExtend: () => ({ warnings: [], refusal: null })
      },
      ownRange: async () => {
        if (rig.range === null) throw new Failure('not-found', 'The public address is not known.')
        return rig.range
      },
      sites: {
        add: site => {
          sites.set(site.name, site)
          return () => void sites.delete(site.name)
        },
        connection: async () => {
          await rig.dial()
          // Nothing of it is used here: what works on machines is made up.
          return {} as Connection
        }
      }
    })
  const rig: RunsRig = {
    ...{ account, proxy, work, sites, cloud, dataFolder: folder, now, notices: [], range: '198.51.100.7/32' },
    timing: brisk,
    mayLaunch: () => ({ warnings: [], refusal: null }),
    dial: async () => undefined,
    get runs() {
      return runs
    },
    asked: changes =>
      askedRunSchema.parse({
        ...{ name: 'refine', command: 'relion_refine', types: ['g5.2xlarge'], maxSeconds: 3600 },
        ...{ image: { ...image, id: ami?.ImageId ?? '' }, zones: [`${region}a`], ...changes }
      }),
    launch: changes => rig.runs.launch({ key: crypto.randomUUID(), asked: rig.asked(changes) }, undefined),
    until: (id, state) =>
      vi.waitFor(
        () => {
          const run = rig.runs.get(id)
          if (run.state !== state) throw new Error(`it is ${run.state}: ${JSON.stringify(run.error)}`)
          return run
        },
        { timeout: 60_000, interval: 20 }
      ),
    async kill() {
      await rig.runs.close()
      store.close()
    },
    restart() {
      store = openStore(folder, silentLog)
      runs = open()
    },
    async machines(run) {
      const { Reservations } = await account.ec2.describeInstances({
        Filters: [{ Name: 'tag:farscope:run', Values: [run] }]
      })
      const all = (Reservations ?? []).flatMap(({ Instances }) => Instances ?? [])
      const ids = (some: typeof all): string[] => some.flatMap(({ InstanceId }) => InstanceId ?? [])
      return { all: ids(all), living: ids(all.filter(({ State }) => !/shutting|termin/.test(State?.Name ?? ''))) }
    },
    async close() {
      await rig.kill()
      cloud.close()
      account.close()
      await proxy.close()
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    }
  }
  runs = open()
  return rig
}
