/**
 * What the make-believe region sells: machines as DescribeInstanceTypes tells them of the real ones (taken from
 * moto 5.2.1's instance_types.json), images, and spot prices that move as real ones do.
 */
import { createHash } from 'node:crypto'

export interface Machine {
  readonly type: string
  readonly vcpus: number
  readonly memoryMib: number
  readonly gpu?: { readonly name: string; readonly count: number; readonly memoryMib: number }
  /** GB of its own disks. */
  readonly storageGb?: number
  readonly network: string
  readonly processor: { readonly maker: string; readonly ghz: number }
  readonly burstable: boolean
  /** Dollars an hour that its spot price moves around; us-east-1. */
  readonly spotUsd: number
  /** Letters of the zones that have it. */
  readonly zones: string
}

const machine = (
  [type, vcpus, gib, network]: [string, number, number, string],
  [maker, ghz]: [string, number],
  spotUsd: number,
  more: Partial<Machine> = {}
): Machine => ({
  ...{
    type,
    vcpus,
    network,
    spotUsd,
    memoryMib: gib * 1024,
    processor: { maker, ghz },
    burstable: false,
    zones: 'abc'
  },
  ...more
})

const a10g = { name: 'A10G', memoryMib: 22_888 }

/** So many of them, with an own disk of `storageGb`. */
const a10gs = (count: number, storageGb: number): Partial<Machine> => ({ gpu: { ...a10g, count }, storageGb })

/** Among them one of each size that a job of RELION gets where nobody names one (suitable-machine.ts). */
export const machines: readonly Machine[] = [
  machine(['g4dn.xlarge', 4, 16, 'Up to 25 Gigabit'], ['Intel', 2.5], 0.1683, {
    gpu: { name: 'T4', count: 1, memoryMib: 16_384 },
    storageGb: 125
  }),
  machine(['g5.xlarge', 4, 16, 'Up to 10 Gigabit'], ['AMD', 3.3], 0.3722, a10gs(1, 250)),
  machine(['g5.2xlarge', 8, 32, 'Up to 10 Gigabit'], ['AMD', 3.3], 0.4363, a10gs(1, 450)),
  machine(['g5.4xlarge', 16, 64, 'Up to 25 Gigabit'], ['AMD', 3.3], 0.6658, a10gs(1, 600)),
  machine(['g5.8xlarge', 32, 128, '25 Gigabit'], ['AMD', 3.3], 1.0037, a10gs(1, 900)),
  machine(['g5.12xlarge', 48, 192, '40 Gigabit'], ['AMD', 3.3], 2.2688, a10gs(4, 3800)),
  machine(['g5.24xlarge', 96, 384, '50 Gigabit'], ['AMD', 3.3], 3.6648, a10gs(4, 3800)),
  machine(['g5.48xlarge', 192, 768, '100 Gigabit'], ['AMD', 3.3], 2.769, a10gs(8, 7600)),
  machine(['g6.xlarge', 4, 16, 'Up to 10 Gigabit'], ['AMD', 3.4], 0.3541, {
    gpu: { name: 'L4', count: 1, memoryMib: 22_888 },
    storageGb: 250,
    zones: 'ab'
  }),
  machine(['p4d.24xlarge', 96, 1152, '4x 100 Gigabit'], ['Intel', 3], 9.8318, {
    gpu: { name: 'A100', count: 8, memoryMib: 40_960 },
    storageGb: 8000
  }),
  machine(['c7i.4xlarge', 16, 32, 'Up to 12.5 Gigabit'], ['Intel', 3.2], 0.2921),
  machine(['c7i.8xlarge', 32, 64, '12.5 Gigabit'], ['Intel', 3.2], 0.5855),
  machine(['c7i.24xlarge', 96, 192, '37.5 Gigabit'], ['Intel', 3.2], 1.2852),
  machine(['c7i.48xlarge', 192, 384, '50 Gigabit'], ['Intel', 3.2], 2.7418),
  machine(['r7i.8xlarge', 32, 256, '12.5 Gigabit'], ['Intel', 3.2], 0.508),
  machine(['r7i.24xlarge', 96, 768, '37.5 Gigabit'], ['Intel', 3.2], 1.7146),
  machine(['r7i.48xlarge', 192, 1536, '50 Gigabit'], ['Intel', 3.2], 5.7154),
  machine(['t3.medium', 2, 4, 'Up to 5 Gigabit'], ['Intel', 2.5], 0.0163, { burstable: true }),
  machine(['t3.micro', 2, 1, 'Up to 5 Gigabit'], ['Intel', 2.5], 0.0041, { burstable: true })
]

export const machineOf = (type: string): Machine | undefined => machines.find(one => one.type === type)

/** Sold out in the first zone of each region, so that a launch can be seen to fall over to the next. */
export const soldOut = (type: string, zone: string): boolean => type === 'p4d.24xlarge' && zone.endsWith('a')

export const offeredIn = ({ zones }: Machine, zone: string): boolean => zones.includes(zone.slice(-1))

export interface Image {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly rootDevice: string
  readonly snapshotId: string
  /** GiB. */
  readonly rootGb: number
  readonly owner: { readonly id: string; readonly alias: string | undefined }
  readonly created: string
  /** Names under which SSM tells it. */
  readonly parameters: readonly string[]
}

const amazon = { id: '898082745236', alias: 'amazon' }

export const images: readonly Image[] = [
  {
    ...{ id: 'ami-0d3300000000000a1', snapshotId: 'snap-0d3300000000000a1', rootDevice: '/dev/sda1', rootGb: 65 },
    name: 'Deep Learning Base OSS Nvidia Driver GPU AMI (Ubuntu 22.04) 20261102',
    description: 'Make-believe: not the image, a folder of this computer',
    ...{ owner: amazon, created: '2026-11-02T08:00:00.000Z' },
    // Documentation and release notes call it differently (FACTS 6.2).
    parameters: ['base-oss-nvidia-driver-ubuntu-22.04', 'base-oss-nvidia-driver-gpu-ubuntu-22.04'].map(
      name => `/aws/service/deeplearning/ami/x86_64/${name}/latest/ami-id`
    )
  },
  {
    ...{ id: 'ami-0d3300000000000a2', snapshotId: 'snap-0d3300000000000a2', rootDevice: '/dev/xvda', rootGb: 8 },
    name: 'al2023-ami-2023.9.20261028.0-kernel-6.1-x86_64',
    description: 'Make-believe: not the image, a folder of this computer',
    ...{ owner: { id: '137112412989', alias: 'amazon' }, created: '2026-10-28T21:10:05.000Z' },
    parameters: ['/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64']
  },
  {
    ...{ id: 'ami-0d3300000000000a3', snapshotId: 'snap-0d3300000000000a3', rootDevice: '/dev/sda1', rootGb: 8 },
    name: 'ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20261020',
    description: 'Make-believe: not the image, a folder of this computer',
    ...{ owner: { id: '099720109477', alias: 'amazon' }, created: '2026-10-20T03:30:11.000Z' },
    parameters: ['/aws/service/canonical/ubuntu/server/22.04/stable/current/amd64/hvm/ebs-gp2/ami-id']
  }
]

/** Spot prices hold this long. Milliseconds. */
export const priceHoldsMs = 6 * 3_600_000

/** Dollars an hour of a machine in a zone in the `period`-th time that a price holds, within 12 % of the usual. */
export function spotUsd(of: Machine, zone: string, period: number): number {
  const [byte = 0] = createHash('sha256').update(`${of.type} ${zone} ${period}`).digest()
  const drift = 0.88 + (byte / 255) * 0.24
  return Math.round(of.spotUsd * drift * 10_000) / 10_000
}
