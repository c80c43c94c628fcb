/** Which machine of EC2 a job of RELION gets where nobody names one. */

export interface MachineNeed {
  /** Processes times threads. */
  readonly cores: number
  /** 0: none is used. */
  readonly gpus: number
  readonly memory: 'usual' | 'much'
}

interface Offer {
  readonly gpus: number
  /** Cores; each is two vCPUs. */
  readonly cores: number
  readonly types: readonly string[]
}

/**
 * The smallest that holds it counts, the last one holds all. GPUs and vCPUs: EC2 user guide, "Accelerated computing" and
 * "Compute optimized": g5 has A10G, g6 has L4 (both 24 GB), of one size alike, so that one stands in for the other.
 */
const withGpus: readonly Offer[] = [
  { gpus: 1, cores: 4, types: ['g5.2xlarge', 'g6.2xlarge'] },
  { gpus: 1, cores: 8, types: ['g5.4xlarge', 'g6.4xlarge'] },
  { gpus: 1, cores: 16, types: ['g5.8xlarge', 'g6.8xlarge'] },
  { gpus: 4, cores: 24, types: ['g5.12xlarge', 'g6.12xlarge'] },
  { gpus: 4, cores: 48, types: ['g5.24xlarge', 'g6.24xlarge'] },
  { gpus: 8, cores: 96, types: ['g5.48xlarge', 'g6.48xlarge'] }
]

const withoutGpus: readonly Offer[] = [
  { gpus: 0, cores: 16, types: ['c7i.8xlarge', 'c7a.8xlarge'] },
  { gpus: 0, cores: 48, types: ['c7i.24xlarge', 'c7a.24xlarge'] },
  { gpus: 0, cores: 96, types: ['c7i.48xlarge', 'c7a.48xlarge'] }
]

/** 8 GiB for each vCPU: polishing keeps movies in memory. */
const withMuchMemory: readonly Offer[] = [
  { gpus: 0, cores: 16, types: ['r7i.8xlarge', 'r7a.8xlarge'] },
  { gpus: 0, cores: 48, types: ['r7i.24xlarge', 'r7a.24xlarge'] },
  { gpus: 0, cores: 96, types: ['r7i.48xlarge', 'r7a.48xlarge'] }
]

/** In the order in which they are tried. */
export function suitableTypes({ cores, gpus, memory }: MachineNeed): readonly string[] {
  const offers = gpus > 0 ? withGpus : memory === 'much' ? withMuchMemory : withoutGpus
  const fitting = offers.find(offer => offer.gpus >= gpus && offer.cores >= cores)
  // With more threads than cores it runs, only slower; with fewer GPUs than named it does not.
  return (fitting ?? offers.findLast(offer => offer.gpus >= gpus) ?? offers.at(-1))?.types ?? []
}
