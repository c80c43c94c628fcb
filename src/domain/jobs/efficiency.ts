/**
 * What a job made of what it was given, from the steps that accounting kept: the reckoning of `seff` (contribs/seff of
 * SLURM), without needing it on the cluster. CPU: TotalCPU / (Elapsed x AllocCPUS). Memory: the largest sum that one
 * step's tasks used (TRESUsageInTot, else MaxRSS) / what was asked for.
 */
import { parseCount, parseMemory } from './fields'
import { sacctDelimiter } from './sacct'

const fields = [
  'JobID',
  'State',
  'AllocCPUS',
  'NNodes',
  'ElapsedRaw',
  'TotalCPU',
  'ReqMem',
  'MaxRSS',
  'TRESUsageInTot',
  'AllocTRES',
  'TimelimitRaw'
]

/** The argument of `sacct -o`, asked without `-X`: with it all use is zero (sacct(1)). */
export const efficiencyFormat = fields.join(',')

/** One step: `batch`, `extern` or its number. */
export interface StepUse {
  readonly step: string
  readonly state: string
  readonly elapsedSeconds: number | null
  readonly cpuSeconds: number | null
  readonly memoryBytes: number | null
}

/** Shares are 0 to 1 and may pass 1 (hyper-threads, memory above what was asked). Null: accounting does not tell. */
export interface Efficiency {
  /** That it was given. */
  readonly cpus: number | null
  readonly cpu: number | null
  readonly cpuSecondsUsed: number | null
  readonly cpuSecondsGiven: number | null
  readonly memory: number | null
  readonly memoryBytesUsed: number | null
  readonly memoryBytesGiven: number | null
  /** Only where the cluster gathers it (`gres/gpuutil` of TRESUsageInTot). */
  readonly gpu: number | null
  readonly gpuMemoryBytes: number | null
  /** Share of its time limit that it took. */
  readonly time: number | null
  readonly steps: readonly StepUse[]
}

/** `[DD-[HH:]]MM:SS[.mmm]` in seconds; null for what is none. */
export function parseCpuTime(text: string): number | null {
  const match = /^(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+(?:\.\d+)?)$/.exec(text)
  if (!match) return null
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = match
  return Number(days) * 86_400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
}

/** `cpu=00:00:05,mem=1234K,gres/gpuutil=87`: name to text. */
export function parseTres(text: string): Map<string, string> {
  const pairs = text.split(',').map(part => {
    const at = part.indexOf('=')
    return [part.slice(0, at), part.slice(at + 1)] as const
  })
  return new Map(pairs.filter(([name]) => name !== ''))
}

/** Bytes of a size as sacct prints it; without a unit it is bytes (unlike what is asked for, which is MiB). */
export function sizeBytes(text: string | undefined): number | null {
  if (text === undefined || text === '') return null
  if (/^\d+$/.test(text)) return Number(text)
  return parseMemory(text)?.bytes ?? null
}

interface Row {
  readonly step: string
  readonly state: string
  readonly cpus: number | null
  readonly nodes: number | null
  readonly elapsed: number | null
  readonly cpuSeconds: number | null
  readonly asked: string
  readonly memoryBytes: number | null
  readonly used: ReadonlyMap<string, string>
  readonly given: ReadonlyMap<string, string>
  readonly limitMinutes: number | null
}

function readRow(line: string, mark: string): Row | null {
  const cells = line.split(sacctDelimiter(mark))
  if (cells.length < fields.length) return null
  const [id = '', state = '', cpus = '', nodes = '', elapsed = '', total = '', asked = '', rss = ''] = cells
  const [tres = '', allocated = '', limit = ''] = cells.slice(8)
  const used = parseTres(tres)
  return {
    step: id.includes('.') ? id.slice(id.indexOf('.') + 1) : '',
    state: state.split(' ')[0] ?? '',
    cpus: parseCount(cpus),
    nodes: parseCount(nodes),
    elapsed: parseCount(elapsed),
    cpuSeconds: parseCpuTime(total),
    asked,
    memoryBytes: sizeBytes(used.get('mem')) ?? sizeBytes(rss),
    used,
    given: parseTres(allocated),
    limitMinutes: parseCount(limit)
  }
}

/** The greatest that is known. */
function most(values: readonly (number | null)[]): number | null {
  const known = values.filter(value => value !== null)
  return known.length === 0 ? null : Math.max(...known)
}

function memoryGiven({ asked, nodes, cpus, given }: Row): number | null {
  const memory = parseMemory(asked)
  // Since 21.08 what was asked is a total; an allocation of 0 (all of the node) is told by what was given.
  if (!memory) return sizeBytes(given.get('mem'))
  const times = memory.per === 'cpu' ? cpus : memory.per === 'node' ? nodes : 1
  return times === null ? null : memory.bytes * times
}

/** Null where one of them is not known. */
export const share = (part: number | null, whole: number | null): number | null =>
  part === null || whole === null || whole === 0 ? null : part / whole

/** Reads the answer of `sacct -n -P --delimiter=… -j ID -o …` for one job; null when it holds no job. */
export function readEfficiency(text: string, mark: string): Efficiency | null {
  const rows = text.split('\n').flatMap(line => readRow(line, mark) ?? [])
  const job = rows.find(({ step }) => step === '')
  if (!job) return null
  const steps = rows.filter(({ step }) => step !== '')
  const cpuSecondsGiven = job.cpus === null || job.elapsed === null ? null : job.cpus * job.elapsed
  const cpuSecondsUsed = job.cpuSeconds
  const memoryBytesUsed = most(steps.map(step => step.memoryBytes))
  const memoryBytesGiven = memoryGiven(job)
  const utilised = most(steps.map(({ used }) => parseCount(used.get('gres/gpuutil') ?? '')))
  const gpus = parseCount(job.given.get('gres/gpu') ?? '')
  return {
    cpus: job.cpus,
    cpu: share(cpuSecondsUsed, cpuSecondsGiven),
    cpuSecondsUsed,
    cpuSecondsGiven,
    memory: share(memoryBytesUsed, memoryBytesGiven),
    memoryBytesUsed,
    memoryBytesGiven,
    // The sum over the GPUs in per cent.
    gpu: utilised === null || !gpus ? null : utilised / 100 / gpus,
    gpuMemoryBytes: most(steps.map(({ used }) => sizeBytes(used.get('gres/gpumem')))),
    time: share(job.elapsed, job.limitMinutes === null ? null : job.limitMinutes * 60),
    steps: steps.map(({ step, state, elapsed, cpuSeconds, memoryBytes }) => ({
      ...{ step, state, elapsedSeconds: elapsed, cpuSeconds, memoryBytes }
    }))
  }
}

const percent = (value: number): string => `${Math.round(value * 100)} %`

/** What to ask for next time, in plain words; empty where nothing is wasted or nothing is known. */
export function efficiencyAdvice(efficiency: Efficiency): string[] {
  const { cpu, cpus, memory, gpu, time, memoryBytesUsed } = efficiency
  const said: string[] = []
  if (cpu !== null && cpu < 0.5)
    said.push(
      cpus === 1
        ? `It used ${percent(cpu)} of its one CPU: it waited most of the time, for files perhaps.`
        : `It used ${percent(cpu)} of its CPUs. Fewer CPUs would start sooner and cost less.`
    )
  if (memory !== null && memory < 0.4 && memoryBytesUsed !== null)
    said.push(`It used ${percent(memory)} of its memory. Asking for ${roundedGibibytes(memoryBytesUsed)} is enough.`)
  if (memory !== null && memory > 0.95)
    said.push(`It used ${percent(memory)} of its memory. With a little less it would have been ended.`)
  if (gpu !== null && gpu < 0.5) said.push(`Its GPUs were busy for ${percent(gpu)} of the time.`)
  if (time !== null && time > 0 && time < 0.25)
    said.push(`It took ${percent(time)} of its time limit. A shorter limit lets it start earlier.`)
  return said
}

/** A quarter more than was used, in whole GiB. */
function roundedGibibytes(bytes: number): string {
  return `${Math.max(1, Math.ceil((bytes * 1.25) / 2 ** 30))} GiB`
}
