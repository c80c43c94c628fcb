/** Why a job waits or how it stands, out of what SLURM's commands say in text. Unknown is null. */
import type { Explanation } from '@contract/jobs-insight'
import { limitsOf } from './cluster-partitions'
import { orNull, parseCount, parseDuration, parseInstant } from './fields'
import type { JobRecord } from './job-record'
import { explainNodeState, nodeUse } from './node-states'
import { parseOneLine } from './one-line'
import { isFinished, stateWord } from './states'

/** The text of each command's answer; empty where it did not answer. */
export interface ExplainTexts {
  /** `scontrol show job ID`. */
  readonly job: string
  /** `squeue -h --start -o %S` of the job, times as seconds since 1970. */
  readonly start: string
  /** `squeue -h -t PD -o '%Q %i'` of its partition. */
  readonly queue: string
  /** `scontrol show partition -o` of its partition. */
  readonly partition: string
  /** `sinfo -h -o %A` of its partition: lines of allocated/idle. */
  readonly idle: string
  /** `scontrol show node -o` of the nodes that it has or asks for. */
  readonly nodes: string
  /** `sshare -n -P -U -o Account,User,FairShare`. */
  readonly share: string
  /** `scontrol show assoc_mgr flags=assoc` of the user. */
  readonly limits: string
  /** `squeue -t all` and `sacct -X` of what it depends on: lines of `ID|STATE`, the surer first. */
  readonly others: string
}

function dependencies(text: string, others: string): Explanation['dependencies'] {
  const states = new Map<string, string>()
  for (const line of others.split('\n')) {
    const [id = '', state = ''] = line.split('|')
    if (state !== '' && !states.has(id)) states.set(id, stateWord(state))
  }
  // `afterok:9194(unfulfilled),afterany:9196(unfulfilled)`, alternatives with ?, a delay as +5.
  return [...text.matchAll(/(\w+):((?:\d+[\w*]*(?:\+\d+)?(?:\(\w+\))?:?)+)/g)].flatMap(([, kind = '', ids = '']) =>
    [...ids.matchAll(/(\d+)(_\d+)?(?:_\*)?(?:\+\d+)?(?:\(\w+\))?/g)].map(([, id = '', task = '']) => ({
      ...{ kind, id: id + task },
      state: states.get(id + task) ?? states.get(id) ?? null
    }))
  )
}

function partitionOf(texts: ExplainTexts): Explanation['partition'] {
  const values = parseOneLine(texts.partition.split('\n').find(line => line.startsWith('PartitionName=')) ?? '')
  const name = values.get('PartitionName')
  if (name === undefined) return null
  const memory = parseCount(values.get('MaxMemPerNode') ?? '')
  const idle = texts.idle.split('\n').flatMap(line => parseCount(line.trim().split('/')[1] ?? '') ?? [])
  return {
    ...{ name, state: values.get('State') ?? 'UNKNOWN' },
    maxTimeSeconds: parseDuration(values.get('MaxTime') ?? ''),
    maxNodes: parseCount(values.get('MaxNodes') ?? ''),
    maxCpusPerNode: parseCount(values.get('MaxCPUsPerNode') ?? ''),
    // In MiB (slurm.conf(5)).
    maxMemoryBytesPerNode: memory === null ? null : memory * 2 ** 20,
    limits: limitsOf(values).filter(limit => !/^Max(CPUs|Mem)PerNode=/.test(limit)),
    nodes: {
      total: parseCount(values.get('TotalNodes') ?? ''),
      idle: idle.length === 0 ? null : idle.reduce((sum, count) => sum + count, 0)
    }
  }
}

/** The limits in minutes that the accounts of the chain from `account` up to the root have. */
export function parseAllocations(text: string, account: string): Explanation['allocations'] {
  const found: Explanation['allocations'] = []
  for (const record of text.split(/\n(?=ClusterName=)/)) {
    const name = / Account=(\S+)/.exec(record)?.[1]
    if (name === undefined || (/ UserName=\S/.test(record) && name !== account)) continue
    const limits = /\n\s+GrpTRESMins=(\S+)/.exec(record)?.[1] ?? ''
    for (const [, what = '', limit, used] of limits.matchAll(/([\w/:]+)=(\d+)\((\d+)\)/g))
      found.push({ account: name, what, limitMinutes: Number(limit), usedMinutes: Number(used) })
  }
  return found
}

function shareOf(text: string, account: string | null): Explanation['share'] {
  const rows = text.split('\n').map(line => line.trim().split('|'))
  const [name, , value] = rows.find(([of]) => account === null || of === account) ?? []
  return name && value && /^[\d.]+$/.test(value) ? { account: name, fairShare: Number(value) } : null
}

/** Put together for one job as `parseScontrol` read it. */
export function explainJob(job: JobRecord, texts: ExplainTexts): Explanation {
  // A name may hold `Key=` words; it ends before the line of UserId.
  const rest = texts.job.slice(Math.max(0, texts.job.indexOf('\n   UserId=')))
  const word = (key: string): string | null => orNull(new RegExp(`[ \\n]${key}=(\\S*)`).exec(rest)?.[1] ?? '')
  const pending = job.state === 'PENDING'
  const priority = parseCount(word('Priority') ?? '')
  const waiting = texts.queue.split('\n').flatMap(line => parseCount(line.split(' ')[0] ?? '') ?? [])
  const account = word('Account')
  const running = job.state === 'RUNNING' && job.limitSeconds !== null && job.elapsedSeconds !== null
  const known = {
    ...{ state: job.state, reason: job.reason, reasonText: job.reasonText },
    expectedStart: pending ? parseInstant(texts.start.trim().split('\n')[0] ?? '') : null,
    priority,
    ahead: pending && priority !== null && waiting.length > 0 ? waiting.filter(other => other > priority).length : null,
    waiting: texts.queue.trim() === '' ? null : waiting.length,
    partition: partitionOf(texts),
    timeLeftSeconds: running ? Math.max(0, (job.limitSeconds ?? 0) - (job.elapsedSeconds ?? 0)) : null,
    dependencies: dependencies(word('Dependency') ?? '', texts.others),
    nodes: texts.nodes.split('\n').flatMap(line => nodeOf(line) ?? []),
    reservation: word('Reservation'),
    share: shareOf(texts.share, account),
    allocations: account === null ? [] : parseAllocations(texts.limits, account)
  }
  return { ...known, advice: adviceOf(job, known, parseCount((word('NumNodes') ?? '').replace(/-.*/, ''))) }
}

function nodeOf(line: string): Explanation['nodes'][number] | null {
  const values = parseOneLine(line, 'Reason')
  const name = values.get('NodeName')
  if (name === undefined) return null
  const state = values.get('State') ?? 'UNKNOWN'
  return { name, state, stateText: explainNodeState(state), reason: values.get('Reason') ?? null }
}

const hours = (seconds: number): string => `${Math.round(seconds / 360) / 10} h`

/** `asked`: nodes that it asks for at least; null where unknown. */
function adviceOf(job: JobRecord, known: Omit<Explanation, 'advice'>, asked: number | null): string[] {
  const said: string[] = []
  const { partition, timeLeftSeconds: left } = known
  if (job.state === 'PENDING' && job.reasonText !== null) said.push(job.reasonText)
  const longest = partition?.maxTimeSeconds ?? null
  if (job.state === 'PENDING' && longest !== null && job.limitSeconds !== null && job.limitSeconds > longest)
    said.push(`It asks for ${hours(job.limitSeconds)}; the partition allows ${hours(longest)}. Lower its time limit.`)
  const most = partition?.maxNodes ?? null
  if (job.state === 'PENDING' && most !== null && asked !== null && asked > most)
    said.push(`It asks for ${asked} nodes; the partition allows ${most}. Ask for fewer.`)
  if (partition !== null && partition.state !== 'UP' && !isFinished(job.state))
    said.push(`The partition ${partition.name} is ${partition.state.toLowerCase()}. Use another one, or wait.`)
  for (const { id, state } of known.dependencies)
    if (state !== null && state !== 'COMPLETED' && isFinished(state) && /Never/.test(job.reason ?? ''))
      said.push(`Job ${id}, which it depends on, ended as ${state}.`)
  for (const node of known.nodes)
    if (nodeUse(node.state) === 'waking') said.push(`${node.name} is starting; that can take some minutes.`)
    else if (/DOWN|DRAIN|NOT_RESPONDING|\*/.test(node.state)) said.push(`${node.name}: ${node.stateText}.`)
  for (const { account, what, limitMinutes, usedMinutes } of known.allocations)
    if (usedMinutes >= limitMinutes * 0.9)
      said.push(`The account ${account} has used ${usedMinutes} of its ${limitMinutes} minutes of ${what}.`)
  if (left !== null && job.limitSeconds !== null && left < Math.max(600, job.limitSeconds * 0.1))
    said.push(`Its time limit ends it in ${Math.max(1, Math.round(left / 60))} min, whether it is done or not.`)
  return said
}
