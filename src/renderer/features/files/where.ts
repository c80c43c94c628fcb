/** Where a pane looks: this computer, a site, or the buckets of an S3 account. */
import type { Place } from '@contract/files'
import type { Endpoint } from '@contract/transfers'

/** A computer or an account whose files can be shown. An s3 one without a profile is as the AWS tools choose. */
export type Where = Endpoint

/** The name under which the person knows a place: its label, else its name. */
export type WhereName = (where: Where | null) => string

/** A path there, as the contract wants it. */
export function placeAt(where: Where, path: string): Place {
  return { ...where, path }
}

/** The place without its path. */
export function whereOf(place: Place): Where {
  if (place.kind === 'local') return { kind: 'local' }
  if (place.kind === 'site') return { kind: 'site', site: place.site }
  return place.profile === undefined ? { kind: 's3' } : { kind: 's3', profile: place.profile }
}

/** A name unique among places: never shown. Names of sites begin with a letter or digit (contract/base). */
export function whereKey(where: Where): string {
  if (where.kind === 'local') return ':local'
  return where.kind === 'site' ? where.site : `:s3:${where.profile ?? ''}`
}

/** Whether both are the same place as far as Farscope knows. */
export function sameWhere(a: Where | null, b: Where | null): boolean {
  if (a === null || b === null) return a === b
  return whereKey(a) === whereKey(b)
}

/** Where one begins in a place: the login's home, the list of buckets. `homeFolder`: of this computer. */
export function startPath(where: Where, homeFolder: string): string {
  if (where.kind === 'local') return homeFolder
  return where.kind === 'site' ? '~' : '/'
}
