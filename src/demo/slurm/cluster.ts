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
  features: string
  /** `off`: switched off to save power; a job that gets it switches it on. */
  condition: 'up' | 'drained' | 'off'
  /** What the administrator wrote who drained it; '' where nobody did. */
  reason: string
}

/** Nodes that are kept from `start` to `end` (milliseconds since 1970 UTC): no job may reach into it. */
export interface Reservation {
  name: string
  start: number
  end: number
  nodes: string[]
  user: string
  flags: string
}

export interface Partition {
  name: string
  isDefault: boolean
  /** Seconds. */
  maxTime: number
  defaultTime: number
}

export const clusterName = 'demo'
export const slurmVersion = '22.05.8'
export const accounts = ['cryoem', 'structbio']
export const gpuModel = 'a100'
/** Default memory, MiB a CPU. */
export const memoryPerCpu = 4000
export const maxArraySize = 1001

const hour = 3600

export const partitions: readonly Partition[] = [
  { name: 'cpu', isDefault: true, maxTime: 48 * hour, defaultTime: hour },
  { name: 'gpu', isDefault: false, maxTime: 48 * hour, defaultTime: 2 * hour },
  { name: 'burst', isDefault: false, maxTime: 12 * hour, defaultTime: hour }
]

/** Jobs of one user that may run at once in a quality of service. */
export const qualities: Record<string, { maxJobsPerUser: number; priority: number }> = {
  normal: { maxJobsPerUser: 200, priority: 0 },
  long: { maxJobsPerUser: 1, priority: 0 }
}

export function makeNodes(): Node[] {
  const node = (name: string, partition: string, cpus: number, memory: number, gpus: number): Node => ({
    ...{ name, partition, cpus, memory, gpus, usedCpus: 0, usedMemory: 0, usedGpus: new Set() },
    ...{ features: gpus > 0 ? gpuModel : 'epyc', condition: 'up', reason: '' }
  })
  const drained = { condition: 'drained', reason: 'Memory errors, DIMM A3 is on order' } as const
  return [
    ...[1, 2, 3, 4, 5, 6].map(n => ({ ...node(`cpu0${n}`, 'cpu', 64, 256_000, 0), ...(n === 6 && drained) })),
    ...[1, 2, 3, 4].map(n => node(`gpu0${n}`, 'gpu', 48, 384_000, 4)),
    ...[1, 2].map(n => ({
      ...node(`burst0${n}`, 'burst', 32, 128_000, 0),
      condition: 'off' as const,
      features: 'cloud'
    }))
  ]
}

/** Maintenance of the last GPU nodes, tomorrow from 8 to 12 by this computer's clock. */
export function makeReservations(now: number): Reservation[] {
  const day = new Date(now)
  const at = (clock: number): number => new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1, clock).getTime()
  const nodes = ['gpu03', 'gpu04']
  return [{ name: 'maintenance', start: at(8), end: at(12), nodes, user: 'root', flags: 'MAINT,SPEC_NODES' }]
}

/** The names of `cpu[01-03,05],gpu01`. */
export function unfoldNodes(text: string): string[] {
  return [...text.matchAll(/([^,[\]]+)(?:\[([^\]]*)\])?/g)].flatMap(([, prefix = '', list]) =>
    list === undefined
      ? [prefix]
      : list.split(',').flatMap(part => {
          const [from = '', to = from] = part.split('-')
          const count = Number(to) - Number(from) + 1
          return Array.from(
            { length: count },
            (_none, at) => prefix + String(Number(from) + at).padStart(from.length, '0')
          )
        })
  )
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
