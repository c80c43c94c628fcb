/** RunInstances. */
import { randomBytes, randomInt } from 'node:crypto'
import type { Action, Call } from './call'
import { CallError, invalidValue } from './call-error'
import { soldOut } from './catalogue'
import { reservationFields } from './instance-fields'
import { type SpotWish, type Wish, wishOf } from './launch-wish'
import { begin } from './life'
import type { Query } from './query'
import { type DemoInstance, isGone, type Region, type SpotRequest, type Subnet, zonesOffering } from './region'
import { newId, type World } from './world'

export const runInstances: Action = call => {
  const { query, region, heedDryRun } = call
  const token = query.text('ClientToken') ?? ''
  if (token.length > 64) throw invalidValue('Client token must not be longer than 64 characters.')
  const before = token === '' ? undefined : region.tokens.get(token)
  if (before && query.flag('DryRun') !== true) return again(region, query, before)
  const wish = wishOf(call)
  heedDryRun()
  refuseForCapacity(region, wish)
  const instances = launch(call, wish, token)
  if (token !== '') region.tokens.set(token, { asked: query.canonical(), instances: instances.map(({ id }) => id) })
  return reservationFields(instances, region)
}

/** "Ensuring idempotency in Amazon EC2 API requests": the same answer, whatever became of the instance meanwhile. */
function again(
  region: Region,
  query: Query,
  before: { readonly asked: string; readonly instances: readonly string[] }
) {
  if (before.asked !== query.canonical())
    throw new CallError(
      'IdempotentParameterMismatch',
      'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).'
    )
  const instances = before.instances.flatMap(id => region.instances.get(id) ?? [])
  if (instances.length === 0 || instances.every(isGone))
    throw new CallError(
      'IdempotentInstanceTerminated',
      'The request to launch an instance uses the same client token as a previous request for which the instance has been terminated.'
    )
  return reservationFields(instances, region)
}

/** What this computer may be asked to play at once: 192 vCPUs, and so many SSH servers. */
const mostVcpus = 192
const mostInstances = 20

function refuseForCapacity(region: Region, { machine, subnet, count, spot }: Wish): void {
  const running = [...region.instances.values()].filter(({ state }) => !/^(terminated|stopped)$/.test(state))
  const vcpus = running.reduce((sum, one) => sum + one.machine.vcpus, 0)
  if (running.length + count > mostInstances)
    throw spot
      ? new CallError('MaxSpotInstanceCountExceeded', 'Max spot instance count exceeded')
      : new CallError('InstanceLimitExceeded', `You may run ${mostInstances} instances of the demo at most.`)
  if (vcpus + count * machine.vcpus > mostVcpus)
    throw new CallError(
      'VcpuLimitExceeded',
      `You have requested more vCPU capacity than your current vCPU limit of ${mostVcpus} allows for the instance bucket that the specified instance type belongs to.`
    )
  if (!soldOut(machine.type, subnet.zone)) return
  const others = zonesOffering(region, machine).filter(zone => !soldOut(machine.type, zone))
  throw new CallError(
    'InsufficientInstanceCapacity',
    `We currently do not have sufficient ${machine.type} capacity in the Availability Zone you requested (${subnet.zone}). Our system will be working on provisioning additional capacity. You can currently get ${machine.type} capacity by not specifying an Availability Zone in your request or choosing ${others.join(', ')}.`,
    500
  )
}

function launch({ query, region, world }: Call, wish: Wish, token: string): DemoInstance[] {
  const reservation = newId('r')
  const now = world.clock.now()
  return Array.from({ length: wish.count }, (_, index) => {
    const id = newId('i')
    const request = wish.spot && addRequest(query, region, now, { ...wish, spot: wish.spot }, id)
    const instance: DemoInstance = {
      ...{ id, reservation, index, image: wish.image, machine: wish.machine, subnet: wish.subnet, groups: wish.groups },
      ...{ launched: now, clientToken: token, onShutdown: wish.onShutdown, spotRequest: request?.id },
      ...{ privateIp: freeAddress(region, wish.subnet), interfaceId: newId('eni'), attachmentId: newId('eni-attach') },
      ...{ metadata: wish.metadata, userData: wish.userData, tags: query.tagsFor('instance') },
      ...{ state: 'pending', stateReason: { code: 'pending', message: 'pending' }, transition: '' },
      ...{ runningSince: undefined, computer: undefined, hostKey: undefined, console: undefined, interrupted: false }
    }
    region.instances.set(id, instance)
    addVolumes(query, region, world, wish, id)
    begin(world, region, instance)
    return instance
  })
}

function freeAddress(region: Region, { third }: Subnet): string {
  const used = new Set([...region.instances.values()].map(({ privateIp }) => privateIp))
  for (;;) {
    const address = `172.31.${third + randomInt(16)}.${randomInt(4, 255)}`
    if (!used.has(address)) return address
  }
}

function addRequest(
  query: Query,
  region: Region,
  now: Date,
  { spot, subnet, machine, image }: Wish & { readonly spot: SpotWish },
  instance: string
): SpotRequest {
  const request: SpotRequest = {
    ...{ id: `sir-${randomBytes(4).toString('hex')}`, instance, zone: subnet.zone, machine, image, created: now },
    ...{ ...spot, state: 'active', tags: query.tagsFor('spot-instances-request') },
    status: { code: 'fulfilled', message: 'Your Spot request is fulfilled.', at: now }
  }
  region.spotRequests.set(request.id, request)
  return request
}

function addVolumes(query: Query, region: Region, world: World, wish: Wish, instance: string): void {
  for (const [index, disk] of wish.disks.entries()) {
    const id = newId('vol')
    const device = wish.devices[index]
    region.volumes.set(id, {
      ...{ ...disk, id, zone: wish.subnet.zone, created: world.clock.now(), tags: query.tagsFor('volume') },
      attached: device && { instance, ...device }
    })
  }
}
