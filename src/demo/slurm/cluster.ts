/** The make-believe cluster: nodes, partitions, limits. Numbers a facility of modest size would have. */

export interface Node {
  name: string
  cpus: number
  /** MiB */
  memory: number
  gpus: number
  partition: string
  usedCpus: number
  usedMemory: number
  /** Index of each GPU that a job holds. */
  usedGpus: Set<number>
}

export interface Partition {
  name: string
  isDefault: boolean
  /** Seconds. */
  maxTime: number
  defaultTime: number
}

export const clusterName = 'demo'
export const slurmVersion = '23.11.4'
export const accounts = ['cryoem', 'structbio']
export const gpuModel = 'a100'
/** Default memory, MiB a CPU. */
export const memoryPerCpu = 4000
export const maxArraySize = 1001

const hour = 3600

export const partitions: readonly Partition[] = [
  { name: 'cpu', isDefault: true, maxTime: 48 * hour, defaultTime: hour },
  { name: 'gpu', isDefault: false, maxTime: 24 * hour, defaultTime: 2 * hour }
]

/** Jobs of one user that may run at once in a quality of service. */
export const qualities: Record<string, { maxJobsPerUser: number; priority: number }> = {
  normal: { maxJobsPerUser: 200, priority: 0 },
  long: { maxJobsPerUser: 1, priority: 0 }
}

export function makeNodes(): Node[] {
  const node = (name: string, partition: string, cpus: number, memory: number, gpus: number): Node => ({
    name,
    partition,
    cpus,
    memory,
    gpus,
    usedCpus: 0,
    usedMemory: 0,
    usedGpus: new Set()
  })
  return [
    ...[1, 2, 3, 4].map(n => node(`cpu0${n}`, 'cpu', 64, 256_000, 0)),
    ...[1, 2].map(n => node(`gpu0${n}`, 'gpu', 48, 384_000, 4))
  ]
}

/** `cpu[01-03,05]`, as SLURM writes lists of nodes. */
export function foldNodes(names: readonly string[]): string {
  const byPrefix = new Map<string, number[]>()
  for (const name of [...names].sort()) {
    const prefix = name.replace(/\d+$/, '')
    byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), Number(name.slice(prefix.length))])
  }
  return [...byPrefix].map(([prefix, numbers]) => prefix + foldNumbers(numbers)).join(',')
}

function foldNumbers(numbers: number[]): string {
  const text = (n: number): string => String(n).padStart(2, '0')
  if (numbers.length === 1) return text(numbers[0] ?? 0)
  return `[${ranges(numbers)
    .map(([from, to]) => (from === to ? text(from) : `${text(from)}-${text(to)}`))
    .join(',')}]`
}

/** Runs of consecutive numbers in a sorted list. */
export function ranges(numbers: readonly number[]): [number, number][] {
  const runs: [number, number][] = []
  for (const n of numbers) {
    const last = runs.at(-1)
    if (last && last[1] === n - 1) last[1] = n
    else runs.push([n, n])
  }
  return runs
}
