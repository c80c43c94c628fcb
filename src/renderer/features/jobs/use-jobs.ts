/** The queue of a site as it changes, and the single tasks of the arrays that are unfolded. */

import type { FailureData } from '@contract/errors'
import type { Job, JobsSnapshot } from '@contract/jobs'
import { useState } from 'react'
import { client } from '../../client/engine-link'
import { useEngineStream } from '../../client/use-engine-stream'

/** Days that finished jobs stay in the list. */
export const historyDays = 2

/** What is known of a queue. Null: nothing was read yet. */
export interface Queue {
  readonly snapshot: JobsSnapshot | null
  readonly tasks: readonly Job[]
  /** Why it cannot be read now; what was read last stays. */
  readonly error: FailureData | null
}

interface Read {
  readonly key: string
  readonly snapshot: JobsSnapshot
}

/** Follows while `visible`; what was read stays on the screen while another room is shown. */
export function useJobs(site: string | null, allUsers: boolean, visible: boolean, unfolding: boolean): Queue {
  const [read, setRead] = useState<Read | null>(null)
  const [unfolded, setUnfolded] = useState<Read | null>(null)
  const key = `${site} ${allUsers}`
  const open = visible && site !== null ? key : null
  const query = { site: site ?? '', allUsers, historyDays }
  const failure = useEngineStream(
    open,
    signal => client.jobs.watch(query, { signal }),
    snapshot => setRead({ key, snapshot })
  )
  // The engine polls once for both.
  useEngineStream(
    unfolding ? open : null,
    signal => client.jobs.watch({ ...query, unfoldTasks: true }, { signal }),
    snapshot => setUnfolded({ key, snapshot })
  )
  const snapshot = read?.key === key ? read.snapshot : null
  return {
    snapshot,
    tasks: unfolding && unfolded?.key === key ? unfolded.snapshot.jobs : noTasks,
    error: failure?.toData() ?? snapshot?.error ?? null
  }
}

const noTasks: readonly Job[] = []
