/** sinfo(1). */
import type { CommandCall } from '../call'
import { foldNodes, gpuModel, type Node, partitions, slurmVersion, unfoldNodes } from '../cluster'
import { duration, fillColumns, timeLimit, timeText } from '../format'
import { freeMemory, nodeLoad, nodeState, usageCounts } from '../node-text'
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
  ...{ n: 'HOSTNAMES', A: 'NODES(A/I)', X: 'SOCKETS', Y: 'CORES', Z: 'THREADS', z: 'S:C:T', w: 'WEIGHT' },
  ...{
    d: 'TMP_DISK',
    h: 'OVERSUBSCRIBE',
    r: 'ROOT',
    u: 'USER',
    H: 'TIMESTAMP',
    v: 'VERSION',
    V: 'CLUSTER',
    o: 'NODE_ADDR'
  },
  ...{ C: 'CPUS(A/I/O/T)', c: 'CPUS', m: 'MEMORY', G: 'GRES', F: 'NODES(A/I/O/T)', e: 'FREE_MEM' },
  ...{ f: 'AVAIL_FEATURES', E: 'REASON', L: 'DEFAULTTIME', s: 'JOB_SIZE', O: 'CPU_LOAD', g: 'GROUPS', p: 'PRIO_TIER' }
}

export function sinfo(call: CommandCall): number {
  const { values } = parseOptions('sinfo', options, call.args)
  if (values.has('version')) {
    call.print(`slurm ${slurmVersion}\n`)
    return 0
  }
  if (values.has('reservation')) {
    showReservations(call, values.has('noheader'))
    return 0
  }
  const format = values.get('format') ?? (values.has('Node') ? perNode : values.has('summarize') ? summary : usual)
  if (!values.has('noheader')) call.print(`${fillColumns(format, letter => headings[letter])}\n`)
  const partition = values.get('partition')?.split(',')
  const states = values.get('states')?.toLowerCase().split(',')
  const names = values.has('nodes') ? unfoldNodes(values.get('nodes') ?? '') : undefined
  const nodes = call.controller.nodes.filter(
    node =>
      (partition?.includes(node.partition) ?? true) &&
      (names?.includes(node.name) ?? true) &&
      (states?.some(state => nodeState(node).long.startsWith(state) || nodeState(node).short.startsWith(state)) ?? true)
  )
  for (const group of groups(nodes, values.has('Node'), format))
    call.print(`${fillColumns(format, letter => groupField(group, letter))}\n`)
  return 0
}

/** `sinfo -T`. */
function showReservations(call: CommandCall, bare: boolean): void {
  const now = Date.now()
  const line = (cells: string[]): void => {
    const [name = '', state = '', start = '', end = '', long = '', nodes = ''] = cells
    call.print(
      `${name.padEnd(11)} ${state.padStart(8)} ${start.padStart(19)} ${end.padStart(19)} ${long.padStart(11)}  ${nodes}\n`
    )
  }
  if (!bare) line(['RESV_NAME', 'STATE', 'START_TIME', 'END_TIME', 'DURATION', 'NODELIST'])
  for (const { name, start, end, nodes } of call.controller.reservations) {
    const time = (ms: number): string => timeText(ms, call.variables.timeFormat, 'None')
    const state = now >= start && now < end ? 'ACTIVE' : 'INACTIVE'
    line([name, state, time(start), time(end), duration((end - start) / 1000, true), foldNodes(nodes)])
  }
}

/** One row a node, or one for nodes that look alike in the columns asked for. */
function groups(nodes: readonly Node[], each: boolean, format: string): Node[][] {
  if (each || /%\.?\d*n/.test(format)) return nodes.map(node => [node])
  const found = new Map<string, Node[]>()
  const byState = /%\.?\d*[tT]/.test(format)
  const byReason = /%\.?\d*E/.test(format)
  for (const node of nodes) {
    const key = `${node.partition} ${byState ? nodeState(node).short : ''} ${byReason ? node.reason : ''}`
    found.set(key, [...(found.get(key) ?? []), node])
  }
  return [...found.values()]
}

function groupField(group: readonly Node[], letter: string): string | undefined {
  const first = group[0]
  if (first === undefined) return ''
  const partition = partitions.find(candidate => candidate.name === first.partition)
  const counts = usageCounts(group, 'nodes')
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
    A: counts.slice(0, 2).join('/'),
    C: usageCounts(group, 'cpus').join('/'),
    c: String(first.cpus),
    m: String(first.memory),
    e: String(freeMemory(first)),
    G: first.gpus > 0 ? `gpu:${gpuModel}:${first.gpus}` : '(null)',
    F: counts.join('/'),
    f: first.features,
    E: first.reason || 'none',
    s: '1-infinite',
    g: 'all',
    p: '1',
    O: nodeLoad(first),
    X: '2',
    Y: String(first.cpus / 2),
    Z: '1',
    z: `2:${first.cpus / 2}:1`,
    w: '1',
    d: '0',
    h: 'NO',
    r: 'no',
    u: first.reason ? 'root' : 'Unknown',
    H: 'Unknown',
    v: slurmVersion,
    V: '',
    o: first.name
  }
  return fields[letter]
}
