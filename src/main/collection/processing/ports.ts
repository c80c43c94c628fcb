/** What pre-processing needs of the rest of the engine, which wires it (engine.ts). */
import type { JobTemplate } from '@contract/job-templates'
import type { JobsSnapshot } from '@contract/jobs'
import type { Watch } from '@contract/watch'
import type { RetryDelays } from '@domain/collection/batches'
import type { FileSystems } from '@domain/files/file-system'
import type { ArrayEnds } from '@domain/processing/array-ends'
import type { Platform } from '../../platform'
import type { Processing as Kept } from '../../store/processing'
import type { Watches } from '../../store/watches'

export interface ArrayPlace {
  readonly site: string
  readonly workDir: string
  readonly folder: string
  readonly name: string
}

interface Asking {
  readonly signal: AbortSignal | undefined
  readonly automatic?: boolean | undefined
}

/** The jobs of the sites, as far as pre-processing uses them. */
export interface ArrayJobs {
  /** Submits it where it was not yet; `conflict`: it is not known whether it was, ask again later. */
  submitOnce(
    array: ArrayPlace & { readonly files: readonly string[]; readonly script: string },
    asking: Asking
  ): Promise<string>
  /** `reached`: false where the folder of the work is not there, perhaps for a moment. */
  ends(array: ArrayPlace, id: string, asking: Asking): Promise<ArrayEnds & { readonly reached: boolean }>
  /** The user's own jobs with arrays folded, by the polls that all who follow the site share. */
  follow(site: string, signal: AbortSignal): AsyncGenerator<JobsSnapshot, void, void>
  /** An array was submitted: remembered with its script, and the next poll comes soon. */
  submitted(array: ArrayPlace & { readonly script: string }, id: string): void
}

export interface ProcessingParts {
  readonly platform: Pick<Platform, 'clock' | 'log' | 'door'>
  readonly store: Kept
  readonly watchFiles: Pick<Watches, 'copiesOf' | 'file'>
  readonly watches: {
    get(name: string): Watch | undefined
    /** After changes of any of them. */
    changes(signal: AbortSignal | undefined): AsyncGenerator<unknown, void, void>
  }
  readonly fileSystems: FileSystems
  readonly jobs: ArrayJobs
  readonly templates: () => Promise<readonly JobTemplate[]>
  /** Random text of letters and digits. */
  newId(): string
  /** Unset: seconds to minutes. */
  readonly retry?: RetryDelays | undefined
}
