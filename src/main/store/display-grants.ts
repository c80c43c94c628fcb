/** Whom the servers of displays let in for a booking: remembered, so that it is taken back also when the engine was off. */
import { type OneDisplay, oneDisplaySchema } from '@contract/display'
import { bookingStoreSchema, displayRightSchema, personNameSchema } from '@contract/resources'
import type Database from 'libsql'
import { z } from 'zod'
import { prepareOnce } from './statements'

/** `display`: JSON of kind, site, host and id. */
export const displayGrantsMigration = `CREATE TABLE display_grants (
     display TEXT PRIMARY KEY,
     record TEXT NOT NULL
   ) STRICT;`

const grantSchema = z.object({
  display: oneDisplaySchema,
  store: bookingStoreSchema,
  /** Of the booking. */
  uid: z.string(),
  /** The end of the booking as it was known last, by this computer's clock. */
  until: z.iso.datetime(),
  /** Whom the booking opened it to when its server was told last. */
  people: z.array(z.object({ user: personNameSchema, right: displayRightSchema.exclude(['none']) })),
  /** Whether its server was told of anybody; else what the facility set there is left alone. */
  told: z.boolean().default(true)
})
export type DisplayGrant = z.infer<typeof grantSchema>

export interface DisplayGrants {
  all(): DisplayGrant[]
  /** Replaces what was given on the same display: a server keeps one list of people. */
  save(grant: DisplayGrant): void
  forget(display: OneDisplay): void
}

const keyOf = ({ kind, site, host, id }: OneDisplay): string => JSON.stringify([kind, site, host, id])
const rowSchema = z.object({
  record: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(grantSchema)
})

export function createDisplayGrants(database: Database.Database): DisplayGrants {
  const prepared = prepareOnce(database)
  return {
    all: () =>
      prepared('SELECT record FROM display_grants')
        .all()
        .map(row => rowSchema.parse(row).record),
    save: grant =>
      void prepared('INSERT OR REPLACE INTO display_grants VALUES (?, ?)').run(
        ...[keyOf(grant.display), JSON.stringify(grant)]
      ),
    forget: display => void prepared('DELETE FROM display_grants WHERE display = ?').run(keyOf(display))
  }
}
