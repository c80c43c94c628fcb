import type { Job } from '@contract/jobs'
import { Failure } from '@domain/failure'
import { useState } from 'react'
import { client } from '../../../client/engine-link'
import { readScript } from '../detail/script-section'
import { draftOfScript, draftOfSubmission, emptyDraft, type JobDraft, withAccount } from './start-from'

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
 * What is written, and beginning from an earlier job. What was written stays when that cannot be read. `session`: where
 * a new job runs and what pays for it as long as nothing else is written.
 */
export function useDraft(site: string, session: { readonly folder: string; readonly account: string | null }) {
  const [written, setDraft] = useState(emptyDraft)
  const [folderWritten, setFolderWritten] = useState(false)
  const [accountWritten, setAccountWritten] = useState(false)
  const { folder, account } = session
  const paid = (one: JobDraft): JobDraft => (account === null || accountWritten ? one : withAccount(one, account))
  const draft = paid(folderWritten ? written : { ...written, folder })
  const [reading, setReading] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const begin = async (job: EarlierJobId): Promise<void> => {
    setReading(true)
    setFailure(null)
    try {
      setDraft(await earlierDraft(site, job))
      setFolderWritten(true)
      setAccountWritten(true)
    } catch (thrown) {
      setFailure(Failure.from(thrown))
    } finally {
      setReading(false)
    }
  }
  const set = (change: Partial<JobDraft>): void => {
    if (change.folder !== undefined) setFolderWritten(true)
    const paying = change.options !== undefined || change.template !== undefined
    if (paying) setAccountWritten(true)
    setDraft(before => ({ ...(paying ? paid(before) : before), ...change }))
  }
  const forget = (): void => {
    setDraft(emptyDraft)
    setFolderWritten(false)
    setAccountWritten(false)
  }
  return { draft, set, begin, reading, failure, forget }
}
