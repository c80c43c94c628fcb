import type { Job } from '@contract/jobs'
import { Failure } from '@domain/failure'
import { useState } from 'react'
import { client } from '../../../client/engine-link'
import { readScript } from '../detail/script-section'
import { draftOfScript, draftOfSubmission, emptyDraft, type JobDraft } from './start-from'

/** A job that the next one may begin from. */
export type EarlierJobId = Pick<Job, 'id' | 'arrayId' | 'name' | 'workDir'>

/** As it was submitted from here; of a job from elsewhere its script. */
async function earlierDraft(site: string, job: EarlierJobId): Promise<JobDraft> {
  // All tasks of an array were submitted at once.
  const id = job.arrayId ?? job.id
  const kept = await client.jobs.submission({ site, id }).catch(() => null)
  if (kept !== null) {
    const known = new Set((await client.jobs.templates()).map(template => template.id))
    return draftOfSubmission(kept, known)
  }
  const { text } = await readScript(site, id, new AbortController().signal)
  return draftOfScript(job, text)
}

/**
 * What is written, and beginning from an earlier job. What was written stays when that cannot be read. `folder`: where
 * a new job runs as long as nothing else is written.
 */
export function useDraft(site: string, folder: string) {
  const [written, setDraft] = useState(emptyDraft)
  const [folderWritten, setFolderWritten] = useState(false)
  const draft = folderWritten ? written : { ...written, folder }
  const [reading, setReading] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const begin = async (job: EarlierJobId): Promise<void> => {
    setReading(true)
    setFailure(null)
    try {
      setDraft(await earlierDraft(site, job))
      setFolderWritten(true)
    } catch (thrown) {
      setFailure(Failure.from(thrown))
    } finally {
      setReading(false)
    }
  }
  const set = (change: Partial<JobDraft>): void => {
    if (change.folder !== undefined) setFolderWritten(true)
    setDraft(before => ({ ...before, ...change }))
  }
  const forget = (): void => {
    setDraft(emptyDraft)
    setFolderWritten(false)
  }
  return { draft, set, begin, reading, failure, forget }
}
