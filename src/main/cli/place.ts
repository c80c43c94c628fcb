/** How an argument is read as a place: `SITE:PATH`, `s3:BUCKET/KEY` or a path of this computer (rules of scp(1)). */
import { existsSync } from 'node:fs'
import type { Place } from '@contract/files'
import { Failure } from '@domain/failure'
import { unknownSite } from '@domain/sites/unknown-site'

const onWindows = process.platform === 'win32'

/** A path of this computer that does not depend on the working folder. `X:/` is a drive on Windows, else perhaps a site. */
export const isAnchored = (path: string, windows = onWindows): boolean =>
  /^([/~]|[A-Za-z]:\\)/.test(path) || (windows && /^[A-Za-z]:\//.test(path))

const isLocal = (argument: string, windows: boolean): boolean =>
  isAnchored(argument, windows) || /^\.\.?\//.test(argument)

const siteStart = /^([A-Za-z0-9][A-Za-z0-9._-]{0,62}):(.*)$/s

/** The end of a copy, or what is listed or removed, that is not on this computer. */
export type FarPlace = Exclude<Place, { kind: 'local' }>

/**
 * A site's place when a site of that name exists; a bucket after `s3:`; otherwise local. `.` and `..` alone are local
 * as they have no colon. A site called `s3` would be hidden by the buckets.
 */
export function parsePlace(argument: string, siteNames: ReadonlySet<string>, windows = onWindows): Place {
  const local: Place = { kind: 'local', path: argument }
  if (argument === '') throw new Failure('usage', 'A place cannot be empty.', { hint: 'Write a path or SITE:PATH.' })
  if (isLocal(argument, windows)) return local
  const [, name, path] = siteStart.exec(argument) ?? []
  if (name === undefined || path === undefined) return local
  if (name === 's3') return bucketPlace(path)
  if (!siteNames.has(name)) return local
  return { kind: 'site', site: name, path: path === '' ? '~' : path }
}

/** `AWS_PROFILE` is the caller's: the engine may run elsewhere. `s3://BUCKET/KEY`, as aws(1) writes it, is taken too. */
function bucketPlace(path: string): FarPlace {
  const profile = process.env.AWS_PROFILE
  return { kind: 's3', path: `/${path.replace(/^\/+/, '')}`, ...(profile && { profile }) }
}

/** The word before the colon of what is taken for a path of this computer only because no site has that name. */
function unknownName(argument: string, place: Place): string | undefined {
  return place.kind === 'local' && !isLocal(argument, onWindows) ? siteStart.exec(argument)?.[1] : undefined
}

/**
 * Any place. A word before a colon that is no site is `unknown-site`, unless there is a file of that odd name: nobody
 * wants a folder called `krois:run1` here for a slip of the finger.
 */
export function parseAnyPlace(
  argument: string,
  siteNames: ReadonlySet<string>,
  isHere: (path: string) => boolean = existsSync
): Place {
  const place = parsePlace(argument, siteNames)
  const name = unknownName(argument, place)
  if (name !== undefined && !isHere(argument)) throw unknownSite(name)
  return place
}

/** A place that is not on this computer; `unknown-site` when it looks like one whose site is not known. */
export function parseFarPlace(argument: string, siteNames: ReadonlySet<string>): FarPlace {
  const place = parsePlace(argument, siteNames)
  if (place.kind !== 'local') return place
  const name = unknownName(argument, place)
  if (name !== undefined) throw unknownSite(name)
  throw new Failure('usage', `${argument.toWellFormed()} is not a place on a site.`, {
    hint: 'Write SITE:PATH or s3:BUCKET/KEY.'
  })
}

/** A place that must be on this computer. */
export function parseLocalPlace(argument: string, siteNames: ReadonlySet<string>): Extract<Place, { kind: 'local' }> {
  const place = parsePlace(argument, siteNames)
  if (place.kind === 'local') return place
  const shown = argument.toWellFormed()
  const where = place.kind === 'site' ? `on site ${place.site}` : 'in a bucket'
  throw new Failure('usage', `${shown} is ${where}; a path of this computer belongs here.`, {
    hint: `For a local file of that name write ./${shown}; farscope copy copies between any two places.`
  })
}
