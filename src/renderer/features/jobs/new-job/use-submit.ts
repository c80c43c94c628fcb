import type { Job } from '@contract/jobs'
import { Failure } from '@domain/failure'
import { useEffect, useRef, useState } from 'react'
import { client } from '../../../client/engine-link'
import { sbatchOptions } from '../sbatch-options'
import { type JobDraft, rememberedValues } from './start-from'

/** Sends a script to sbatch, with what it was made from. `done` hears of the job while the dialog is still there. */
export function useSubmit(site: string, done: (job: Job) => void) {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const live = useRef(true)
  useEffect(() => {
    live.current = true
    return () => {
      live.current = false
    }
  }, [])
  const submit = async (draft: JobDraft, made: string): Promise<void> => {
    setBusy(true)
    setFailure(null)
    try {
      const job = await client.jobs.submit({ site, ...submission(draft, made) })
      if (live.current) done(job)
    } catch (thrown) {
      if (live.current) setFailure(Failure.from(thrown))
    } finally {
      if (live.current) setBusy(false)
    }
  }
  return { busy, failure, submit }
}

/** What is sent. `made`: the script of the template where the draft is one. */
export function submission(draft: JobDraft, made: string) {
  const { way, template } = draft
  const ofTemplate = way === 'template'
  // Windows' line ends make sbatch refuse a script.
  const script = (ofTemplate ? made : draft.script).replace(/\r\n?/g, '\n')
  const name = ofTemplate ? '' : draft.name.trim()
  const folder = draft.folder.trim()
  return {
    script,
    options: sbatchOptions(draft.options),
    ...(name !== '' && { name }),
    ...(folder !== '' && { workDir: folder }),
    ...(ofTemplate &&
      template.template !== null && { from: { template: template.template, values: rememberedValues(template) } })
  }
}
