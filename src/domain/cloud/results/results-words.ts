/** Results in a bucket, in words. */
import type { Run } from '@contract/cloud-runs'
import { isInBucket } from '../runs/states'
import { bucketAddress } from './results-folder'

/** Of a run that named a bucket. `size`: bytes for people. */
export function resultsWords(
  run: Pick<Run, 'asked' | 'state' | 'machine' | 'results'>,
  size: (bytes: number) => string
): string {
  const { asked, results } = run
  const address = bucketAddress(results?.path ?? asked.results?.to.path ?? '')
  if (isInBucket(run)) {
    const bytes = results?.bytes == null ? '' : ` (${size(results.bytes)})`
    return run.state === 'waiting' ? `they wait in ${address}${bytes}` : `they come from ${address}${bytes}`
  }
  if (run.state === 'done') return `they came back, nothing is left in ${address}`
  const until = results?.until == null ? '' : `, until ${results.until}`
  return `the machine puts them into ${address} if nobody fetches them${until}`
}
