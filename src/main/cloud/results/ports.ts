/** What results in a bucket need of the rest of the engine, which wires it (engine.ts). */
import type { Run } from '@contract/cloud-runs'
import type { Place } from '@contract/files'
import { demoProfileName } from '@domain/cloud/profiles'
import { Failure } from '@domain/failure'
import type { BucketFileSystem, FileSystem } from '@domain/files/file-system'
import type { Clock, Log } from '../../platform'

export interface ResultsParts {
  readonly clock: Clock
  readonly log: Log
  /** Of the engine; what is kept of a run is in `runs/ID` there. */
  readonly dataFolder: string
  /** `profile` of ~/.aws; unset as the AWS tools choose. */
  openBucket(profile: string | undefined): Promise<BucketFileSystem>
  /** The files of a place; nobody is asked anything for it. */
  openFiles(place: Place, signal: AbortSignal): Promise<FileSystem>
  /** Unset: as it is for users. */
  readonly timing?: Partial<ResultsTiming>
}

export interface ResultsTiming {
  /** From the end of the command, or from when somebody was last there, until the machine begins by itself. Seconds. */
  readonly graceSeconds: number
  /** So long before the machine's end its command is ended, so that there is time for what it wrote. Seconds. */
  readonly reserveSeconds: (maxSeconds: number) => number
  /** Between two looks of the machine. Seconds. */
  readonly tickSeconds: number
  /** After something that did not work, until the machine tries again. Seconds. */
  readonly againSeconds: number
  /** Until a command that does not end by itself is killed. Seconds. */
  readonly killSeconds: number
  /** Between two words that somebody is there; four of them missing: nobody is. Milliseconds. */
  readonly beatMs: number
  /** Between two looks whether addresses end soon. Milliseconds. */
  readonly renewMs: number
}

export const usualResults: ResultsTiming = {
  ...{ graceSeconds: 300, tickSeconds: 5, againSeconds: 60, killSeconds: 30, beatMs: 15_000, renewMs: 1_800_000 },
  reserveSeconds: maxSeconds => Math.round(Math.min(1800, Math.max(60, maxSeconds / 10)))
}

/** The bucket of a run, by the account that it names, or else the run's own. */
export interface RunBucket {
  readonly files: BucketFileSystem
  /** Absolute: what the user named. */
  readonly to: string
}

type Bucketed = Pick<Run, 'asked' | 'profile'>

export async function openRunBucket(
  { openBucket }: Pick<ResultsParts, 'openBucket'>,
  { asked: { results, name }, profile }: Bucketed
): Promise<RunBucket> {
  if (results === null) throw new Failure('internal', `The run ${name} has no bucket for its results.`)
  const own = profile === null || profile === demoProfileName ? undefined : profile
  const files = await openBucket(results.to.profile ?? own)
  return { files, to: files.absolute(results.to.path) }
}
