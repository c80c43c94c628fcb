/** Nodes as `scontrol -d -o show node` prints them. */
import type { ClusterNode, gpuCountSchema } from '@contract/jobs-cluster'
import type { z } from 'zod'
import { linesOf, listOf, parsePairs } from './cluster-pairs'
import { parseCount } from './fields'
import { explainNodeState, nodeUse } from './node-states'

export type GpuCount = z.infer<typeof gpuCountSchema>

const mebibyte = 2 ** 20

/** A line that is not understood is left out. */
export function parseNodes(text: string): ClusterNode[] {
  return linesOf(text, 'NodeName').map(parseNode)
}

function parseNode(line: string): ClusterNode {
  const pairs = parsePairs(line)
  const count = (key: string): number | null => parseCount(pairs.get(key) ?? '')
  const bytes = (key: string): number | null => {
    const amount = count(key)
    return amount === null ? null : amount * mebibyte
  }
  const state = pairs.get('State') ?? 'UNKNOWN'
  const load = Number.parseFloat(pairs.get('CPULoad') ?? '')
  return {
    name: pairs.get('NodeName') ?? '',
    state,
    stateText: explainNodeState(state),
    use: nodeUse(state),
    since: null,
    reason: reasonOf(line),
    partitions: listOf(pairs.get('Partitions')),
    features: listOf(pairs.get('ActiveFeatures') ?? pairs.get('AvailableFeatures')),
    cpus: { total: count('CPUTot') ?? 0, used: count('CPUAlloc') },
    memory: { total: bytes('RealMemory') ?? 0, used: bytes('AllocMem'), free: bytes('FreeMem') },
    load: Number.isFinite(load) ? load : null,
    gpus: gpusOf(pairs)
  }
}

/** `Reason=bad fan [root@1795234018]`, the last but for a comment: what was written, without by whom and when. */
function reasonOf(line: string): string | null {
  const at = line.indexOf(' Reason=')
  if (at < 0) return null
  const text = line.slice(at + ' Reason='.length)
  const signed = text.search(/ \[[^\]\s]*@[^\]]*\]/)
  return (signed < 0 ? text : text.slice(0, signed)).trim() || null
}

/** GPUs of a gres list (`gpu:a100:4(S:0-1),gpu:2,lustre:1`) by type; '' is the type of those without one. */
function gresGpus(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const part of text.replace(/\([^)]*\)/g, '').split(',')) {
    const [kind, ...rest] = part.split(':')
    if (kind !== 'gpu') continue
    const amount = parseCount(rest.at(-1) ?? '')
    const type = rest.slice(0, amount === null ? undefined : -1).join(':')
    counts.set(type, (counts.get(type) ?? 0) + (amount ?? 1))
  }
  return counts
}

/** Used GPUs as the allocated TRES tell them (`gres/gpu=2,gres/gpu:a100=2`), where the node's gres in use are not told. */
function allocatedGpus(text: string): Map<string, number> {
  const named = text.split(',').flatMap(part => {
    const match = /^gres\/(gpu(?::[^=]+)?)=(\d+)$/.exec(part)
    return match ? [`${match[1]}:${match[2]}`] : []
  })
  const typed = named.filter(part => part.split(':').length > 2)
  return gresGpus((typed.length > 0 ? typed : named).join(','))
}

function gpusOf(pairs: ReadonlyMap<string, string>): GpuCount[] {
  const totals = gresGpus(pairs.get('Gres') ?? '')
  if (totals.size === 0) return []
  const told = pairs.get('GresUsed')
  const allocated = pairs.get('AllocTRES')
  const used = told === undefined ? allocated !== undefined && allocatedGpus(allocated) : gresGpus(told)
  const usedOf = (type: string): number | null => {
    if (used === false) return null
    // Some versions name the type in one of the two lists only.
    return used.get(type) ?? (totals.size === 1 ? [...used.values()].reduce((sum, one) => sum + one, 0) : 0)
  }
  return [...totals].map(([type, total]) => ({ type: type || null, total, used: usedOf(type) }))
}
