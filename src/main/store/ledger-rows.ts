/** How the ledger's places, paths and times stand in its rows. */
import { type Place, placeSchema } from '@contract/files'
import { copyStates, type LedgerOrigin, ledgerOriginSchema } from '@contract/ledger'
import { decodeName, encodeName } from '@domain/bytes-name'
import { z } from 'zod'

/** A path may hold lone surrogates (domain/bytes-name), which SQLite's text does not keep. */
export const bytesOf = (path: string): Buffer => Buffer.from(encodeName(path))

/** JSON of a place without its path, the same text for the same end. */
export function endOf(place: Place): string {
  if (place.kind === 'site') return JSON.stringify({ kind: 'site', site: place.site })
  if (place.kind === 'local') return JSON.stringify({ kind: 'local' })
  return JSON.stringify({ kind: 's3', ...(place.profile !== undefined && { profile: place.profile }) })
}

/** The path itself, and the first and last bound of what lies below it: `0` is the byte after `/`. */
export function rangeOf(path: string): [own: Buffer, first: Buffer, end: Buffer] {
  const own = path.length > 1 ? path.replace(/\/+$/, '') : path
  const folder = own.endsWith('/') ? own.slice(0, -1) : own
  return [bytesOf(own), bytesOf(`${folder}/`), bytesOf(`${folder}0`)]
}

/** By what an origin is found: its id, and the name of a watch. */
export const originKeys = (origin: LedgerOrigin): [id: string, name: string] => [
  origin.id,
  origin.kind === 'watch' ? origin.name : ''
]

const path = z
  .union([z.instanceof(ArrayBuffer), z.instanceof(Uint8Array)])
  .transform(value => decodeName(value instanceof Uint8Array ? value : new Uint8Array(value)))
const fromJson = z.string().transform((text): unknown => JSON.parse(text))
/** The JSON of an end has all of a place but its path. */
const placeOf = (end: unknown, at: string): Place => placeSchema.parse({ ...z.looseObject({}).parse(end), path: at })
export const instantRow = z.number().transform(milliseconds => new Date(milliseconds).toISOString())

export const idRowSchema = z.object({ id: z.number() })

export const fileRowSchema = z
  .object({
    id: z.number(),
    origin: fromJson.pipe(ledgerOriginSchema),
    session: z.string().nullable(),
    source_end: fromJson,
    source: path,
    version: z.number(),
    size: z.number(),
    mtime: instantRow,
    digests: fromJson.pipe(z.record(z.string(), z.string())),
    problem: z.string(),
    released_at: instantRow.nullable(),
    replaced: z.number().transform(value => value !== 0)
  })
  .transform(({ source_end, source, released_at, ...row }) => ({
    ...row,
    source: placeOf(source_end, source),
    releasedAt: released_at
  }))

export const copyRowSchema = z
  .object({
    place: fromJson,
    path,
    state: z.enum(copyStates),
    verified_at: instantRow,
    checked_at: instantRow,
    message: z.string()
  })
  .transform(row => ({
    place: placeOf(row.place, row.path),
    state: row.state,
    verifiedAt: row.verified_at,
    checkedAt: row.checked_at,
    message: row.message
  }))
