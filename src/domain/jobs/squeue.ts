/**
 * The queue as text: `squeue -h -o`, the fields set apart by U+001F and the name last (squeue(1): a field without a
 * size is printed whole). Each record begins with a mark that nobody can know beforehand, so a job name may hold line
 * breaks and separators and still cannot pass for another job.
 */
import { orNull, parseCount, parseDuration, parseGpus, parseInstant, parseMemory } from './fields'
import { type JobRecord, jobRecord } from './job-record'

const separator = '\x1f'
const fields = ['%i', '%T', '%u', '%P', '%D', '%C', '%m', '%b', '%M', '%l', '%S', '%e', '%V', '%r', '%N']
const moreFields = ['%a', '%Q', '%E', '%Z', '%j']
const fieldCount = fields.length + moreFields.length

/** The argument of `-o`. `mark`: letters and digits, another for each call. */
export function squeueFormat(mark: string): string {
  return `\x1e${mark}${[...fields, ...moreFields].join(separator)}`
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

function parseRecord(text: string): JobRecord | null {
  const parts = (text.endsWith('\n') ? text.slice(0, -1) : text).split(separator)
  if (parts.length < fieldCount) return null
  const [id = '', state = '', user = '', partition = '', nodeCount = '', cpus = '', memory = '', gres = ''] = parts
  const [elapsed = '', limit = '', start = '', end = '', submit = '', reason = '', nodes = ''] = parts.slice(8)
  const [account = '', priority = '', dependency = '', workDir = ''] = parts.slice(fields.length)
  const pending = state === 'PENDING'
  const nodesWanted = parseCount(nodeCount) ?? 1
  const perNode = parseGpus(gres)
  return jobRecord({
    id,
    stateRaw: state,
    name: parts.slice(fieldCount - 1).join(separator),
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
    account: orNull(account),
    priority: parseCount(priority),
    dependency: orNull(dependency),
    workDir: orNull(workDir)
  })
}
