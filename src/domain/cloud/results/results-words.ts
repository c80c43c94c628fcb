/** Results in a bucket, in words. */
import type { Run } from '@contract/cloud-runs'
import { runIsOver } from '../run-look'
import { isInBucket } from '../runs/states'
import { bucketAddress } from './results-folder'

type Waiting = Pick<Run, 'asked' | 'state' | 'machine' | 'results'>

/** Where the results of a run that named a bucket are, or will be. */
export const resultsAddress = ({ asked, results }: Pick<Run, 'asked' | 'results'>): string =>
  bucketAddress(results?.path ?? asked.results?.to.path ?? '')

/** How it stands with them, said after their address. `size`: bytes for people; `time`: an instant for people. */
export function resultsWords(
  run: Waiting,
  { size, time }: { readonly size: (bytes: number) => string; readonly time: (instant: string) => string }
): string {
  const { state, results } = run
  const bytes = results?.bytes == null ? '' : `, ${size(results.bytes)}`
  if (isInBucket(run)) return state === 'waiting' ? `they wait there${bytes}` : `they come from there${bytes}`
  if (state === 'done') return 'they came back, nothing is left there'
  // What is whole there is deleted only by who has fetched it.
  if (runIsOver(run)) return bytes === '' ? 'none is known to be there' : `they stay there${bytes}`
  const until = results?.until == null ? '' : `, until ${time(results.until)}`
  return `the machine puts them there if nobody fetches them${until}`
}
