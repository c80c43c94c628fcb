/** Which blocks of ssh_config(5) speak of a host. */
import { matchesPattern } from '../known-hosts'

/** What criteria are held against. */
export interface MatchSubject {
  /** As the user named it. */
  readonly originalHost: string
  /** After HostName, as far as it is known by now. */
  readonly host: string
  readonly user: string
  readonly localUser: string
}

/** A pattern list: any match counts, a negated match decides against. */
export function matchesList(patterns: readonly string[], text: string): boolean {
  let matched = false
  for (const pattern of patterns) {
    const negated = pattern.startsWith('!')
    if (!matchesPattern(negated ? pattern.slice(1) : pattern, text)) continue
    if (negated) return false
    matched = true
  }
  return matched
}

const subjectOf: Record<string, keyof MatchSubject> = {
  host: 'host',
  originalhost: 'originalHost',
  user: 'user',
  localuser: 'localUser'
}

/** Criteria of a Match line that cannot be judged here; empty when all can. */
export function unsupportedCriteria(words: readonly string[]): string[] {
  const unsupported: string[] = []
  for (let at = 0; at < words.length; at++) {
    const name = (words[at] ?? '').replace(/^!/, '').toLowerCase()
    if (name === 'all') continue
    if (!(name in subjectOf)) unsupported.push(name)
    if (name !== 'canonical' && name !== 'final') at++
  }
  return unsupported
}

/** Whether all criteria of a Match line hold. With one that cannot be judged the block does not count. */
export function matchHolds(words: readonly string[], subject: MatchSubject): boolean {
  if (words.length === 0 || unsupportedCriteria(words).length > 0) return false
  for (let at = 0; at < words.length; at++) {
    const raw = words[at] ?? ''
    const negated = raw.startsWith('!')
    const name = raw.replace(/^!/, '').toLowerCase()
    if (name === 'all') {
      if (negated) return false
      continue
    }
    const key = subjectOf[name]
    const patterns = (words[++at] ?? '').split(',')
    if (key === undefined || matchesList(patterns, subject[key]) === negated) return false
  }
  return true
}
