/** What a job that the scheduler took is remembered with. */
import type { Submission } from '@contract/jobs-history'

/** What was sent to sbatch; `from`: the template that made the script. */
export interface Sent {
  readonly site: string
  readonly script: string
  readonly name?: string | undefined
  readonly workDir?: string | undefined
  readonly options: readonly string[]
  readonly from?: { readonly template: string; readonly values: Readonly<Record<string, string>> } | undefined
}

export function asSubmission({ site, script, name, workDir, options, from }: Sent, id: string, at: Date): Submission {
  return {
    ...{ site, id, at: at.toISOString(), script },
    name: name ?? null,
    workDir: workDir ?? null,
    options: [...options],
    template: from?.template ?? null,
    values: { ...from?.values }
  }
}
