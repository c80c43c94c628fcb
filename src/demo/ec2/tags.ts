/** CreateTags, on anything that has tags here. */
import type { Action } from './call'
import { CallError, missing } from './call-error'
import type { Tag } from './query'
import type { Region } from './region'

interface Tagged {
  tags: Tag[]
}

/** EC2's own (user guide, "Tag restrictions"). */
const mostTags = 50

export const createTags: Action = ({ query, region, heedDryRun }) => {
  const ids = query.list('ResourceId')
  const tags = query.tags()
  if (ids.length === 0) throw missing('resourceIdSet')
  if (tags.length === 0) throw missing('tagSet')
  const things = ids.map(id => thingOf(region, id))
  heedDryRun()
  for (const thing of things) {
    const next = withTags(thing.tags, tags)
    if (next.length > mostTags)
      throw new CallError('TagLimitExceeded', 'The maximum number of Tags for a resource has been reached.')
    thing.tags = next
  }
  return { return: true }
}

/** New ones take the place of those with the same key. */
export function withTags(old: readonly Tag[], added: readonly Tag[]): Tag[] {
  const all = new Map([...old, ...added].map(({ key, value }) => [key, value]))
  return [...all].map(([key, value]) => ({ key, value }))
}

const notFound: Readonly<Record<string, string>> = {
  i: 'InvalidInstanceID.NotFound',
  vol: 'InvalidVolume.NotFound',
  sg: 'InvalidGroup.NotFound',
  sir: 'InvalidSpotInstanceRequestID.NotFound'
}

function thingOf(region: Region, id: string): Tagged {
  const found =
    region.instances.get(id) ?? region.volumes.get(id) ?? region.groups.get(id) ?? region.spotRequests.get(id)
  if (found) return found
  const code = notFound[id.split('-')[0] ?? ''] ?? 'InvalidID'
  throw new CallError(code, `The ID '${id}' is not valid`)
}
