/** The tags of what a run makes. */
import type { Run } from '@contract/cloud-runs'
import { type CloudTag, tagKeys } from '../tags'

/** EC2's own limit of a value, and none of the signs that its XML and the form of a request cannot carry. */
export const tagValue = (text: string): string =>
  text
    .replace(/\p{Cc}/gu, ' ')
    .slice(0, 255)
    .toWellFormed()

/** `deadline`: when it must be gone, ISO 8601 in UTC. */
export function runTags({ id, owner, asked }: Pick<Run, 'id' | 'owner' | 'asked'>, deadline: string): CloudTag[] {
  return [
    { Key: 'Name', Value: tagValue(`farscope ${asked.name}`) },
    { Key: tagKeys.owner, Value: owner },
    { Key: tagKeys.run, Value: id },
    { Key: tagKeys.expiry, Value: deadline },
    ...(asked.project === null ? [] : [{ Key: tagKeys.project, Value: tagValue(asked.project) }]),
    ...(asked.session === null ? [] : [{ Key: tagKeys.session, Value: tagValue(asked.session) }])
  ]
}

/** The name of a run's site: the run's own, as far as its letters may stand in one, and its id. */
export function runSiteName({ id, asked }: Pick<Run, 'id' | 'asked'>): string {
  const name = asked.name.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[-.]+|[-.]+$/g, '')
  return `run-${name.slice(0, 44)}${name === '' ? '' : '-'}${id}`
}
