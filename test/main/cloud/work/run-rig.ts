/** A run whose machine is a folder of a real SSH server: its first boot, guard, supervisor and command are the real ones. */
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { askedRunSchema, type Run } from '@contract/cloud-runs'
import { notBegun } from '@domain/cloud/runs/states'
import { quote } from '@domain/shell'
import { expect, vi } from 'vitest'
import type { MachineWork, RunChange, WorkEnd, WorkParts } from '../../../../src/main/cloud/runs/machine-work'
import { createMachineWork } from '../../../../src/main/cloud/work/machine-work'
import type { WorkTiming } from '../../../../src/main/cloud/work/ports'
import { createFileSystems } from '../../../../src/main/files/file-systems'
import { silentLog, systemClock } from '../../../../src/main/platform'
import { createConnections } from '../../../../src/main/ssh/connections'
import type { Connection, Connections, HostTarget } from '../../../../src/main/ssh/types'
import { openStore, type Store } from '../../../../src/main/store/store'
import type { Transfers } from '../../../../src/main/transfers/transfers'
import { openSlowLink, type SlowLink } from '../../../e2e/slow-link'
import { facility, scratch } from '../../../facility/facility'
import { targetAt } from '../../ssh/rig'
import { createSiteQueue } from '../../transfers/site-queue'
import { noResults } from '../results/no-results'

export interface RunRig {
  /** The folder of this computer: data and the files of the user. */
  readonly here: string
  /** The root of the machine that there is now. */
  readonly root: string
  /** Where its command runs. */
  readonly work: string
  /** The folder of the run's state on it. */
  readonly state: string
  readonly link: SlowLink
  readonly transfers: Transfers
  readonly machineWork: MachineWork
  readonly run: Run
  /** Everything that was reported, in its order. */
  readonly reports: RunChange[]
  /** What the engine does between a copy and its check. */
  beforeCheck: (target: string) => Promise<void>
  ask(asked: object): void
  /** The first boot of a machine, with these variables of its environment. */
  boot(environment?: Record<string, string>, options?: BootOptions): Promise<void>
  parts(): WorkParts
  /** Ends the visit, as the end of the engine does. */
  readonly ending: AbortController
  drive(): Promise<WorkEnd>
  /** Ends the engine and starts it anew. */
  restart(): Promise<void>
  /** Something on the machine, as its user. */
  there(script: string): Promise<string>
  end(): Promise<void>
}

export interface BootOptions {
  /** Milliseconds since 1970. Unset: in an hour. */
  deadline?: number
  /** Shorter than the contract lets anybody ask. */
  idleSeconds?: number
  gpuIdleSeconds?: number
  /** On the machine's PATH, before those of the system. */
  programs?: Record<string, string>
  /** In its root folder. */
  files?: Record<string, string>
}

/** What comes by itself; a check that throws has not come. */
export async function eventually(check: () => unknown): Promise<void> {
  await vi.waitFor(async () => expect(await check()).toBeTruthy(), { timeout: 60_000, interval: 50 })
}

export const local = (path: string) => ({ kind: 'local' as const, path })

const quick: Partial<WorkTiming> = {
  ...{ lookSeconds: 0.2, graceSeconds: 2, bootMs: 60_000, progressMs: 50, patienceMs: 2000, abortMs: 100 },
  retry: { firstMs: 100, mostMs: 500 }
}

const id = 'rabcdefghij1'

export async function createRunRig(): Promise<RunRig> {
  const here = await fs.mkdtemp(join(tmpdir(), 'run-'))
  const roots: string[] = []
  const link = await openSlowLink(facility.ports.facility, 1e9)
  const direct = targetAt(facility.ports.facility, { site: 'far' })
  const keys = (await fs.readFile(facility.knownHosts, 'utf8')).replaceAll(`:${direct.port} `, `:${link.port} `)
  const keysFile = join(here, 'keys-of-the-link')
  await fs.writeFile(keysFile, keys)
  const target: HostTarget = { ...direct, port: link.port, knownHostsFiles: [keysFile] }
  let engine: { connections: Connections; store: Store; transfers: Transfers; work: MachineWork }
  let ending = new AbortController()
  const reports: RunChange[] = []
  let run: Run = firstRun({})

  /** sshd gives no variables to a session; a machine that is only played has to know its folder. */
  function onMachine(connection: Connection): Connection {
    const root = rig.root
    const prefix = `FARSCOPE_ROOT=${quote(root)}; PATH=${quote(join(root, 'bin'))}:$PATH; export FARSCOPE_ROOT PATH\n`
    return new Proxy(connection, {
      get(real, name) {
        if (name === 'run' || name === 'start')
          return (script: string, options: object) => real[name](`${prefix}${script}`, options)
        const value: unknown = Reflect.get(real, name, real)
        return typeof value === 'function' ? value.bind(real) : value
      }
    })
  }

  function open(): typeof engine {
    const connections = createConnections({
      ...{ clock: systemClock, log: silentLog, homeFolder: here, environment: {} },
      knownHosts: { own: join(here, 'known_hosts'), defaults: [keysFile] },
      prompt: async () => ({ kind: 'declined' })
    })
    const access = { connection: () => connections.acquire(target) }
    const fileSystems = createFileSystems({ access, homeFolder: here })
    const store = openStore(here, silentLog)
    const transfers = createSiteQueue({
      ...{ access, homeFolder: here, store, door: 'electron', fileSystems },
      beforeCheck: ({ target: copied }) => rig.beforeCheck(copied)
    })
    const work = createMachineWork({
      platform: { dataFolder: here, log: silentLog },
      queue: transfers,
      results: noResults,
      openFiles: async place => (place.kind === 'local' ? fileSystems.local : fileSystems.site('far', undefined)),
      timing: quick
    })
    return { connections, store, transfers, work }
  }

  async function shut(): Promise<void> {
    ending.abort()
    await engine.transfers.close()
    await engine.connections.closeAll()
    engine.store.close()
  }

  const rig: RunRig = {
    here,
    get root() {
      return roots.at(-1) ?? '/nowhere'
    },
    get work() {
      return join(rig.root, 'home/cryo/run')
    },
    get state() {
      return join(rig.root, 'var/lib/farscope', id)
    },
    link,
    get transfers() {
      return engine.transfers
    },
    get machineWork() {
      return engine.work
    },
    get run() {
      return run
    },
    reports,
    beforeCheck: async () => undefined,
    ask(asked) {
      run = firstRun(asked)
    },
    async boot(environment = {}, { deadline = Date.now() + 3600_000, programs = {}, files = {}, ...idle } = {}) {
      const number = roots.push(await scratch())
      const earlier = run.machine ? [...run.earlier, run.machine] : run.earlier
      const machine = { ...firstMachine, instance: `i-0000000000000000${number}` }
      run = { ...run, earlier, machine, state: 'booting', site: 'far', command: noCommand, error: null }
      const script = rig.machineWork.bootScript({
        ...{ run: { ...run, asked: { ...run.asked, ...idle } }, publicKey: 'ssh-ed25519 AAAAtest farscope' },
        ...{ user: 'cryo', deadline }
      })
      const variables = Object.entries({ FARSCOPE_TICK: '0.2', FARSCOPE_GRACE: '2', ...environment })
        .map(([name, value]) => `export ${name}=${quote(value)}\n`)
        .join('')
      await fs.mkdir(join(rig.root, 'bin'))
      for (const [name, text] of Object.entries(programs))
        await fs.writeFile(join(rig.root, 'bin', name), text, { mode: 0o755 })
      for (const [name, text] of Object.entries(files)) await fs.writeFile(join(rig.root, name), text)
      const file = join(rig.root, 'boot')
      await fs.writeFile(file, script, { mode: 0o755 })
      await rig.there(`${variables}bash ${quote(file)}`)
    },
    parts: () => ({
      run: () => run,
      report: change => {
        reports.push(change)
        run = { ...run, ...change }
      },
      connection: async signal => onMachine(await engine.connections.acquire(target, { signal })),
      signal: ending.signal
    }),
    get ending() {
      return ending
    },
    drive() {
      const driven = rig.machineWork.drive(rig.parts())
      // Whoever waits for it may do so later.
      driven.catch(() => undefined)
      return driven
    },
    async restart() {
      await shut()
      ending = new AbortController()
      engine = open()
    },
    async there(script) {
      const connection = onMachine(await engine.connections.acquire(target))
      const { stdout, stderr, code } = await connection.run(script, { timeoutMs: 60_000 })
      expect({ code, said: stderr.toString('utf8') }).toMatchObject({ code: 0 })
      return stdout.toString('utf8')
    },
    async end() {
      await rig.machineWork.over({ ...run, asked: { ...run.asked, relionJob: null } }).catch(() => undefined)
      for (const root of roots) {
        const [pid] = await fs
          .readFile(join(root, 'var/lib/farscope', id, 'pid'), 'utf8')
          .then(text => text.split(' '))
          .catch(() => [])
        if (pid) {
          try {
            process.kill(-Number(pid), 'SIGKILL')
          } catch {
            // It has ended.
          }
        }
      }
      await shut()
      await link.close()
      for (const folder of [here, ...roots]) await fs.rm(folder, { recursive: true, force: true, maxRetries: 5 })
    }
  }
  engine = open()
  return rig
}

const noCommand: Run['command'] = { startedAt: null, endedAt: null, exitCode: null, endedBy: null }

const firstMachine: NonNullable<Run['machine']> = {
  ...{ instance: 'i-00000000000000000', type: 'g5.2xlarge', zone: null, spot: false, address: '127.0.0.1' },
  ...{ launchedAt: new Date(0).toISOString(), endedAt: null, usdPerHour: null }
}

function firstRun(asked: object): Run {
  const wish = { name: 'a run', command: 'true', types: ['g5.2xlarge'], maxSeconds: 3600, ...asked }
  return {
    ...{ id, asked: askedRunSchema.parse(wish), profile: null, region: 'eu-central-1', account: '1', owner: 'ada' },
    ...{ state: 'launching', since: new Date(0).toISOString(), createdAt: new Date(0).toISOString() },
    ...notBegun()
  }
}
