/** `farscope job explain|efficiency`. */
import type { Explanation, JobEfficiency } from '@contract/jobs-insight'
import type { CommandRun } from '../command'
import { jobIds } from '../job-ids'
import { durationText, fields, safeText, sizeText } from '../text'

function explanationText(found: Explanation): string {
  const { partition, share, ahead, waiting, timeLeftSeconds } = found
  const lines = fields([
    ['state', found.state],
    ['reason', found.reason],
    ['expected start', found.expectedStart],
    ['ahead of it', ahead === null ? null : `${ahead} of ${waiting ?? '?'} waiting jobs`],
    ['time left', timeLeftSeconds === null ? null : durationText(timeLeftSeconds)],
    [
      'partition',
      partition && `${partition.name}, ${partition.nodes.idle ?? '?'} of ${partition.nodes.total ?? '?'} nodes free`
    ],
    ['its limits', partitionLimits(partition) || null],
    ['depends on', found.dependencies.map(({ kind, id, state }) => `${kind} ${id} (${state ?? 'unknown'})`).join(', ')],
    ['nodes', found.nodes.map(({ name, stateText, reason }) => `${name}: ${reason ?? stateText}`).join('; ')],
    ['reservation', found.reservation],
    ['fair share', share && `${share.fairShare} (${share.account})`],
    ...found.allocations.map(
      ({ account, what, limitMinutes, usedMinutes }) =>
        ['allocation', `${account}: ${usedMinutes} of ${limitMinutes} minutes of ${what}`] as const
    )
  ])
  return lines + found.advice.map(line => `${safeText(line)}\n`).join('')
}

/** What one job may have of it, and who alone may use it. */
function partitionLimits(partition: Explanation['partition']): string {
  if (partition === null) return ''
  const { maxTimeSeconds: time, maxNodes: nodes, maxCpusPerNode: cpus, maxMemoryBytesPerNode: memory } = partition
  const most = [
    ...(time === null ? [] : [durationText(time)]),
    ...(nodes === null ? [] : [`${nodes} nodes`]),
    ...(cpus === null ? [] : [`${cpus} CPUs a node`]),
    ...(memory === null ? [] : [`${sizeText(memory)} a node`])
  ]
  return [...(most.length === 0 ? [] : [`at most ${most.join(', ')}`]), ...partition.limits].join('; ')
}

function efficiencyText(found: JobEfficiency): string {
  const { cpuSecondsUsed, cpuSecondsGiven, memoryBytesUsed, memoryBytesGiven } = found
  const percent = (value: number | null): string => (value === null ? 'unknown' : `${Math.round(value * 100)} %`)
  const of = (used: number | null, given: number | null, write: (value: number) => string): string =>
    used === null || given === null ? '' : ` (${write(used)} of ${write(given)})`
  const lines = fields([
    ['measured', found.live ? 'up to now' : null],
    ['cpu', percent(found.cpu) + of(cpuSecondsUsed, cpuSecondsGiven, durationText)],
    ['memory', percent(found.memory) + of(memoryBytesUsed, memoryBytesGiven, sizeText)],
    ['gpu', found.gpu === null ? null : percent(found.gpu)],
    ['time limit', percent(found.time)]
  ])
  return lines + found.advice.map(line => `${safeText(line)}\n`).join('')
}

export const explainJob: CommandRun = async ({ args, signal, client, out }) => {
  const [id = ''] = jobIds([args.positional(1)])
  const found = await (await client()).jobs.explain({ site: args.positional(0), id }, { signal })
  await out.result(found, () => explanationText(found))
  return 0
}

export const jobEfficiency: CommandRun = async ({ args, signal, client, out }) => {
  const [id = ''] = jobIds([args.positional(1)])
  const found = await (await client()).jobs.efficiency({ site: args.positional(0), id }, { signal })
  await out.result(found, () => efficiencyText(found))
  return 0
}
