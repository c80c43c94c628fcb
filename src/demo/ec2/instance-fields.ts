/** An instance as the answers tell it. */
import { groupSet, interfaceFields } from './network'
import { type DemoInstance, isGone, type Region, type StateName, stateCodes } from './region'
import { accountId } from './world'
import type { XmlFields } from './xml'

/** All demo instances have it; the tag `farscope:demo-port` tells them apart. */
const address = '127.0.0.1'

export const stateFields = (name: StateName): XmlFields => ({ code: stateCodes[name], name })

/** One launch; its instances are of one reservation. */
export const reservationFields = (instances: readonly DemoInstance[], region: Region): XmlFields => ({
  reservationId: instances[0]?.reservation,
  ownerId: accountId,
  groupSet: [],
  instancesSet: instances.map(instance => instanceFields(instance, region))
})

function instanceFields(instance: DemoInstance, region: Region): XmlFields {
  const { machine, image, state, metadata } = instance
  return {
    ...{ instanceId: instance.id, imageId: image.id, instanceState: stateFields(state), reason: instance.transition },
    ...{ stateReason: instance.stateReason, amiLaunchIndex: instance.index, productCodes: [] },
    ...{ instanceType: machine.type, launchTime: instance.launched, monitoring: { state: 'disabled' } },
    placement: { availabilityZone: instance.subnet.zone, groupName: '', tenancy: 'default' },
    ...{ architecture: 'x86_64', rootDeviceType: 'ebs', rootDeviceName: image.rootDevice, hypervisor: 'xen' },
    ...{ virtualizationType: 'hvm', ebsOptimized: false, enaSupport: true, clientToken: instance.clientToken },
    ...{ platformDetails: 'Linux/UNIX', usageOperation: 'RunInstances', tagSet: instance.tags },
    cpuOptions: { coreCount: machine.vcpus / 2, threadsPerCore: 2 },
    ...(instance.spotRequest && { instanceLifecycle: 'spot', spotInstanceRequestId: instance.spotRequest }),
    metadataOptions: {
      ...{ state: 'applied', httpTokens: metadata.tokens, httpEndpoint: metadata.endpoint },
      ...{ httpPutResponseHopLimit: metadata.hops, instanceMetadataTags: metadata.tags, httpProtocolIpv6: 'disabled' }
    },
    blockDeviceMapping: disksOf(instance, region),
    ...networkFields(instance, region)
  }
}

function disksOf({ id }: DemoInstance, region: Region): XmlFields[] {
  return [...region.volumes.values()].flatMap(volume =>
    volume.attached?.instance === id
      ? [
          {
            deviceName: volume.attached.device,
            ebs: {
              ...{ volumeId: volume.id, status: 'attached', attachTime: volume.created },
              deleteOnTermination: volume.attached.withInstance
            }
          }
        ]
      : []
  )
}

/** What has ended is in no network any more. */
function networkFields(instance: DemoInstance, region: Region): XmlFields {
  if (isGone(instance)) return { privateDnsName: '', dnsName: '', groupSet: [], networkInterfaceSet: [] }
  const running = instance.state === 'running'
  return {
    ...{ subnetId: instance.subnet.id, vpcId: region.vpc, privateIpAddress: instance.privateIp, sourceDestCheck: true },
    privateDnsName: `ip-${instance.privateIp.replaceAll('.', '-')}.ec2.internal`,
    ...{ dnsName: running ? 'localhost' : '', ipAddress: running ? address : undefined },
    ...{ groupSet: groupSet(instance, region), networkInterfaceSet: [interfaceFields(instance, region)] }
  }
}
