/** The text of `scontrol show node|partition|reservation`, field for field as SLURM 22.05 prints it. */
import {
  foldNodes,
  gpuModel,
  memoryPerCpu,
  type Node,
  type partitions,
  type Reservation,
  slurmVersion
} from './cluster'
import { duration, memoryText, timeText } from './format'

/** `idle`, `mix`, `alloc`, and what keeps a node out of use, as sinfo says it short and long, and scontrol. */
export function nodeState(node: Node): { short: string; long: string; full: string } {
  const busy = node.usedCpus > 0
  const whole = node.usedCpus >= node.cpus
  const base = !busy ? 'idle' : whole ? 'allocated' : 'mixed'
  const cloud = node.features === 'cloud' ? '+CLOUD' : ''
  if (node.condition === 'off') return { short: 'idle~', long: 'idle~', full: 'IDLE+CLOUD+POWERED_DOWN' }
  if (node.condition === 'drained')
    return busy
      ? { short: 'drng', long: 'draining', full: `${base.toUpperCase()}+DRAIN` }
      : { short: 'drain', long: 'drained', full: 'IDLE+DRAIN' }
  const short = !busy ? 'idle' : whole ? 'alloc' : 'mix'
  return { short, long: base, full: base.toUpperCase() + cloud }
}

/** CPUs or nodes: allocated, idle, other (not to be had), all. */
export function usageCounts(nodes: readonly Node[], of: 'cpus' | 'nodes'): [number, number, number, number] {
  const counts: [number, number, number, number] = [0, 0, 0, 0]
  for (const node of nodes) {
    const all = of === 'cpus' ? node.cpus : 1
    const used = of === 'cpus' ? node.usedCpus : node.usedCpus > 0 ? 1 : 0
    const rest = node.condition === 'drained' ? 2 : 1
    counts[0] += used
    counts[rest] += all - used
    counts[3] += all
  }
  return counts
}

const gresUsed = (node: Node): string => {
  const indices = [...node.usedGpus].sort((a, b) => a - b)
  return `gpu:${gpuModel}:${indices.length}(IDX:${indices.join(',') || 'N/A'})`
}

/** CPU load of uptime(1); what runs uses most of its CPUs. */
export const nodeLoad = (node: Node): string => (node.usedCpus * 0.97 + 0.03).toFixed(2)

/** MiB that are free on the node, buffers counted as used. */
export const freeMemory = (node: Node): number => Math.round((node.memory - node.usedMemory * 0.7) * 0.96)

export function showNode(node: Node, started: number, timeFormat: string, detail: boolean): string {
  const gpus = node.gpus > 0 ? `,gres/gpu=${node.gpus},gres/gpu:${gpuModel}=${node.gpus}` : ''
  const used =
    node.usedGpus.size > 0 ? `,gres/gpu=${node.usedGpus.size},gres/gpu:${gpuModel}=${node.usedGpus.size}` : ''
  const time = (ms: number | undefined): string => timeText(ms, timeFormat, 'None')
  const on = node.condition === 'off' ? undefined : started
  return [
    `NodeName=${node.name} Arch=x86_64 CoresPerSocket=${node.cpus / 2} `,
    `   CPUAlloc=${node.usedCpus} CPUEfctv=${node.cpus} CPUTot=${node.cpus} CPULoad=${on ? nodeLoad(node) : '0.00'}`,
    `   AvailableFeatures=${node.features}`,
    `   ActiveFeatures=${node.features}`,
    `   Gres=${node.gpus > 0 ? `gpu:${gpuModel}:${node.gpus}` : '(null)'}`,
    ...(detail ? [`   GresDrain=N/A`, `   GresUsed=${node.gpus > 0 ? gresUsed(node) : 'gpu:0'}`] : []),
    `   NodeAddr=${node.name} NodeHostName=${node.name} Version=${slurmVersion}`,
    '   OS=Linux 5.14.0-503.el9.x86_64 #1 SMP PREEMPT_DYNAMIC ',
    `   RealMemory=${node.memory} AllocMem=${node.usedMemory} FreeMem=${on ? freeMemory(node) : 'N/A'} Sockets=2 Boards=1`,
    `   State=${nodeState(node).full} ThreadsPerCore=1 TmpDisk=0 Weight=1 Owner=N/A MCS_label=N/A`,
    `   Partitions=${node.partition} `,
    `   BootTime=${time(on)} SlurmdStartTime=${time(on)}`,
    `   LastBusyTime=${time(started)}`,
    `   CfgTRES=cpu=${node.cpus},mem=${memoryText(node.memory)},billing=${node.cpus}${gpus}`,
    `   AllocTRES=${node.usedCpus > 0 ? `cpu=${node.usedCpus},mem=${memoryText(node.usedMemory)}${used}` : ''}`,
    '   CapWatts=n/a',
    '   CurrentWatts=0 AveWatts=0',
    '   ExtSensorsJoules=n/s ExtSensorsWatts=0 ExtSensorsTemp=n/s',
    ...(node.reason ? [`   Reason=${node.reason} [root@${timeText(started - 90_000_000, timeFormat, '')}]`] : []),
    ''
  ].join('\n')
}

export function showPartition(partition: (typeof partitions)[number], all: readonly Node[]): string {
  const nodes = all.filter(node => node.partition === partition.name)
  const sum = (of: 'cpus' | 'memory' | 'gpus'): number => nodes.reduce((total, node) => total + node[of], 0)
  const gpus = sum('gpus') > 0 ? `,gres/gpu=${sum('gpus')},gres/gpu:${gpuModel}=${sum('gpus')}` : ''
  return [
    `PartitionName=${partition.name}`,
    '   AllowGroups=ALL AllowAccounts=ALL AllowQos=ALL',
    `   AllocNodes=ALL Default=${partition.isDefault ? 'YES' : 'NO'} QoS=N/A`,
    `   DefaultTime=${duration(partition.defaultTime, true)} DisableRootJobs=NO ExclusiveUser=NO GraceTime=0 Hidden=NO`,
    `   MaxNodes=UNLIMITED MaxTime=${duration(partition.maxTime, true)} MinNodes=0 LLN=NO MaxCPUsPerNode=UNLIMITED`,
    `   Nodes=${foldNodes(nodes.map(node => node.name))}`,
    '   PriorityJobFactor=1 PriorityTier=1 RootOnly=NO ReqResv=NO OverSubscribe=NO',
    `   OverTimeLimit=NONE PreemptMode=OFF`,
    `   State=UP TotalCPUs=${sum('cpus')} TotalNodes=${nodes.length} SelectTypeParameters=NONE`,
    '   JobDefaults=(null)',
    `   DefMemPerCPU=${memoryPerCpu} MaxMemPerNode=UNLIMITED`,
    `   TRES=cpu=${sum('cpus')},mem=${memoryText(sum('memory'))},node=${nodes.length},billing=${sum('cpus')}${gpus}`,
    ''
  ].join('\n')
}

export function showReservation(kept: Reservation, all: readonly Node[], now: number, timeFormat: string): string {
  const nodes = all.filter(node => kept.nodes.includes(node.name))
  const cpus = nodes.reduce((total, node) => total + node.cpus, 0)
  const time = (ms: number): string => timeText(ms, timeFormat, 'None')
  const state = now >= kept.start && now < kept.end ? 'ACTIVE' : 'INACTIVE'
  return [
    `ReservationName=${kept.name} StartTime=${time(kept.start)} EndTime=${time(kept.end)} Duration=${duration((kept.end - kept.start) / 1000, true)}`,
    `   Nodes=${foldNodes(kept.nodes)} NodeCnt=${kept.nodes.length} CoreCnt=${cpus} Features=(null) PartitionName=(null) Flags=${kept.flags}`,
    `   TRES=cpu=${cpus}`,
    `   Users=${kept.user} Groups=(null) Accounts=(null) Licenses=(null) State=${state} BurstBuffer=(null) Watts=n/a`,
    '   MaxStartDelay=(null)',
    ''
  ].join('\n')
}
