/** How an argument is read as a place: `SITE:PATH` or a path of this computer (COMMAND line rules of scp(1)). */
import type { Place } from '@contract/files'
import { Failure } from '@domain/failure'

const localStart = /^(\/|\.\/|\.\.\/|~|[A-Za-z]:[\\/])/
const siteStart = /^([A-Za-z0-9][A-Za-z0-9._-]{0,62}):(.*)$/s

/** A site's place when a site of that name exists; otherwise local. `.` and `..` alone are local as they have no colon. */
export function parsePlace(argument: string, siteNames: ReadonlySet<string>): Place {
  const local: Place = { kind: 'local', path: argument }
  if (argument === '') throw new Failure('usage', 'A place cannot be empty.', { hint: 'Write a path or SITE:PATH.' })
  if (localStart.test(argument)) return local
  const [, name, path] = siteStart.exec(argument) ?? []
  if (name === undefined || path === undefined || !siteNames.has(name)) return local
  return { kind: 'site', site: name, path: path === '' ? '~' : path }
}

/** A place that must be on a site; `unknown-site` when it looks like one whose site is not known. */
export function parseSitePlace(argument: string, siteNames: ReadonlySet<string>): Extract<Place, { kind: 'site' }> {
  const place = parsePlace(argument, siteNames)
  if (place.kind === 'site') return place
  const name = localStart.test(argument) ? undefined : siteStart.exec(argument)?.[1]
  if (name === 's3')
    throw new Failure('unsupported', `${argument} is a bucket; this version copies between this computer and sites.`)
  if (name !== undefined) throw unknownSite(name)
  throw new Failure('usage', `${argument.toWellFormed()} is not a place on a site.`, { hint: 'Write SITE:PATH.' })
}

/** A place that must be on this computer. */
export function parseLocalPlace(argument: string, siteNames: ReadonlySet<string>): Extract<Place, { kind: 'local' }> {
  const place = parsePlace(argument, siteNames)
  if (place.kind === 'local') return place
  throw new Failure(
    'usage',
    `${argument.toWellFormed()} is on site ${place.site}; a path of this computer belongs here.`,
    {
      hint: `For a local file of that name write ./${argument.toWellFormed()}; put copies to a site, get copies from one.`
    }
  )
}

export function unknownSite(name: string): Failure {
  return new Failure('unknown-site', `There is no site "${name}".`, {
    hint: 'See farscope site list, or add it with farscope site add.'
  })
}
