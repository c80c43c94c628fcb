/**
 * The queue as text: `squeue -h -o`, the fields set apart by U+001F and the name last (squeue(1): a field without a
 * size is printed whole). Each record begins with a mark that nobody can know beforehand, so a job name may hold line
 * breaks and separators and still cannot pass for another job.
 */
import { orNull, parseCount, parseDuration, parseGpus, parseInstant, parseMemory } from './fields'
import { type JobRecord, jobRecord } from './job-record'
import { remembered } from './remembered'

const separator = '\x1f'
/** By place, as `parseRecord` reads them. */
const fields = [
  ...['%i', '%T', '%u', '%P', '%D', '%C', '%m', '%b', '%M', '%l'],
  ...['%S', '%e', '%V', '%r', '%N', '%a', '%Q', '%E', '%Z', '%j']
]
const fieldCount = fields.length

/** The argument of `-o`. `mark`: letters and digits, another for each call. */
export function squeueFormat(mark: string): string {
  return `\x1e${mark}${fields.join(separator)}`
}

/** Every record that begins with the mark; what stands before the first (warnings) is not one. */
export function parseSqueue(text: string, mark: string): JobRecord[] {
  const records: JobRecord[] = []
  const texts = text.split(`\x1e${mark}`)
  for (let at = 1; at < texts.length; at++) {
    const record = parseRecord(texts[at] ?? '')
    if (record) records.push(record)
  }
  return records
}

const duration = remembered(parseDuration)
const instant = remembered(parseInstant)
const gpus = remembered(parseGpus)
const memoryOf = remembered(parseMemory)

function parseRecord(text: string): JobRecord | null {
  const parts = (text.endsWith('\n') ? text.slice(0, -1) : text).split(separator)
  if (parts.length < fieldCount) return null
  const at = (index: number): string => parts[index] ?? ''
  const state = at(1)
  const pending = state === 'PENDING'
  const nodesWanted = parseCount(at(4)) ?? 1
  const perNode = gpus(at(7))
  return jobRecord({
    id: at(0),
    stateRaw: state,
    name: parts.length === fieldCount ? at(fieldCount - 1) : parts.slice(fieldCount - 1).join(separator),
    user: at(2),
    partition: orNull(at(3)),
    nodes: orNull(at(14)),
    cpus: parseCount(at(5)),
    // %b is asked for each node.
    gpus: perNode === null ? null : perNode * nodesWanted,
    // %m is the minimum of a node (or of a CPU, which it does not tell apart), so only one node's sum is known.
    memoryBytes: nodesWanted === 1 ? (memoryOf(at(6))?.bytes ?? null) : null,
    submitTime: instant(at(12)),
    startTime: instant(at(10)),
    endTime: pending ? null : instant(at(11)),
    elapsedSeconds: pending ? null : duration(at(8)),
    limitSeconds: duration(at(9)),
    reason: at(13),
    account: orNull(at(15)),
    priority: parseCount(at(16)),
    dependency: orNull(at(17)),
    workDir: orNull(at(18))
  })
}
