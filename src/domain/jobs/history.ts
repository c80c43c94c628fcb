/** Jobs that ended, as accounting tells of them with their steps: one question for what they were and what they used. */
import type { PastJob } from '@contract/jobs-history'
import { type Efficiency, efficiencyFormat, readEfficiency } from './efficiency'
import { asJob, type JobRecord } from './job-record'
import { parseSacct, sacctDelimiter, sacctFormat } from './sacct'

/** The argument of `sacct -o`, asked without `-X` (with it all use is zero) and with `-D` (lives before a requeue). */
export const endsFormat = `${sacctFormat},${efficiencyFormat}`

const jobFields = sacctFormat.split(',').length

/** How a job stands in accounting; `use` is null where no step tells it. */
export interface AccountedJob {
  readonly record: JobRecord
  readonly use: Efficiency | null
}

/** Reads the answer of `sacct -n -P --delimiter=… -o endsFormat`: jobs and tasks, each with what its steps used. */
export function parseEnds(text: string, mark: string): AccountedJob[] {
  const delimiter = sacctDelimiter(mark)
  const begins = new RegExp(`^\\d+(?:[_+](?:\\d+|\\[[^\\]]*\\]))?(?:\\.[A-Za-z0-9_+]+)?${delimiter}`)
  const groups: string[][] = []
  for (const line of text.replace(/\n$/, '').split('\n')) {
    const group = groups.at(-1)
    const isStep = line.slice(0, line.indexOf(delimiter)).includes('.')
    if (begins.test(line) && (!isStep || !group)) groups.push([line])
    else if (begins.test(line)) group?.push(line)
    // A name with line breaks goes on.
    else group?.push(`${group.pop()}\n${line}`)
  }
  return groups.flatMap(rows => {
    const cells = rows.map(row => row.split(delimiter))
    const [record] = parseSacct(cells.map(row => row.slice(0, jobFields).join(delimiter)).join('\n'), mark)
    const use = readEfficiency(cells.map(row => row.slice(jobFields).join(delimiter)).join('\n'), mark)
    return record ? [{ record, use }] : []
  })
}

/** The word for a job that left the queue unseen; SLURM has none. */
export const unknownState = 'UNKNOWN'

/** What is told of a job that left the queue while nobody looked, where nobody can say how. */
export function vanished(record: JobRecord): JobRecord {
  return {
    ...record,
    state: unknownState,
    stateRaw: unknownState,
    reason: null,
    reasonText: `It left the queue unseen; it was ${record.state} when it was seen last. SLURM does not say how it ended.`,
    endTime: null
  }
}

/** `before`: how the queue showed it last, which knows what accounting does not keep. */
export function pastJob(
  { record, use }: AccountedJob,
  kept: { site: string; source: PastJob['source']; template: string | null; before?: JobRecord | undefined }
): PastJob {
  const known = Object.entries(asJob(record)).filter(([, value]) => value !== null && value !== '')
  const job = { ...asJob(kept.before ?? record), ...Object.fromEntries(known) }
  return {
    ...job,
    // Of these the last look at a living job is not true any more.
    reason: record.reason,
    reasonText: record.reasonText,
    endTime: record.endTime,
    memoryBytes: use?.memoryBytesGiven ?? job.memoryBytes,
    site: kept.site,
    source: kept.source,
    cpuSecondsUsed: use?.cpuSecondsUsed ?? null,
    cpuSecondsGiven: use?.cpuSecondsGiven ?? null,
    cpuEfficiency: use?.cpu ?? null,
    memoryBytesUsed: use?.memoryBytesUsed ?? null,
    memoryEfficiency: use?.memory ?? null,
    template: kept.template
  }
}
