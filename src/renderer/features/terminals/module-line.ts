/** What the dialog of modules works out: who can be asked for them, and what is typed. Pure. */
import type { SiteView } from '@contract/sites'
import type { TerminalPlace } from '@contract/terminals'
import { quote } from '@domain/shell'
import { hostForRole } from '@domain/sites/roles'

/** The site whose modules a shell there has; null where they are not known: only the login host of a site is asked. */
export function siteOfModules(place: TerminalPlace, sites: readonly SiteView[]): string | null {
  const site = place.kind === 'site' ? sites.find(({ name }) => name === place.site) : undefined
  if (place.kind !== 'site' || site === undefined) return null
  const isLogin = place.host === undefined || place.host === hostForRole(site, 'login')?.name
  return isLogin ? site.name : null
}

/** Characters that no shell takes for anything but themselves, wherever they stand in a word. */
const plain = /^[A-Za-z0-9_./+:@,-]+$/

/** The line that loads them in that order; names that a shell could read otherwise are quoted. Empty for none. */
export function moduleLine(names: readonly string[]): string {
  if (names.length === 0) return ''
  return `module load ${names.map(name => (plain.test(name) ? name : quote(name))).join(' ')}`
}

/** The names with this one at the end, or without it where it was among them. */
export function toggleName(names: readonly string[], name: string): readonly string[] {
  return names.includes(name) ? names.filter(one => one !== name) : [...names, name]
}

/** The next place in a list, round its ends; 0 in an empty one. */
export function nextPlace(at: number, step: 1 | -1, count: number): number {
  return count === 0 ? 0 : (at + step + count) % count
}
