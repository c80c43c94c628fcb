/** What a person is told when a run comes to its end, or waits for somebody. */
import type { Run } from '@contract/cloud-runs'
import { bucketAddress } from '../results/results-folder'
import { usdText } from '../usd-text'
import { notEnded } from './end-of-work'
import { isInBucket } from './states'

/** undefined: nothing to tell. Who stopped it knows. */
export function runNotice(before: Run, after: Run): { title: string; body: string } | undefined {
  if (before.state === after.state) return undefined
  const { name } = after.asked
  const cost = after.usd === null ? '' : ` About $${usdText(after.usd)}.`
  if (after.state === 'done')
    return { title: `${name}: done`, body: `Its outputs are here, its machine is gone.${cost}` }
  if (after.state === 'failed')
    return { title: `${name}: failed`, body: `${after.error?.message ?? 'It did not come to its end.'}${cost}` }
  if (after.state === 'waiting' && after.error !== null)
    return {
      title: `${name}: outputs wait`,
      body: isInBucket(after)
        ? `${after.error.message} They wait in ${bucketAddress(after.results?.path ?? '')}.`
        : `${after.error.message} Its machine stays until its time is over.`
    }
  if (after.state === 'stuck' && after.error !== null) {
    const { message, hint } = notEnded(after)
    return { title: `${name}: its machine may still run`, body: `${message} ${hint}` }
  }
  return undefined
}
