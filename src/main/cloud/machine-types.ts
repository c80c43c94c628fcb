/** The machines that a region has, as EC2 describes them. */
import type { GpuDeviceInfo, InstanceTypeInfo } from '@aws-sdk/client-ec2'
import type { CloudType } from '@contract/cloud'
import { allPages, type CloudLink } from './cloud-link'

/** EC2's own limit of a page of types. */
const pageSize = 100

/**
 * Those with the wished number of GPUs, by GPUs and then by memory. Unset `names`: all; `*` in one stands for any
 * letters.
 */
export async function machineTypes(
  link: CloudLink,
  { names, gpus }: { readonly names?: readonly string[]; readonly gpus: number },
  signal: AbortSignal | undefined
): Promise<CloudType[]> {
  const Filters = names === undefined ? [] : [{ Name: 'instance-type', Values: [...names] }]
  const all = await allPages(
    token =>
      link.ec2('list the types of machines', signal, (ec2, options) =>
        ec2.describeInstanceTypes({ Filters, MaxResults: pageSize, NextToken: token }, options)
      ),
    page => page.InstanceTypes
  )
  return all
    .flatMap(typeOf)
    .filter(type => type.gpuCount >= gpus)
    .toSorted(
      (one, other) =>
        one.gpuCount - other.gpuCount || one.memoryMib - other.memoryMib || (one.type < other.type ? -1 : 1)
    )
}

function typeOf(info: InstanceTypeInfo): CloudType[] {
  if (!info.InstanceType) return []
  const gpus = (info.GpuInfo?.Gpus ?? []).map(gpuOf)
  return [
    {
      type: info.InstanceType,
      vcpus: info.VCpuInfo?.DefaultVCpus ?? 0,
      memoryMib: info.MemoryInfo?.SizeInMiB ?? 0,
      gpus,
      gpuCount: gpus.reduce((sum, { count }) => sum + count, 0),
      architectures: info.ProcessorInfo?.SupportedArchitectures ?? [],
      spot: info.SupportedUsageClasses?.includes('spot') ?? false,
      localDiskGb: info.InstanceStorageInfo?.TotalSizeInGB ?? null,
      network: info.NetworkInfo?.NetworkPerformance ?? ''
    }
  ]
}

const gpuOf = (gpu: GpuDeviceInfo): CloudType['gpus'][number] => ({
  model: gpu.Name ?? '',
  manufacturer: gpu.Manufacturer ?? '',
  count: gpu.Count ?? 0,
  memoryMib: gpu.MemoryInfo?.SizeInMiB ?? null
})
