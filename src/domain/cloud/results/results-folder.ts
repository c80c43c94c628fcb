/** Where the results of a run wait in a bucket, and in what pieces. */
import type { Run } from '@contract/cloud-runs'
import { joinPath } from '../../files/path'
import { tagKeys } from '../tags'

const mib = 1024 ** 2
/** Small enough that a disk which is nearly full has room for one; S3 takes 5 GiB in one PUT (S3 user guide, quotas). */
const leastPart = 64 * mib
const mostPart = 4608 * mib
/** So many addresses are signed for a usual disk. */
const usualParts = 500
/** Of what an archive adds to the files: a header and a half for each. */
const overhead = 1.1

/** How a disk of so many bytes could be sent. */
export function partsFor(diskBytes: number): { readonly partBytes: number; readonly parts: number } {
  const wished = Math.ceil(diskBytes / usualParts / mib) * mib
  const partBytes = Math.min(mostPart, Math.max(leastPart, wished))
  return { partBytes, parts: Math.ceil((diskBytes * overhead) / partBytes) + 2 }
}

/** The beginning of every folder of ours below what the user named. */
export const folderMark = 'farscope-'

/** Of a run, on whatever machine. `to`: what the user named. */
export const runResultsFolder = (to: string, run: string): string => joinPath(to, `${folderMark}${run}`)

/** The run of such a folder's name; null: it is none of ours. */
export const runOfFolder = (name: string): string | null =>
  name.startsWith(folderMark) && /^r[a-z0-9]{11}$/.test(name.slice(folderMark.length))
    ? name.slice(folderMark.length)
    : null

/** Says whose it is; there before anything else, and the last to go. */
export const claimName = 'farscope-run.json'
export const manifestName = 'manifest'
export const logNames = ['output.log', 'out.log', 'err.log'] as const
export type LogName = (typeof logNames)[number]
export const partName = (number: number): string => `part-${String(number).padStart(5, '0')}`

/** Of one machine of the run: a spot run may have several. */
export const machineFolder = (
  { id, earlier }: Pick<Run, 'id' | 'earlier'>,
  to: string,
  machine = earlier.length
): string => joinPath(runResultsFolder(to, id), `machine-${machine}`)

/** In the order in which the machine's script knows their addresses. */
export const deliveredNames = (parts: number): string[] => [
  ...[manifestName, ...logNames],
  ...Array.from({ length: parts }, (_, at) => partName(at + 1))
]

/** Values of S3's tags have fewer signs than EC2's (S3 user guide, "Categorizing your objects using tags"). */
const tagText = (text: string): string =>
  text
    .replace(/[^\p{L}\p{N} +=._:/@-]/gu, '_')
    .slice(0, 256)
    .toWellFormed()

export const resultsTags = ({ id, owner }: Pick<Run, 'id' | 'owner'>): Record<string, string> => ({
  [tagKeys.owner]: tagText(owner),
  [tagKeys.run]: id
})

/** `s3://BUCKET/NAMES`, as aws(1) writes it, of a path of a bucket. */
export const bucketAddress = (path: string): string => `s3:/${path}`
