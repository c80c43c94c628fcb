/** The image that a machine starts from. */
import type { Image } from '@aws-sdk/client-ec2'
import type { RunImage } from '@contract/cloud-runs'
import { isPlainVolume } from '@domain/cloud/cost'
import type { LaunchImage } from '@domain/cloud/runs/run-record'
import { Failure } from '@domain/failure'
import type { CloudLink } from '../cloud-link'

/** AWS documentation, "Deep Learning AMIs, find the id": the page has the one name, the release notes the other. */
const parameters = ['base-oss-nvidia-driver-gpu-ubuntu-22.04', 'base-oss-nvidia-driver-ubuntu-22.04'].map(
  type => `/aws/service/deeplearning/ami/x86_64/${type}/latest/ami-id`
)
/** Its name in the list of images. */
const namePattern = 'Deep Learning Base OSS Nvidia Driver GPU AMI (Ubuntu 22.04)*'
const dlamiUser = 'ubuntu'

export interface FoundImage extends LaunchImage {
  /** `x86_64`, `arm64`. */
  readonly architecture: string
  /** It costs by the hour beside the machine (Windows, a licence, a product of AWS's marketplace): as what; null: nothing. */
  readonly licence: string | null
  /** What else than its root comes with each machine. */
  readonly volumes: readonly ImageVolume[]
}

export interface ImageVolume {
  readonly type: string
  /** GiB; null: unknown. */
  readonly gb: number | null
  /** Its size is all that it costs by. */
  readonly plain: boolean
}

export async function findImage(
  link: CloudLink,
  asked: RunImage,
  signal: AbortSignal | undefined
): Promise<FoundImage> {
  if (asked.kind === 'ami') {
    const [image] = await describe(link, { ImageIds: [asked.id] }, signal)
    if (image) return imageOf(image, asked.user)
    throw new Failure('not-found', `There is no image ${asked.id} in ${link.place.region}.`, {
      hint: 'Images are of one region: choose one of this region.'
    })
  }
  const named = await dlamiByParameter(link, signal)
  const [image] = named === null ? [] : await describe(link, { ImageIds: [named] }, signal)
  return imageOf(image ?? (await dlamiByName(link, signal)), dlamiUser)
}

/** Null: SSM knows neither name, or may not be asked. */
async function dlamiByParameter(link: CloudLink, signal: AbortSignal | undefined): Promise<string | null> {
  for (const Name of parameters) {
    try {
      const { Parameter } = await link.ssm('ask which image is the newest', signal, (ssm, options) =>
        ssm.getParameter({ Name }, options)
      )
      if (Parameter?.Value) return Parameter.Value
    } catch (thrown) {
      const { code } = Failure.from(thrown)
      const elsewhere = ['not-found', 'permission', 'remote-error'].includes(code) || isUnknown(thrown)
      if (!elsewhere || signal?.aborted) throw thrown
    }
  }
  return null
}

/** SSM's `ParameterNotFound` has another ending than EC2's errors. */
const isUnknown = (thrown: unknown): boolean =>
  thrown instanceof Failure && thrown.cause instanceof Error && thrown.cause.name === 'ParameterNotFound'

async function dlamiByName(link: CloudLink, signal: AbortSignal | undefined): Promise<Image> {
  const all = await describe(
    link,
    {
      Owners: ['amazon'],
      Filters: [
        { Name: 'name', Values: [namePattern] },
        { Name: 'state', Values: ['available'] }
      ]
    },
    signal
  )
  const [newest] = all.toSorted((one, other) => ((one.CreationDate ?? '') < (other.CreationDate ?? '') ? 1 : -1))
  if (newest) return newest
  throw new Failure('not-found', `AWS's Deep Learning image is not to be found in ${link.place.region}.`, {
    hint: 'Name an image of your own, or choose another region.'
  })
}

interface ImageQuestion {
  readonly ImageIds?: string[]
  readonly Owners?: string[]
  readonly Filters?: { Name: string; Values: string[] }[]
}

async function describe(link: CloudLink, question: ImageQuestion, signal: AbortSignal | undefined): Promise<Image[]> {
  const { Images } = await link.ec2('look at the image', signal, (ec2, options) =>
    ec2.describeImages(question, options)
  )
  return Images ?? []
}

function imageOf(image: Image, user: string): FoundImage {
  const { ImageId, RootDeviceName } = image
  if (!ImageId || !RootDeviceName)
    throw new Failure('unsupported', `The image ${ImageId ?? ''} has no disk of its own to start from.`, {
      hint: 'Choose an image whose root device is EBS.'
    })
  const devices = image.BlockDeviceMappings ?? []
  const root = devices.find(({ DeviceName }) => DeviceName === RootDeviceName)
  const more = devices.flatMap(({ DeviceName, Ebs }) => (Ebs && DeviceName !== RootDeviceName ? [Ebs] : []))
  return {
    ...{ id: ImageId, name: image.Name ?? '', user, rootDevice: RootDeviceName },
    ...{ leastGb: root?.Ebs?.VolumeSize ?? 0, architecture: image.Architecture ?? '' },
    licence: licenceOf(image),
    volumes: more.map(({ VolumeType, VolumeSize, Iops, Throughput }) => ({
      ...{ type: VolumeType ?? 'gp2', gb: VolumeSize ?? null },
      plain: VolumeType !== 'gp3' || isPlainVolume(Iops, Throughput)
    }))
  }
}

/** Prices of machines here are those of plain Linux (EC2 user guide, "AMI billing information fields"). */
function licenceOf({ PlatformDetails, Platform, ProductCodes }: Image): string | null {
  const details = PlatformDetails ?? Platform
  if (details !== undefined && details !== 'Linux/UNIX') return details
  return (ProductCodes ?? []).length === 0 ? null : 'a product of AWS Marketplace'
}
