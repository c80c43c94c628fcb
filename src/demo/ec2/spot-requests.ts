/** What was asked of the spot market, and how it stands. */
import { type Action, byIds } from './call'
import { CallError, missing } from './call-error'
import { filtered, paged } from './lists'
import type { SpotRequest } from './region'
import type { XmlFields } from './xml'

const noRequest = (id: string): CallError =>
  new CallError('InvalidSpotInstanceRequestID.NotFound', `The spot instance request ID '${id}' does not exist`)

/** The instance of a request that is taken back runs on. */
export const cancelSpotInstanceRequests: Action = ({ query, region, world, heedDryRun }) => {
  const ids = query.list('SpotInstanceRequestId')
  if (ids.length === 0) throw missing('SpotInstanceRequestId')
  const found = byIds(region.spotRequests, ids, noRequest)
  heedDryRun()
  for (const request of found) {
    if (request.state !== 'active') continue
    request.state = 'cancelled'
    const message = 'Your Spot request is cancelled, but your instance is still running.'
    request.status = { code: 'request-canceled-and-instance-running', message, at: world.clock.now() }
  }
  return { spotInstanceRequestSet: found.map(({ id, state }) => ({ spotInstanceRequestId: id, state })) }
}

export const describeSpotInstanceRequests: Action = ({ query, region, heedDryRun }) => {
  heedDryRun()
  const found = byIds(region.spotRequests, query.list('SpotInstanceRequestId'), noRequest)
  const fits = filtered(
    found,
    query.filters(),
    {
      'spot-instance-request-id': ({ id }) => [id],
      'instance-id': ({ instance }) => [instance],
      'launched-availability-zone': ({ zone }) => [zone],
      'launch.instance-type': ({ machine }) => [machine.type],
      'launch.image-id': ({ image }) => [image.id],
      state: ({ state }) => [state],
      'status-code': ({ status }) => [status.code],
      type: ({ kind }) => [kind]
    },
    ({ tags }) => tags
  )
  const page = paged(fits, query, { notWith: ['SpotInstanceRequestId'] })
  return { nextToken: page.nextToken, spotInstanceRequestSet: page.items.map(requestFields) }
}

const requestFields = (request: SpotRequest): XmlFields => ({
  ...{ spotInstanceRequestId: request.id, spotPrice: request.maxPrice.toFixed(6), type: request.kind },
  ...{ state: request.state, instanceId: request.instance, createTime: request.created, tagSet: request.tags },
  ...{ productDescription: 'Linux/UNIX', launchedAvailabilityZone: request.zone },
  instanceInterruptionBehavior: request.interruption,
  status: { code: request.status.code, message: request.status.message, updateTime: request.status.at },
  launchSpecification: { imageId: request.image.id, instanceType: request.machine.type }
})
