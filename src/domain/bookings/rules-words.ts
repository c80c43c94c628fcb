/** What was changed by saving the rules of a calendar, in the words of its log. */
import type { Grant, Person, ResourcesFile } from '@contract/resources'

const grantWords = ({ name, until }: Grant): string => `${name}${until === undefined ? '' : ` until ${until}`}`

/** What is only in `after`, and what is only in `before`. */
function gainedAndLost(before: readonly string[], after: readonly string[]): [gained: string[], lost: string[]] {
  return [after.filter(one => !before.includes(one)), before.filter(one => !after.includes(one))]
}

function changeWords(what: string, before: readonly string[], after: readonly string[]): string[] {
  const [gained, lost] = gainedAndLost(before, after)
  return [
    ...(gained.length > 0 ? [`${what} ${gained.join(', ')} given`] : []),
    ...(lost.length > 0 ? [`${what} ${lost.join(', ')} taken`] : [])
  ]
}

/** Of one person; null: nothing that decides what they may do. */
function personWords(user: string, before: Person | undefined, after: Person | undefined): string | null {
  const words = [
    ...changeWords('role', before?.roles ?? [], after?.roles ?? []),
    ...changeWords('training', (before?.training ?? []).map(grantWords), (after?.training ?? []).map(grantWords)),
    ...changeWords('permit', (before?.permits ?? []).map(grantWords), (after?.permits ?? []).map(grantWords))
  ]
  return words.length > 0 ? `${user}: ${words.join(', ')}` : null
}

/** `krios1 changed`, `talos added`. */
function resourceWords(before: ResourcesFile, after: ResourcesFile): string[] {
  const [added, removed] = gainedAndLost(
    before.resources.map(({ name }) => name),
    after.resources.map(({ name }) => name)
  )
  const changed = after.resources.filter(resource => {
    const old = before.resources.find(({ name }) => name === resource.name)
    return old !== undefined && JSON.stringify(old) !== JSON.stringify(resource)
  })
  return [
    ...added.map(name => `${name} added`),
    ...changed.map(({ name }) => `${name} changed`),
    ...removed.map(name => `${name} removed`)
  ]
}

/** Whose training, permit, role or right as an administrator changed, and which resources: one line. */
export function rulesSavedWords(before: ResourcesFile, after: ResourcesFile): string {
  const people = (file: ResourcesFile) => new Map(file.people.map(person => [person.user, person]))
  const [old, now] = [people(before), people(after)]
  const users = [...new Set([...old.keys(), ...now.keys()])].sort()
  const [more, fewer] = gainedAndLost(before.administrators, after.administrators)
  const changes = [
    ...more.map(user => `${user} is an administrator now`),
    ...fewer.map(user => `${user} is no administrator any more`),
    ...users.flatMap(user => personWords(user, old.get(user), now.get(user)) ?? []),
    ...resourceWords(before, after)
  ]
  return `Rules saved: ${changes.length === 0 ? 'nobody may do more or less than before' : changes.join('; ')}`
}
