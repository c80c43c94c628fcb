import type { Job } from '@contract/jobs'
import type { ActResult } from '@contract/jobs-acts'
import { Failure } from '@domain/failure'
import { useState } from 'react'
import { client } from '../../../client/engine-link'
import type { JobAct } from './act-words'
import { askedId } from './overview-facts'

/** Why an act was not done: the scheduler's own words where it gave some. */
export interface RefusedAct {
  readonly act: JobAct
  readonly words: string
  readonly hint: string
}

async function asked(site: string, id: string, act: JobAct, limitSeconds: number): Promise<ActResult> {
  const some = { site, ids: [id] }
  if (act === 'hold') return client.jobs.hold(some)
  if (act === 'release') return client.jobs.release(some)
  return act === 'requeue' ? client.jobs.requeue(some) : client.jobs.setTimeLimit({ ...some, limitSeconds })
}

/** Does an act to the job that the drawer shows; the list is read early when the scheduler took it. */
export function useJobAct(site: string, job: Job) {
  const id = askedId(job)
  const [busy, setBusy] = useState<{ id: string; act: JobAct } | null>(null)
  const [refused, setRefused] = useState<(RefusedAct & { id: string }) | null>(null)
  const act = async (kind: JobAct, limitSeconds = 0): Promise<void> => {
    setBusy({ id, act: kind })
    setRefused(null)
    try {
      const [first] = (await asked(site, id, kind, limitSeconds)).failed
      if (first) setRefused({ id, act: kind, words: first.message, hint: '' })
      else await client.jobs.refresh({ site }).catch(() => undefined)
    } catch (thrown) {
      const { message, hint, detail } = Failure.from(thrown)
      setRefused({ id, act: kind, words: detail ?? message, hint })
    } finally {
      setBusy(null)
    }
  }
  return { busy: busy?.id === id, act, refused: refused?.id === id ? refused : null, forget: () => setRefused(null) }
}
