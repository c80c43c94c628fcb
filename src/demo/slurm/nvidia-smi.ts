/** nvidia-smi of a node of the demo cluster, `--query-gpu` and the table, with the figures of an A100 SXM4 40 GB. */
import { gpuShare } from './accounting'
import { gpuModel } from './cluster'
import type { Job } from './job'

const totalMiB = 40_960

interface Gpu {
  index: number
  busy: number
  usedMiB: number
  watts: number
  celsius: number
}

/** The GPUs that a job sees on one node: its own, as cgroups show them. Figures swing slowly about the job's mean. */
function gpusOf(job: Job, node: string): Gpu[] {
  const held = job.nodes.find(part => part.name === node)?.gpus ?? []
  return held.map(index => {
    const swing = Math.sin(Date.now() / 23_000 + index * 1.7 + job.id)
    const busy = Math.min(1, Math.max(0, gpuShare(job) + 0.08 * swing))
    return {
      ...{ index, busy, usedMiB: Math.round(11_000 + 9000 * gpuShare(job) + index * 130) },
      ...{ watts: 62 + 300 * busy, celsius: Math.round(34 + 31 * busy) }
    }
  })
}

const uuid = (job: Job, index: number): string =>
  `GPU-${String(job.id).padStart(8, '0')}-5a1e-4c0d-9b3f-${String(index).padStart(12, '0')}`

function queryValue(job: Job, gpu: Gpu, name: string, units: boolean): string {
  const unit = (text: string, of: string): string => (units ? `${text} ${of}` : text)
  const values: Record<string, string> = {
    index: String(gpu.index),
    ...{ name: 'NVIDIA A100-SXM4-40GB', gpu_name: 'NVIDIA A100-SXM4-40GB', uuid: uuid(job, gpu.index) },
    ...{ driver_version: '550.54.15', count: String(job.request.gpusPerNode), pstate: 'P0' },
    'utilization.gpu': unit(String(Math.round(gpu.busy * 100)), '%'),
    'utilization.memory': unit(String(Math.round(gpu.busy * 48)), '%'),
    'memory.used': unit(String(gpu.usedMiB), 'MiB'),
    'memory.free': unit(String(totalMiB - gpu.usedMiB), 'MiB'),
    'memory.total': unit(String(totalMiB), 'MiB'),
    'temperature.gpu': String(gpu.celsius),
    'power.draw': unit(gpu.watts.toFixed(2), 'W'),
    'power.limit': unit('400.00', 'W')
  }
  return values[name] ?? '[N/A]'
}

/** What `nvidia-smi args…` prints there. */
export function nvidiaSmi(job: Job, node: string, args: readonly string[]): { text: string; status: number } {
  const gpus = gpusOf(job, node)
  if (gpus.length === 0) return { text: 'No devices were found\n', status: 6 }
  const query = args.find(arg => arg.startsWith('--query-gpu='))?.slice('--query-gpu='.length)
  if (query === undefined) {
    const line = (gpu: Gpu): string =>
      `GPU ${gpu.index}: NVIDIA ${gpuModel.toUpperCase()}-SXM4-40GB (UUID: ${uuid(job, gpu.index)})`
    return { text: `${gpus.map(line).join('\n')}\n`, status: 0 }
  }
  const names = query.split(',').map(name => name.trim())
  const form = args.find(arg => arg.startsWith('--format=')) ?? ''
  const lines = gpus.map(gpu => names.map(name => queryValue(job, gpu, name, !form.includes('nounits'))).join(', '))
  const head = form.includes('noheader') ? [] : [names.join(', ')]
  return { text: `${[...head, ...lines].join('\n')}\n`, status: 0 }
}
