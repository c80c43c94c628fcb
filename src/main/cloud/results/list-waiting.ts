/** What waits in the buckets that were named for results: whatever run and computer it is of. */

import { instantSchema } from '@contract/base'
import { machineLife } from '@contract/cloud-runs'
import type { FailureData } from '@contract/errors'
import type { BucketPlace } from '@contract/files'
import {
  bucketAddress,
  claimName,
  manifestName,
  runOfFolder,
  runResultsFolder
} from '@domain/cloud/results/results-folder'
import { Failure } from '@domain/failure'
import type { BucketFileSystem } from '@domain/files/file-system'
import { baseName, joinPath } from '@domain/files/path'
import { z } from 'zod'
import type { ResultsParts } from './ports'
import { deliveredFiles, listed } from './waiting-results'

/** A folder that was named for results, and the account where the place itself names none. */
export interface PlaceOfResults {
  readonly to: BucketPlace
  readonly profile: string | undefined
}

export interface WaitingRun {
  readonly place: PlaceOfResults
  readonly run: string
  /** `s3://BUCKET/NAMES` of its folder. */
  readonly address: string
  /** Of whom it says to be, and its name: data of whoever may write there. */
  readonly owner: string
  readonly name: string
  /** Of the bucket; null: unknown. */
  readonly region: string | null
  /** A whole result is among it. */
  readonly whole: boolean
  readonly bytes: number
  /** When the first of it was stored. Seconds since 1970; null: only the claim is there. */
  readonly since: number | null
  /** When the machine of the run has ended at the latest, as far as its claim says; null: unknown. */
  readonly until: string | null
}

export interface WaitingResults {
  readonly runs: readonly WaitingRun[]
  /** Places that could not be asked. */
  readonly problems: readonly { readonly what: string; readonly error: FailureData }[]
}

const claimSchema = z.object({
  run: z.string(),
  owner: z.string(),
  name: z.string(),
  region: z.string().nullable().default(null),
  createdAt: instantSchema.nullable().catch(null).default(null),
  deadline: instantSchema.nullable().catch(null).default(null)
})
const longestClaim = 65_536

export async function listWaiting(
  { openBucket }: Pick<ResultsParts, 'openBucket'>,
  places: readonly PlaceOfResults[],
  signal: AbortSignal | undefined
): Promise<WaitingResults> {
  const runs: WaitingRun[] = []
  const problems: { what: string; error: FailureData }[] = []
  for (const place of unique(places))
    try {
      const files = await openBucket(place.to.profile ?? place.profile)
      const to = files.absolute(place.to.path)
      for await (const { name, type } of listed(files, to, signal)) {
        const run = type === 'directory' ? runOfFolder(name) : null
        const found = run === null ? null : await lookAtRun(files, to, run, signal)
        if (found !== null) runs.push({ ...found, place })
      }
    } catch (thrown) {
      signal?.throwIfAborted()
      problems.push({ what: `results in ${bucketAddress(place.to.path)}`, error: Failure.from(thrown).toData() })
    }
  return { runs, problems }
}

const unique = (places: readonly PlaceOfResults[]): readonly PlaceOfResults[] => [
  ...new Map(places.map(place => [JSON.stringify([place.to.path, place.to.profile ?? place.profile]), place])).values()
]

/** Null: it says of no run whose it is, so it is not Farscope's. */
async function lookAtRun(
  files: BucketFileSystem,
  to: string,
  run: string,
  signal: AbortSignal | undefined
): Promise<Omit<WaitingRun, 'place'> | null> {
  const folder = runResultsFolder(to, run)
  const claim = await readClaim(files, joinPath(folder, claimName), signal)
  if (claim?.run !== run) return null
  let [bytes, whole, since] = [0, false, Number.POSITIVE_INFINITY]
  for await (const { path, info } of deliveredFiles(files, folder, signal)) {
    bytes += info.size
    whole ||= baseName(path) === manifestName
    since = Math.min(since, info.mtime)
  }
  const { owner, name, region } = claim
  const until = claim.deadline ?? lastEnd(claim.createdAt)
  const found = { run, owner, name, region, whole, bytes, until, address: bucketAddress(folder) }
  return { ...found, since: bytes === 0 ? null : since }
}

/** Earlier versions wrote no deadline. */
const lastEnd = (createdAt: string | null): string | null =>
  createdAt === null ? null : new Date(Date.parse(createdAt) + machineLife.most * 1000).toISOString()

async function readClaim(files: BucketFileSystem, path: string, signal: AbortSignal | undefined) {
  try {
    const read = await files.readSmall(path, longestClaim, signal)
    return read ? claimSchema.safeParse(JSON.parse(Buffer.from(read.data).toString('utf8'))).data : undefined
  } catch (thrown) {
    if (thrown instanceof SyntaxError || Failure.from(thrown).code === 'not-found') return undefined
    throw thrown
  }
}
