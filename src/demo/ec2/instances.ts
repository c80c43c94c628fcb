/** Looking at instances and ending them. */
import { type Action, byIds } from './call'
import { CallError, missing } from './call-error'
import { reservationFields, stateFields } from './instance-fields'
import { byUser, end, startAgain } from './life'
import { type Fields, filtered, paged } from './lists'
import { type DemoInstance, isGone, type Region, stateCodes } from './region'
import type { World } from './world'
import type { XmlFields } from './xml'

function noInstance(id: string): CallError {
  if (!/^i-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id))
    return new CallError('InvalidInstanceID.Malformed', `Invalid id: "${id}"`)
  return new CallError('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`)
}

const filterFields = (region: Region): Fields<DemoInstance> => ({
  'instance-id': ({ id }) => [id],
  'instance-state-name': ({ state }) => [state],
  'instance-state-code': ({ state }) => [String(stateCodes[state])],
  'instance-type': ({ machine }) => [machine.type],
  'instance-lifecycle': ({ spotRequest }) => [spotRequest === undefined ? undefined : 'spot'],
  'spot-instance-request-id': ({ spotRequest }) => [spotRequest],
  'client-token': ({ clientToken }) => [clientToken],
  'availability-zone': ({ subnet }) => [subnet.zone],
  'image-id': ({ image }) => [image.id],
  'launch-time': ({ launched }) => [launched.toISOString()],
  'subnet-id': instance => (isGone(instance) ? [] : [instance.subnet.id]),
  'vpc-id': instance => (isGone(instance) ? [] : [region.vpc]),
  'instance.group-id': instance => (isGone(instance) ? [] : instance.groups),
  'instance.group-name': ({ groups }) => groups.map(id => region.groups.get(id)?.name),
  'private-ip-address': ({ privateIp }) => [privateIp],
  'reservation-id': ({ reservation }) => [reservation],
  'state-reason-code': ({ stateReason }) => [stateReason?.code],
  'block-device-mapping.volume-id': ({ id }) =>
    [...region.volumes.values()].flatMap(volume => (volume.attached?.instance === id ? [volume.id] : [])),
  architecture: () => ['x86_64'],
  'key-name': () => []
})

export const describeInstances: Action = ({ query, region, heedDryRun }) => {
  heedDryRun()
  const found = byIds(region.instances, query.list('InstanceId'), noInstance)
  const fits = filtered(found, query.filters(), filterFields(region), ({ tags }) => tags)
  const page = paged(fits, query, { notWith: ['InstanceId'] })
  const launches = new Map<string, DemoInstance[]>()
  for (const instance of page.items)
    launches.set(instance.reservation, [...(launches.get(instance.reservation) ?? []), instance])
  return {
    nextToken: page.nextToken,
    reservationSet: [...launches.values()].map(instances => reservationFields(instances, region))
  }
}

export const describeInstanceStatus: Action = ({ query, region, world, heedDryRun }) => {
  heedDryRun()
  const found = byIds(region.instances, query.list('InstanceId'), noInstance)
  const shown = query.flag('IncludeAllInstances') ? found : found.filter(({ state }) => state === 'running')
  const fits = filtered(shown, query.filters(), filterFields(region), ({ tags }) => tags)
  const page = paged(fits, query, { notWith: ['InstanceId'] })
  return {
    nextToken: page.nextToken,
    instanceStatusSet: page.items.map(instance => ({
      ...{ instanceId: instance.id, availabilityZone: instance.subnet.zone, eventsSet: [] },
      ...{ instanceState: stateFields(instance.state), instanceStatus: checksOf(instance, world) },
      systemStatus: checksOf(instance, world)
    }))
  }
}

function checksOf({ state, runningSince }: DemoInstance, { clock, waits }: World): XmlFields {
  if (state !== 'running' || !runningSince) return { status: 'not-applicable' }
  const passed = clock.now().getTime() - runningSince.getTime() >= waits.checks
  return {
    status: passed ? 'ok' : 'initializing',
    details: [{ name: 'reachability', status: passed ? 'passed' : 'initializing' }]
  }
}

const changed = (instance: DemoInstance, change: () => void): XmlFields => {
  const previousState = stateFields(instance.state)
  change()
  return { instanceId: instance.id, currentState: stateFields(instance.state), previousState }
}

function namedInstances(ids: readonly string[], region: Region): DemoInstance[] {
  if (ids.length === 0) throw missing('InstanceId')
  return byIds(region.instances, ids, noInstance)
}

export const terminateInstances: Action = ({ query, region, world, heedDryRun }) => {
  const found = namedInstances(query.list('InstanceId'), region)
  heedDryRun()
  return {
    instancesSet: found.map(instance => changed(instance, () => end(world, region, instance, byUser, 'terminated')))
  }
}

/** What a request of one time gave is neither stopped nor started. */
function refuseOneTime(found: readonly DemoInstance[], region: Region, words: (id: string) => string): void {
  for (const { id, spotRequest } of found)
    if (spotRequest !== undefined && region.spotRequests.get(spotRequest)?.kind === 'one-time')
      throw new CallError('UnsupportedOperation', words(id))
}

function refuseStates(found: readonly DemoInstance[], states: readonly DemoInstance['state'][], act: string): void {
  const wrong = found.find(({ state }) => states.includes(state))
  if (!wrong) return
  const text = `The instance '${wrong.id}' is not in a state from which it can be ${act}.`
  throw new CallError('IncorrectInstanceState', text)
}

export const stopInstances: Action = ({ query, region, world, heedDryRun }) => {
  const found = namedInstances(query.list('InstanceId'), region)
  heedDryRun()
  refuseOneTime(
    found,
    region,
    id =>
      `You can't stop the Spot Instance '${id}' because it is associated with a one-time Spot Instance request. You can only stop Spot Instances associated with persistent Spot Instance requests.`
  )
  refuseStates(found, ['terminated', 'shutting-down'], 'stopped')
  return {
    instancesSet: found.map(instance => changed(instance, () => end(world, region, instance, byUser, 'stopped')))
  }
}

/** One that runs already is left as it is (EC2 API reference, StartInstances). */
export const startInstances: Action = ({ query, region, world, heedDryRun }) => {
  const found = namedInstances(query.list('InstanceId'), region)
  heedDryRun()
  refuseOneTime(
    found,
    region,
    id =>
      `You can't start the Spot Instance '${id}' because the associated Spot Instance request does not support this operation.`
  )
  refuseStates(found, ['terminated', 'shutting-down', 'stopping'], 'started')
  return {
    instancesSet: found.map(instance => changed(instance, () => startAgain(world, region, instance)))
  }
}

export const getConsoleOutput: Action = ({ query, region, world, heedDryRun }) => {
  const [instance] = namedInstances([query.need('InstanceId')], region)
  heedDryRun()
  const now = world.clock.now()
  const console = instance?.console
  const readable = console !== undefined && console.readableFrom <= now
  return {
    instanceId: instance?.id,
    timestamp: now,
    output: readable ? Buffer.from(console.text()).toString('base64') : undefined
  }
}
