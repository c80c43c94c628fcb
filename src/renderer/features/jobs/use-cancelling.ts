import type { Job } from '@contract/jobs'
import { Failure } from '@domain/failure'
import { useMemo, useState } from 'react'
import { client } from '../../client/engine-link'
import { jobKey, stillCancelling } from './job-rows'

/** A cancellation that was refused: whose, and the scheduler's own text. */
export interface Refusal {
  readonly id: string
  readonly message: string
}

/** Cancels jobs; they count as being cancelled until the scheduler lists them as ended, or refuses. */
export function useCancelling(site: string | null, jobs: readonly Job[], tasks: readonly Job[]) {
  const [asked, setAsked] = useState<ReadonlySet<string>>(new Set())
  const [refused, setRefused] = useState<readonly Refusal[]>([])
  const cancelling = useMemo(() => stillCancelling(asked, [...jobs, ...tasks]), [asked, jobs, tasks])

  const cancel = async (chosen: readonly Job[]): Promise<void> => {
    if (site === null) return
    const ids = chosen.map(jobKey)
    const giveBack = (keys: readonly string[]): void =>
      setAsked(before => new Set([...before].filter(key => !keys.includes(key))))
    setRefused([])
    setAsked(before => new Set([...before, ...ids]))
    try {
      const { failed } = await client.jobs.cancel({ site, ids })
      setRefused(failed)
      giveBack(failed.map(({ id }) => id))
    } catch (thrown) {
      const { message, hint } = Failure.from(thrown)
      setRefused(ids.map(id => ({ id, message: `${message} ${hint}` })))
      giveBack(ids)
    }
  }
  return { cancelling, refused, cancel, forgetRefused: () => setRefused([]) }
}
