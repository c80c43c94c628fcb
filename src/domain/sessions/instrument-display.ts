/** Whether a display is an instrument's, by what the calendar of a facility says of it. */
import type { Display, DisplayKind } from '@contract/display'

/** The display of an instrument, as resources.json names it. */
export interface NamedDisplay {
  readonly kind: DisplayKind
  /** The session that is always there; null: whichever there is of its kind on its host. */
  readonly session: string | null
}

/**
 * `named`: it is this one. `host`: whatever is there is the instrument's, but for a desktop in a job. `page`: what is
 * opened is the page of the host, which shows the instrument whatever id was asked for, unless the host lists a display
 * of this id. `other`: it is none of it.
 */
export type DisplayMatch = 'named' | 'host' | 'page' | 'other'

/** The id of a display says which one is opened; of these it is only a word in the address, or nothing at all. */
const pageKinds: ReadonlySet<DisplayKind> = new Set<DisplayKind>(['fastx', 'command'])

/** For a display on the host of the instrument's. */
export function matchDisplay(named: NamedDisplay, { kind, id }: Pick<Display, 'kind' | 'id'>): DisplayMatch {
  if (named.kind !== kind) return 'other'
  if (named.session === null) return 'host'
  if (named.session === id) return 'named'
  return pageKinds.has(kind) ? 'page' : 'other'
}

/** What its host says of a display: it lives in a job of SLURM, it is there, or the host does not tell. */
export type DisplaySeen = 'job' | 'listed' | 'unknown'

/** Whether it is the instrument's: `perhaps` where the host would have to know the display, and does not. */
export function isInstruments(match: DisplayMatch, seen: DisplaySeen): 'yes' | 'no' | 'perhaps' {
  if (match === 'named') return 'yes'
  if (match === 'host') return seen === 'job' ? 'no' : 'yes'
  return match === 'page' && seen === 'unknown' ? 'perhaps' : 'no'
}
