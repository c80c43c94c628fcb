/**
 * The queue as text: `squeue -h -o`, the fields set apart by U+001F and the name last (squeue(1): a field without a
 * size is printed whole). Each record begins with a mark that nobody can know beforehand, so a job name may hold line
 * breaks and separators and still cannot pass for another job.
 */
import { orNull, parseCount, parseDuration, parseGpus, parseInstant, parseMemory } from './fields'
import { type JobRecord, jobRecord } from './job-record'

const separator = '\x1f'
const fields = ['%i', '%T', '%u', '%P', '%D', '%C', '%m', '%b', '%M', '%l', '%S', '%e', '%V', '%r', '%N', '%Z', '%j']

/** The argument of `-o`. `mark`: letters and digits, another for each call. */
export function squeueFormat(mark: string): string {
  return `\x1e${mark}${fields.join(separator)}`
}

/** Every record that begins with the mark; what stands before the first (warnings) is not one. */
export function parseSqueue(text: string, mark: string): JobRecord[] {
  return text
    .split(`\x1e${mark}`)
    .slice(1)
    .map(record => parseRecord(record.replace(/\n$/, '')))
    .filter(record => record !== null)
}

function parseRecord(record: string): JobRecord | null {
  const parts = record.split(separator)
  if (parts.length < fields.length) return null
  const [id = '', state = '', user = '', partition = '', nodeCount = '', cpus = '', memory = '', gres = ''] = parts
  const [elapsed = '', limit = '', start = '', end = '', submit = '', reason = '', nodes = '', workDir = ''] =
    parts.slice(8)
  const pending = state === 'PENDING'
  const nodesWanted = parseCount(nodeCount) ?? 1
  const perNode = parseGpus(gres)
  return jobRecord({
    id,
    stateRaw: state,
    name: parts.slice(fields.length - 1).join(separator),
    user,
    partition: orNull(partition),
    nodes: orNull(nodes),
    cpus: parseCount(cpus),
    // %b is asked for each node.
    gpus: perNode === null ? null : perNode * nodesWanted,
    // %m is the minimum of a node (or of a CPU, which it does not tell apart), so only one node's sum is known.
    memoryBytes: nodesWanted === 1 ? (parseMemory(memory)?.bytes ?? null) : null,
    submitTime: parseInstant(submit),
    startTime: parseInstant(start),
    endTime: pending ? null : parseInstant(end),
    elapsedSeconds: pending ? null : parseDuration(elapsed),
    limitSeconds: parseDuration(limit),
    reason,
    workDir: orNull(workDir)
  })
}
