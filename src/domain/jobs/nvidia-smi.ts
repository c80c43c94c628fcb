/** What `nvidia-smi --query-gpu` prints (nvidia-smi(1), --help-query-gpu). */
import type { NodeGpus } from '@contract/job-usage'

/** The fields that are asked for, in their order. */
export const gpuQuery = 'index,name,utilization.gpu,memory.used,memory.total,temperature.gpu,power.draw'

type Gpu = NodeGpus['gpus'][number]

const mebibyte = 2 ** 20

/** `[N/A]`, `[Not Supported]`, `[Unknown Error]`: what a card does not tell is null. */
function numberOf(cell: string | undefined, factor: number): number | null {
  const text = cell?.trim() ?? ''
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) * factor : null
}

/**
 * Reads `--format=csv,noheader,nounits`: per cent, MiB, degrees, watts. Lines that are none (warnings) are left out.
 * `visible`: CUDA_VISIBLE_DEVICES of the job; where it lists indices, only those GPUs are the job's: nvidia-smi itself
 * shows all that the node lets it see.
 */
export function parseGpus(text: string, visible = ''): Gpu[] {
  const gpus = text.split('\n').flatMap((line): Gpu[] => {
    const cells = line.split(',')
    const index = numberOf(cells[0], 1)
    if (index === null || cells.length < 7) return []
    const [use, used, total, heat, power] = cells.slice(-5)
    return [
      {
        index,
        name: cells.slice(1, -5).join(',').trim(),
        utilization: numberOf(use, 0.01),
        memoryUsedBytes: numberOf(used, mebibyte),
        memoryTotalBytes: numberOf(total, mebibyte),
        temperatureCelsius: numberOf(heat, 1),
        powerWatts: numberOf(power, 1)
      }
    ]
  })
  if (!/^\d+(,\d+)*$/.test(visible)) return gpus
  const own = new Set(visible.split(',').map(Number))
  const ofJob = gpus.filter(({ index }) => own.has(index))
  return ofJob.length > 0 ? ofJob : gpus
}
