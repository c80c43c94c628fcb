/** `farscope job usage|gpus`. */
import type { JobUsage, NodeGpus, UsageSample } from '@contract/job-usage'
import { Failure } from '@domain/failure'
import type { CommandRun } from '../command'
import { jobIds } from '../job-ids'
import { fields, safeText, sizeText, table } from '../text'

const percent = (share: number | null): string => (share === null ? '-' : `${Math.round(share * 100)} %`)
const size = (bytes: number | null): string => (bytes === null ? '-' : sizeText(bytes))

function sampleLine({ at, cpu, memoryBytes, gpu }: UsageSample): string {
  const gpuPart = gpu === null ? '' : `  gpu ${percent(gpu)}`
  return `${at}  cpu ${percent(cpu).padStart(5)}  memory ${size(memoryBytes)}${gpuPart}\n`
}

function usageText({ samples, cpusGiven, memoryBytesGiven, message }: JobUsage): string {
  const given = fields([
    ['cpus given', cpusGiven],
    ['memory given', memoryBytesGiven === null ? null : sizeText(memoryBytesGiven)]
  ])
  return given + samples.map(sampleLine).join('') + (message === '' ? '' : `${safeText(message)}\n`)
}

/** Without `--follow` the first answer that tells something is the last. */
export const jobUsage: CommandRun = async ({ args, signal, client, out }) => {
  const [id = ''] = jobIds([args.positional(1)])
  const follow = args.has('follow')
  const stream = await (await client()).jobs.watchUsage({ site: args.positional(0), id }, { signal })
  let last: JobUsage | null = null
  let shown = ''
  for await (const usage of stream) {
    if (out.closed) return 0
    const begun = last === null
    last = usage
    // What was kept of earlier comes first; whoever asks without following wants to know how it stands now.
    const newest = usage.samples.at(-1)
    const isNew = newest !== undefined && newest.at !== shown && Date.now() - Date.parse(newest.at) < 60_000
    if (!follow && (!usage.live || usage.message !== '' || (isNew && !begun))) break
    if (!follow) continue
    if (out.json) await out.line(usage)
    else if (begun) await out.write(usageText(usage))
    else if (isNew && newest) await out.write(sampleLine(newest))
    if (newest) shown = newest.at
  }
  if (last === null) throw new Failure('cancelled', 'Looking at the job was given up.')
  const found = last
  if (!follow) await out.result(found, () => usageText(found))
  return 0
}

interface GpuRow {
  readonly node: string
  readonly gpu: NodeGpus['gpus'][number]
}

function gpusText(nodes: readonly NodeGpus[]): string {
  const rows: GpuRow[] = nodes.flatMap(({ node, gpus }) => gpus.map(gpu => ({ node, gpu })))
  const shown =
    rows.length === 0
      ? ''
      : table(rows, [
          { title: 'NODE', cell: row => row.node },
          { title: 'GPU', right: true, cell: row => String(row.gpu.index) },
          { title: 'USE', right: true, cell: row => percent(row.gpu.utilization) },
          { title: 'MEMORY', right: true, cell: row => size(row.gpu.memoryUsedBytes) },
          { title: 'OF', right: true, cell: row => size(row.gpu.memoryTotalBytes) },
          { title: '°C', right: true, cell: row => String(row.gpu.temperatureCelsius ?? '-') },
          { title: 'W', right: true, cell: row => String(row.gpu.powerWatts ?? '-') },
          { title: 'NAME', cell: row => row.gpu.name }
        ])
  const words = nodes.filter(({ message }) => message !== '')
  return shown + words.map(({ node, message }) => `${safeText(node)}: ${safeText(message)}\n`).join('')
}

export const jobGpus: CommandRun = async ({ args, signal, client, out }) => {
  const [id = ''] = jobIds([args.positional(1)])
  const found = await (await client()).jobs.gpus({ site: args.positional(0), id }, { signal })
  await out.result(found, () => gpusText(found.nodes))
  if (found.nodes.some(({ gpus }) => gpus.length > 0)) return 0
  return 1
}
