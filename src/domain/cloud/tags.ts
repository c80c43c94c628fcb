/**
 * The tags that Farscope puts on everything it makes in a cloud account, and what they mean. They are the only proof of
 * what is ours: without an owner's tag nothing is listed as made by Farscope, and nothing is deleted.
 *
 * - `farscope:owner`: who made it, by name in the account (cloud/identity); always there
 * - `farscope:project`: for which project, in the user's words
 * - `farscope:session`: for which booked session, its uid in the calendar
 * - `farscope:run`: for which run, by its id; absent on what runs share, such as the security group
 * - `farscope:expiry`: when it must be gone, ISO 8601 in UTC; absent on what may stay
 *
 * Keys begin with a word and a colon as AWS advises ("Tagging best practices"); a value has at most 256 characters.
 */
export const tagKeys = {
  owner: 'farscope:owner',
  project: 'farscope:project',
  session: 'farscope:session',
  run: 'farscope:run',
  expiry: 'farscope:expiry'
} as const

/**
 * On the instances of the demo facility: the port of their SSH, since all of them are 127.0.0.1 and EC2 tells no port.
 * To be heeded only where EC2 itself is asked on loopback: in a real account anybody may write tags.
 */
export const demoPortTag = 'farscope:demo-port'

export interface OwnTags {
  readonly owner: string
  readonly project: string | null
  readonly session: string | null
  readonly run: string | null
  /** ISO 8601 in UTC; null where there is none, or one that is no time. */
  readonly expiry: string | null
}

/** One tag as the services of AWS write it. */
export interface CloudTag {
  readonly Key?: string | undefined
  readonly Value?: string | undefined
}

/** The meaning of a resource's tags; null: it is not Farscope's. Values are data of anybody who may write tags. */
export function ownTags(tags: readonly CloudTag[] | undefined): OwnTags | null {
  const value = (key: string): string | null => tags?.find(tag => tag.Key === key)?.Value || null
  const owner = value(tagKeys.owner)
  if (owner === null) return null
  return {
    owner,
    project: value(tagKeys.project),
    session: value(tagKeys.session),
    run: value(tagKeys.run),
    expiry: instantOf(value(tagKeys.expiry))
  }
}

/** Only a whole time with its offset counts: a day alone would end at a moment that nobody meant. */
function instantOf(text: string | null): string | null {
  if (text === null || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text)) return null
  const time = Date.parse(text)
  return Number.isNaN(time) ? null : new Date(time).toISOString()
}
