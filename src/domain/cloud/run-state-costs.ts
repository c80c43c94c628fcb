import type { Run, RunState } from '@contract/cloud-runs'
import { isInBucket } from './runs/states'

/** What a state of a run costs, and what a person can do about it: a sentence each. The guide has the same words. */
export interface StateCost {
  readonly costs: string
  readonly advice: string
}

const machine = 'Machine, disk and address, by the second.'

export const runStateCosts: Readonly<Record<RunState, StateCost>> = {
  launching: {
    costs: 'Nothing: there is no machine yet.',
    advice: 'Wait; other types or zones help where AWS has none. Stop or terminate to give up.'
  },
  booting: {
    costs: 'Machine, disk and address, by the second, a minute at least.',
    advice: 'Wait; a machine that cannot be signed in to is ended by itself.'
  },
  uploading: {
    costs: `${machine} AWS takes nothing for what comes in.`,
    advice: 'Wait, or stop it: a slow link keeps a dear machine waiting.'
  },
  running: {
    costs: `${machine} Also while this computer is off, until the deadline.`,
    advice: 'Look at its log. Stop to keep what it wrote, extend where the time is too short.'
  },
  fetching: {
    costs: `${machine} AWS also takes money for each GB that leaves it, which is not in the estimate.`,
    advice: 'Wait; the machine ends when all is here and proven.'
  },
  waiting: {
    costs: `${machine} Until the outputs are fetched or the deadline is reached.`,
    advice: 'Fetch the outputs before the deadline, or terminate where nobody needs them.'
  },
  ending: {
    costs: 'Nothing more by AWS’s rules; it is counted until EC2 says that the machine is gone.',
    advice: 'Nothing is to be done; it is asked again until the machine is gone.'
  },
  stuck: {
    costs: 'Machine, disk and address, by the second, until its deadline, when it ends itself.',
    advice: 'End it in the AWS console, or terminate again when the cause is mended; it is tried again now and then.'
  },
  done: {
    costs: 'Nothing: disk and address went with the machine.',
    advice: 'The outputs are here. Forget the run when you like; its cost stays in the sums.'
  },
  failed: {
    costs: 'Nothing: disk and address went with the machine.',
    advice: 'Read why, mend it, and launch again.'
  },
  stopped: {
    costs: 'Nothing: disk and address went with the machine.',
    advice: 'Launch again when you like.'
  }
}

/** Of a run whose machine has gone and whose results wait in S3, or come from there. */
export const bucketCosts: StateCost = {
  costs:
    'The machine costs nothing any more: it is gone. S3 takes money for the storage, and for each GB that leaves AWS; neither is in the estimate.',
  advice: 'Fetch the outputs; what waits in the bucket is deleted when all is here and proven.'
}

/** What a run costs as it stands now. */
export const stateCostOf = (run: Pick<Run, 'state' | 'machine'>): StateCost =>
  isInBucket(run) ? bucketCosts : runStateCosts[run.state]
