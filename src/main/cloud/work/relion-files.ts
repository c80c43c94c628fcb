/** RELION's files of a job that runs on a machine: what the job writes comes into its folder here, its marks do not. */
import type { Run } from '@contract/cloud-runs'
import type { MachineState } from '@domain/cloud/work/machine-state'
import { onMachine } from '@domain/cloud/work/run-copies'
import { Failure } from '@domain/failure'
import { isWithin } from '@domain/files/path'
import { exitMarkOf } from '@domain/relion/exit-marks'
import { pause } from '../../broadcast'
import { copyOwn, type OwnCopies } from './copy-own'
import type { Machine } from './machine'
import { clearMarks, writeMark } from './relion-job'
import { type RunFolder, sizeOf } from './run-folder'

export interface RelionFilesParts {
  readonly machine: Machine
  readonly folder: RunFolder
  readonly instance: string
  readonly signal: AbortSignal
}

/** How its command ended, RELION's marks that it left, and whether a further machine goes on with it. */
interface JobEnd {
  readonly command: Run['command']
  readonly left: readonly string[]
  readonly goesOn: boolean
}

/** How much is copied at once while the job runs. Bytes. */
const liveBytes = 4 * 1024 ** 2

const streams = [
  ['out.log', 'run.out'],
  ['err.log', 'run.err']
] as const

/** The job's folder on the machine, if it is fetched. */
export function folderThere(
  { relionJob, outputs }: Pick<Run['asked'], 'relionJob' | 'outputs'>,
  { work }: Pick<MachineState, 'work'>
): string | null {
  if (relionJob === null) return null
  const home = relionJob.replace(/\/+$/, '')
  for (const { from, to } of outputs) {
    const top = to.path.replace(/\/+$/, '')
    if (to.kind === 'local' && isWithin(home, top)) return onMachine(work, `${from}${home.slice(top.length)}`)
  }
  return null
}

/** What an earlier job left is no word about this one. */
export async function clearBefore(job: string, there: string | null, { machine }: RelionFilesParts): Promise<void> {
  await clearMarks(job)
  if (there !== null) await machine.clearExitMarkers(there)
}

/** RELION shows what its job writes from these files. */
export async function copyStreams(job: string, parts: OwnCopies, most = Number.POSITIVE_INFINITY): Promise<void> {
  for (const [own, name] of streams) await copyOwn(parts, own, `${job}/${name}`, most)
}

/** The same while it runs, until the given function is called; a piece that does not come is fetched at the end. */
export function copyWhileRunning(
  job: string,
  parts: RelionFilesParts & { readonly everyMs: number },
  said: () => boolean
): () => Promise<void> {
  const ended = new AbortController()
  const either = AbortSignal.any([ended.signal, parts.signal])
  const loop = async (): Promise<void> => {
    while (!either.aborted) {
      if (said()) await copyStreams(job, parts, liveBytes).catch(() => undefined)
      await pause(parts.everyMs, either)
    }
  }
  const running = loop()
  return () => {
    ended.abort()
    return running
  }
}

/** All of its outputs are here: what it said, then its mark. `goesOn`: on a further machine, so it has not ended. */
export async function finishJob(
  job: string,
  there: string | null,
  parts: RelionFilesParts,
  end: JobEnd
): Promise<void> {
  if (there !== null) await afterFetched(job, there, parts)
  await finishCollectedJob(job, parts, end)
}

/** The same where they came out of a bucket. */
export async function finishCollectedJob(job: string, parts: OwnCopies, end: JobEnd): Promise<void> {
  await copyStreams(job, parts)
  if (end.goesOn) await clearMarks(job)
  else await writeMark(job, exitMarkOf(end.command, end.left, parts.folder.notes.aborted))
}

/** A file of an archive came in the place of a copy here: what the job said goes behind it. `path`: below the run's folder. */
export async function noteStreams(
  asked: Pick<Run['asked'], 'relionJob' | 'outputs'>,
  path: string,
  size: number,
  { folder, instance }: Pick<OwnCopies, 'folder' | 'instance'>
): Promise<void> {
  const there = folderThere(asked, { work: '/' })
  const stream = streams.find(([, name]) => `/${path}` === `${there}/${name}`)
  if (!stream) return
  const { begins } = folder.ofMachine(instance)
  await folder.noteMachine(instance, { begins: { ...begins, [stream[0]]: size } })
}

/** What lay in the job's folder there has come in the place of the copies here: what it said goes behind that. */
async function afterFetched(job: string, there: string, parts: RelionFilesParts): Promise<void> {
  const { machine, folder, instance, signal } = parts
  const sftp = await machine.connection.sftp({ signal })
  for (const [own, name] of streams) {
    const size = await sftp.stat(`${there}/${name}`, { signal }).then(
      found => found.size,
      thrown => {
        if (Failure.from(thrown).code === 'not-found') return null
        throw thrown
      }
    )
    if (size === null || (await sizeOf(`${job}/${name}`)) < size) continue
    const { begins } = folder.ofMachine(instance)
    await folder.noteMachine(instance, { begins: { ...begins, [own]: size } })
  }
}
