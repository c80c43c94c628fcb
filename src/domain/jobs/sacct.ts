/** Accounting as text: `sacct -n -P --delimiter=… -o …` (sacct(1)); its exit codes are right where `--json` is wrong. */
import { orNull, parseCount, parseExit, parseGpus, parseInstant, parseMemory } from './fields'
import { type JobRecord, jobRecord } from './job-record'

const fields = [
  'JobID',
  'JobIDRaw',
  'State',
  'User',
  'Partition',
  'NNodes',
  'ReqCPUS',
  'AllocCPUS',
  'ReqMem',
  'ReqTRES',
  'AllocTRES',
  'Submit',
  'Start',
  'End',
  'ElapsedRaw',
  'TimelimitRaw',
  'ExitCode',
  'NodeList',
  'Account',
  'Priority',
  'WorkDir',
  'JobName'
]

/** The argument of `-o`. */
export const sacctFormat = fields.join(',')

/** The argument of `--delimiter`; `mark` as in squeue. */
export function sacctDelimiter(mark: string): string {
  return `\x1f${mark}`
}

/** Jobs and array tasks; steps (`123.batch`) are left out. A name with line breaks stays one record. */
export function parseSacct(text: string, mark: string): JobRecord[] {
  const delimiter = sacctDelimiter(mark)
  const begins = new RegExp(`^\\d+(?:[_+](?:\\d+|\\[[^\\]]*\\]))?(?:\\.[A-Za-z0-9_+]+)?${delimiter}`)
  const records: string[] = []
  for (const line of text.replace(/\n$/, '').split('\n')) {
    if (begins.test(line)) records.push(line)
    else if (records.length > 0) records.push(`${records.pop()}\n${line}`)
  }
  return records.map(record => parseRow(record.split(delimiter))).filter(record => record !== null)
}

function totalMemory(text: string, nodes: number | null, cpus: number | null): number | null {
  const memory = parseMemory(text)
  if (!memory) return null
  const times = memory.per === 'cpu' ? cpus : memory.per === 'node' ? nodes : 1
  return times === null ? null : memory.bytes * times
}

function parseRow(row: readonly string[]): JobRecord | null {
  const [id = '', , state = '', user = '', partition = '', nodeCount = '', asked = '', given = '', memory = ''] = row
  if (row.length < fields.length || id.includes('.')) return null
  const [wanted = '', allocated = '', submit = '', start = '', end = '', elapsed = '', limit = ''] = row.slice(9)
  const [exit = '', nodes = '', account = '', priority = '', workDir = ''] = row.slice(16)
  const cpus = parseCount(given) || parseCount(asked)
  const limitMinutes = parseCount(limit)
  return jobRecord({
    id,
    stateRaw: state,
    name: row.slice(fields.length - 1).join(''),
    user,
    partition: orNull(partition),
    nodes: orNull(nodes),
    cpus,
    gpus: parseGpus(allocated) ?? parseGpus(wanted),
    memoryBytes: totalMemory(memory, parseCount(nodeCount), cpus),
    submitTime: parseInstant(submit),
    startTime: parseInstant(start),
    endTime: parseInstant(end),
    elapsedSeconds: parseCount(elapsed),
    limitSeconds: limitMinutes === null ? null : limitMinutes * 60,
    ...parseExit(exit),
    account: orNull(account),
    priority: parseCount(priority),
    workDir: orNull(workDir)
  })
}
