/** sinfo(1). */
import type { CommandCall } from '../call'
import { foldNodes, gpuModel, type Node, partitions, slurmVersion } from '../cluster'
import { fillColumns, timeLimit } from '../format'
import { type OptionSpec, parseOptions, taking, toggle } from '../options'

const options: readonly OptionSpec[] = [
  toggle('all', 'a'),
  toggle('exact', 'e'),
  taking('format', 'o'),
  toggle('long', 'l'),
  toggle('noheader', 'h'),
  toggle('Node', 'N'),
  taking('nodes', 'n'),
  taking('partition', 'p'),
  toggle('reservation', 'T'),
  toggle('summarize', 's'),
  taking('states', 't'),
  toggle('version', 'V')
]

const usual = '%9P %.5a %.10l %.6D %.6t %N'
const perNode = '%N %.6D %.9P %6t'
const summary = '%9P %.5a %.10l %.16F %N'

const headings: Record<string, string> = {
  ...{ P: 'PARTITION', R: 'PARTITION', a: 'AVAIL', l: 'TIMELIMIT', D: 'NODES', t: 'STATE', T: 'STATE', N: 'NODELIST' },
  ...{ n: 'HOSTNAMES', C: 'CPUS(A/I/O/T)', c: 'CPUS', m: 'MEMORY', G: 'GRES', F: 'NODES(A/I/O/T)', e: 'FREE_MEM' },
  ...{ f: 'AVAIL_FEATURES', E: 'REASON', L: 'DEFAULTTIME', s: 'JOB_SIZE', O: 'CPU_LOAD', g: 'GROUPS', p: 'PRIO_TIER' }
}

/** `idle`, `mix` or `alloc`. */
export function nodeState(node: Node): { short: string; long: string } {
  if (node.usedCpus === 0) return { short: 'idle', long: 'idle' }
  return node.usedCpus >= node.cpus ? { short: 'alloc', long: 'allocated' } : { short: 'mix', long: 'mixed' }
}

export function sinfo(call: CommandCall): number {
  const { values } = parseOptions('sinfo', options, call.args)
  if (values.has('version')) {
    call.print(`slurm ${slurmVersion}\n`)
    return 0
  }
  if (values.has('reservation')) {
    call.print('No reservations in the system\n')
    return 0
  }
  const format = values.get('format') ?? (values.has('Node') ? perNode : values.has('summarize') ? summary : usual)
  if (!values.has('noheader')) call.print(`${fillColumns(format, letter => headings[letter])}\n`)
  const partition = values.get('partition')?.split(',')
  const states = values.get('states')?.toLowerCase().split(',')
  const names = values.get('nodes')?.split(',')
  const nodes = call.controller.nodes.filter(
    node =>
      (partition?.includes(node.partition) ?? true) &&
      (names?.includes(node.name) ?? true) &&
      (states?.some(state => nodeState(node).long.startsWith(state)) ?? true)
  )
  for (const group of groups(nodes, values.has('Node'), format))
    call.print(`${fillColumns(format, letter => groupField(group, letter))}\n`)
  return 0
}

/** One row a node, or one for nodes that look alike in the columns asked for. */
function groups(nodes: readonly Node[], each: boolean, format: string): Node[][] {
  if (each || /%\.?\d*n/.test(format)) return nodes.map(node => [node])
  const found = new Map<string, Node[]>()
  const byState = /%\.?\d*[tT]/.test(format)
  for (const node of nodes) {
    const key = `${node.partition} ${byState ? nodeState(node).short : ''}`
    found.set(key, [...(found.get(key) ?? []), node])
  }
  return [...found.values()]
}

function groupField(group: readonly Node[], letter: string): string | undefined {
  const first = group[0]
  if (first === undefined) return ''
  const partition = partitions.find(candidate => candidate.name === first.partition)
  const total = group.reduce((sum, node) => sum + node.cpus, 0)
  const used = group.reduce((sum, node) => sum + node.usedCpus, 0)
  const busy = group.filter(node => node.usedCpus > 0).length
  const fields: Record<string, string> = {
    P: first.partition + (partition?.isDefault ? '*' : ''),
    R: first.partition,
    a: 'up',
    l: timeLimit(partition?.maxTime ?? 0),
    L: timeLimit(partition?.defaultTime ?? 0),
    D: String(group.length),
    t: nodeState(first).short,
    T: nodeState(first).long,
    N: foldNodes(group.map(node => node.name)),
    n: first.name,
    C: `${used}/${total - used}/0/${total}`,
    c: String(first.cpus),
    m: String(first.memory),
    e: String(first.memory - first.usedMemory),
    G: first.gpus > 0 ? `gpu:${gpuModel}:${first.gpus}` : '(null)',
    F: `${busy}/${group.length - busy}/0/${group.length}`,
    f: first.gpus > 0 ? gpuModel : '(null)',
    E: 'none',
    s: '1-infinite',
    g: 'all',
    p: '1',
    O: (first.usedCpus * 0.97).toFixed(2)
  }
  return fields[letter]
}
