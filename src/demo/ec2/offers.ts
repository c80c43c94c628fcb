/** What can be had: types of machines, where, at which spot price; images. */
import { type Action, byIds } from './call'
import { CallError, invalidValue } from './call-error'
import { type Image, images, type Machine, machines, priceHoldsMs, spotUsd } from './catalogue'
import { filtered, paged } from './lists'
import { type Region, zonesOffering } from './region'
import type { XmlFields } from './xml'

const typesByName = new Map(machines.map(machine => [machine.type, machine]))

const noType = (type: string): CallError =>
  new CallError('InvalidInstanceType', `The following supplied instance types do not exist: [${type}]`)

export const describeInstanceTypes: Action = ({ query, heedDryRun }) => {
  heedDryRun()
  const found = byIds(typesByName, query.list('InstanceType'), noType)
  const fits = filtered(found, query.filters(), {
    'instance-type': ({ type }) => [type],
    'current-generation': () => ['true'],
    'supported-usage-class': () => ['on-demand', 'spot'],
    'processor-info.supported-architecture': () => ['x86_64'],
    'instance-storage-supported': ({ storageGb }) => [String(storageGb !== undefined)],
    'vcpu-info.default-vcpus': ({ vcpus }) => [String(vcpus)],
    'memory-info.size-in-mib': ({ memoryMib }) => [String(memoryMib)],
    'bare-metal': () => ['false'],
    'burstable-performance-supported': ({ burstable }) => [String(burstable)]
  })
  const page = paged(fits, query, { most: 100, notWith: ['InstanceType'] })
  return { nextToken: page.nextToken, instanceTypeSet: page.items.map(typeFields) }
}

function typeFields(machine: Machine): XmlFields {
  const { gpu, storageGb } = machine
  return {
    ...{ instanceType: machine.type, currentGeneration: true, freeTierEligible: machine.type === 't3.micro' },
    ...{ supportedUsageClasses: ['on-demand', 'spot'], supportedRootDeviceTypes: ['ebs'], bareMetal: false },
    ...{ supportedVirtualizationTypes: ['hvm'], hypervisor: 'nitro', burstablePerformanceSupported: machine.burstable },
    processorInfo: {
      ...{ supportedArchitectures: ['x86_64'], manufacturer: machine.processor.maker },
      sustainedClockSpeedInGhz: machine.processor.ghz
    },
    vCpuInfo: { defaultVCpus: machine.vcpus, defaultCores: machine.vcpus / 2, defaultThreadsPerCore: 2 },
    memoryInfo: { sizeInMiB: machine.memoryMib },
    instanceStorageSupported: storageGb !== undefined,
    instanceStorageInfo:
      storageGb === undefined
        ? undefined
        : {
            totalSizeInGB: storageGb,
            disks: [{ sizeInGB: storageGb, count: 1, type: 'ssd' }],
            nvmeSupport: 'required'
          },
    networkInfo: { networkPerformance: machine.network, enaSupport: 'required', ipv6Supported: true },
    gpuInfo: gpu && {
      gpus: [{ name: gpu.name, manufacturer: 'NVIDIA', count: gpu.count, memoryInfo: { sizeInMiB: gpu.memoryMib } }],
      totalGpuMemoryInMiB: gpu.count * gpu.memoryMib
    }
  }
}

export const describeInstanceTypeOfferings: Action = ({ query, region, heedDryRun }) => {
  heedDryRun()
  const by = query.text('LocationType') ?? 'region'
  if (by !== 'region' && by !== 'availability-zone')
    throw invalidValue(`Value (${by}) for parameter locationType is invalid.`)
  const offers = machines.flatMap(machine =>
    (by === 'region' ? [region.name] : zonesOffering(region, machine)).map(location => ({
      ...{ instanceType: machine.type, locationType: by, location }
    }))
  )
  const fits = filtered(offers, query.filters(), {
    'instance-type': ({ instanceType }) => [instanceType],
    location: ({ location }) => [location]
  })
  const page = paged(fits, query)
  return { nextToken: page.nextToken, instanceTypeOfferingSet: page.items }
}

/** How far back EC2 tells them (API reference). */
const historyMs = 90 * 24 * 3_600_000

export const describeSpotPriceHistory: Action = ({ query, region, world, heedDryRun }) => {
  heedDryRun()
  const types = query.list('InstanceType')
  const products = query.list('ProductDescription')
  const zone = query.text('AvailabilityZone')
  const now = world.clock.now().getTime()
  const end = Math.min(timeOf(query.text('EndTime')) ?? now, now)
  const start = Math.max(timeOf(query.text('StartTime')) ?? now - historyMs, now - historyMs)
  const chosen = machines.filter(({ type }) => types.length === 0 || types.includes(type))
  const prices = chosen.flatMap(machine => pricesOf(machine, region, Math.min(start, end), end))
  const fits = filtered(prices, query.filters(), {
    'instance-type': ({ instanceType }) => [instanceType],
    'availability-zone': ({ availabilityZone }) => [availabilityZone],
    'product-description': ({ productDescription }) => [productDescription],
    'spot-price': ({ spotPrice }) => [spotPrice]
  }).filter(
    price =>
      (products.length === 0 || products.includes(price.productDescription)) &&
      (zone === undefined || price.availabilityZone === zone)
  )
  const newestFirst = fits.sort((one, other) => other.timestamp.getTime() - one.timestamp.getTime())
  const page = paged(newestFirst, query)
  // An empty token ends this list, as with EC2.
  return { nextToken: page.nextToken ?? '', spotPriceHistorySet: page.items }
}

/** The price that held at `start`, and each change until `end`. */
function pricesOf(machine: Machine, region: Region, start: number, end: number) {
  const first = Math.floor(start / priceHoldsMs)
  const last = Math.floor(end / priceHoldsMs)
  return zonesOffering(region, machine).flatMap(zone =>
    Array.from({ length: last - first + 1 }, (_, index) => ({
      ...{ instanceType: machine.type, productDescription: 'Linux/UNIX', availabilityZone: zone },
      spotPrice: spotUsd(machine, zone, first + index).toFixed(6),
      timestamp: new Date((first + index) * priceHoldsMs)
    }))
  )
}

function timeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const time = Date.parse(text)
  if (Number.isNaN(time)) throw invalidValue(`Value (${text}) for parameter time is invalid.`)
  return time
}

export const describeImages: Action = ({ query, heedDryRun }) => {
  heedDryRun()
  const owners = query.list('Owner')
  const found = byIds(
    new Map(images.map(image => [image.id, image])),
    query.list('ImageId'),
    id => new CallError('InvalidAMIID.NotFound', `The image id '[${id}]' does not exist`)
  ).filter(
    ({ owner }) =>
      owners.length === 0 || owners.some(name => name !== 'self' && (name === owner.id || name === owner.alias))
  )
  const fits = filtered(
    found,
    query.filters(),
    {
      'image-id': ({ id }) => [id],
      name: ({ name }) => [name],
      architecture: () => ['x86_64'],
      state: () => ['available'],
      'is-public': () => ['true'],
      'owner-id': ({ owner }) => [owner.id],
      'owner-alias': ({ owner }) => [owner.alias],
      'root-device-type': () => ['ebs'],
      'virtualization-type': () => ['hvm'],
      'image-type': () => ['machine'],
      'creation-date': ({ created }) => [created]
    },
    () => []
  )
  const page = paged(fits, query, { least: 1, notWith: ['ImageId'] })
  return { nextToken: page.nextToken, imagesSet: page.items.map(imageFields) }
}

const imageFields = (image: Image): XmlFields => ({
  ...{ imageId: image.id, name: image.name, description: image.description, creationDate: image.created },
  ...{ imageLocation: `amazon/${image.name}`, imageState: 'available', imageOwnerId: image.owner.id, isPublic: true },
  ...{ imageOwnerAlias: image.owner.alias, architecture: 'x86_64', imageType: 'machine', rootDeviceType: 'ebs' },
  ...{ rootDeviceName: image.rootDevice, virtualizationType: 'hvm', hypervisor: 'xen', enaSupport: true },
  ...{ platformDetails: 'Linux/UNIX', usageOperation: 'RunInstances', tagSet: [] },
  blockDeviceMapping: [
    {
      deviceName: image.rootDevice,
      ebs: { snapshotId: image.snapshotId, volumeSize: image.rootGb, volumeType: 'gp3', deleteOnTermination: true }
    }
  ]
})

/** The value of a public parameter of SSM, which is an image's id. */
export const publicParameter = (name: string): string | undefined =>
  images.find(({ parameters }) => parameters.includes(name))?.id
