/** Rules of pre-processing on the facility's SLURM; a list of files plays the watch. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { askedPaceSchema, type ProcessedFile, type ProcessingRule } from '@contract/processing'
import { askedRulesSchema, type Watch } from '@contract/watch'
import type { FileSystem, FileSystems } from '@domain/files/file-system'
import { normalizePath } from '@domain/files/path'
import { createBroadcast } from '../../../../src/main/broadcast'
import type { ArrayJobs } from '../../../../src/main/collection/processing/ports'
import { createProcessing, type Processing } from '../../../../src/main/collection/processing/processing'
import type { Jobs } from '../../../../src/main/jobs/jobs'
import { readTemplates } from '../../../../src/main/jobs/templates'
import { silentLog, systemClock } from '../../../../src/main/platform'
import type { Connection } from '../../../../src/main/ssh/types'
import { openStore, type Store } from '../../../../src/main/store/store'
import { facility } from '../../../facility/facility'
import { watchRig } from '../../jobs/watch-rig'
import { createRig, targetAt } from '../../ssh/rig'

export const site = 'here'

export interface ProcessingRig {
  /** Absolute, on the cluster: the watched folder, and where the jobs work. */
  readonly movies: string
  readonly workDir: string
  readonly jobs: Jobs
  readonly processing: Processing
  /** Shell texts that were run on the login node. */
  readonly execs: readonly string[]
  /** What stands in the place of the arrays, from the next engine on. */
  arrays: (real: ArrayJobs) => Partial<ArrayJobs>
  /** The watch has found these; seconds since 1970 in their order. */
  found(...names: string[]): void
  add(command: string, pace?: Partial<ProcessingRule>): Promise<ProcessingRule>
  rule(): ProcessingRule
  files(): Record<string, ProcessedFile['state']>
  /** The engine is killed, and another begins with its store. */
  restart(): void
  /** A line of shell on the login node. */
  run(script: string): Promise<string>
  end(): Promise<void>
}

export async function createProcessingRig(): Promise<ProcessingRig> {
  const ssh = await createRig()
  const folder = await mkdtemp(join(tmpdir(), 'processing-'))
  const connect = (): Promise<Connection> => ssh.connections.acquire(targetAt(facility.ports.facility))
  const run = async (script: string): Promise<string> =>
    (await (await connect()).run(script, { timeoutMs: 60_000 })).stdout.toString()
  const root = (await run('mktemp -d "$HOME/processing.XXXXXX"')).trim()
  const [movies, workDir] = [`${root}/movies`, `${root}/it's work`]
  await run(`mkdir -- '${movies}'`)
  const { jobs, execs } = watchRig(ssh)
  const templates = await readTemplates(resolve(import.meta.dirname, '../../../../resources/job-templates'))
  const changes = createBroadcast<Watch[]>(() => [watchOf()], 50)
  let count = 0
  let store: Store

  const watchOf = (): Watch => ({
    ...{ id: 'w', name: 'run7', source: { kind: 'site', site, path: movies }, rules: askedRulesSchema.parse({}) },
    ...{ limit: null, session: null, createdAt: new Date().toISOString(), state: 'watching', means: 'inotify' },
    ...{ lastLook: null, lookMs: null, error: null, errorAt: null, withoutSidecar: 0, newest: null, destinations: [] },
    ...{ found: { files: count, bytes: 0 }, unfinished: { files: 0, bytes: 0 }, perHour: { files: 0, bytes: 0 } }
  })
  // Nothing but the way of paths is asked of it here.
  const files = { absolute: (path: string) => normalizePath(path), close: () => undefined } as unknown as FileSystem & {
    close(): void
  }
  const fileSystems: FileSystems = {
    local: files,
    site: async () => files,
    openSite: async () => files,
    s3: () => Promise.reject(new Error('no buckets here'))
  }

  function open(): Processing {
    store = openStore(folder, silentLog)
    const real: ArrayJobs = {
      ...jobs.arrays,
      follow: (where, signal) =>
        jobs.watch({ site: where, allUsers: false, historyDays: 0, unfoldTasks: false }, 'processing', signal),
      submitted: ({ site: where, script, name, workDir: dir }, id) =>
        jobs.took({ site: where, script, name, workDir: dir, options: [] }, id)
    }
    return createProcessing({
      ...{ platform: { clock: systemClock, log: silentLog, door: 'host' }, store: store.processing },
      ...{
        watchFiles: store.watches,
        watches: { get: name => (name === 'run7' ? watchOf() : undefined), changes: changes.follow },
        fileSystems
      },
      ...{ jobs: { ...real, ...rig.arrays(real) }, templates: async () => templates },
      newId: () => randomBytes(6).toString('hex'),
      retry: { firstMs: 300, mostMs: 2000 }
    })
  }

  const rig: ProcessingRig & { processing: Processing } = {
    // Set below: what it is made of needs the rig.
    processing: undefined as unknown as Processing,
    ...{ movies, workDir, jobs, execs, run },
    arrays: (): Partial<ArrayJobs> => ({}),
    found(...names: string[]): void {
      for (const path of names) {
        count++
        const finishedAt = 1_700_000_000_000 + count * 1000
        const times = { finishedAt, seenAt: finishedAt }
        store.watches.addFile('w', { path, version: 1, size: count, mtime: `${count}`, ...times })
      }
      changes.publish()
    },
    add: (command: string, pace: Partial<ProcessingRule> = {}) =>
      rig.processing.add(
        {
          ...{ name: 'run7', watch: 'run7', site, workDir, include: ['*.{mrc,eer}'] },
          pace: askedPaceSchema.parse({ waitSeconds: 0, ...pace }),
          request: {
            ...{ template: 'array-job', values: { command }, modules: [], launcher: 'srun' },
            resources: { memory: '50M', time: '5' }
          }
        },
        undefined
      ),
    rule(): ProcessingRule {
      const [rule] = rig.processing.list()
      if (!rule) throw new Error('no rule')
      return rule
    },
    files: () =>
      Object.fromEntries(
        rig.processing.files('run7', { offset: 0, limit: 1000 }).files.map(({ path, state }) => [path, state])
      ),
    restart(): void {
      rig.processing.close()
      store.close()
      rig.processing = open()
    },
    async end(): Promise<void> {
      const ids = rig.processing.list().flatMap(({ batches }) => batches.flatMap(({ job }) => job ?? []))
      rig.processing.close()
      if (ids.length > 0) await jobs.cancel(site, ids, undefined)
      await jobs.close()
      store.close()
      await run(`rm -rf -- '${root}'`)
      await ssh.close()
      await rm(folder, { recursive: true, maxRetries: 5 })
    }
  }
  rig.processing = open()
  return rig
}
