/**
 * The one rule about deleting: nothing goes that was not verified a moment before in the asked number of other places.
 * Whoever deletes asks here immediately before, with what was found, and deletes only on null.
 */
import type { Place } from '@contract/files'
import type { Digest } from '@contract/ledger'
import { Failure } from '../failure'
import { placeText } from './place-text'
import { type ComparePlaces, placesOf } from './places'

/** Reading a file for its checksum may have ended so long before: the slowest place of one file is waited for. */
export const oldestHashMs = 3_600_000
/** The look at size and time after it may be so old. */
export const oldestLookMs = 60_000

/** When a content was read to its end, and when the file was last seen unchanged since. Milliseconds since 1970 UTC. */
export interface Seen {
  readonly hashedAt: number
  readonly seenAt: number
}

export interface FoundSource extends Seen {
  /** Bytes; whole seconds since 1970 UTC. */
  readonly size: number
  readonly mtime: number
  /** Of the content that lies there now, each by another algorithm. */
  readonly digests: readonly Digest[]
}

export type FoundCopy =
  | ({ readonly place: Place; readonly found: 'content'; readonly size: number; readonly digest: Digest } & Seen)
  | { readonly place: Place; readonly found: 'missing' | 'away'; readonly message: string }

export interface DeletionCase {
  readonly source: Place
  /** What the ledger has of it. `digests`: hex by algorithm. */
  readonly recorded: {
    readonly size: number
    readonly mtime: number
    readonly digests: Readonly<Record<string, string>>
  }
  readonly now: FoundSource
  readonly copies: readonly FoundCopy[]
  /** Which of their folders are one place; unset: by their names. */
  readonly compare?: ComparePlaces
  /** In how many different places, that of the source not counted; at least 1. */
  readonly asked: number
  /** Milliseconds since 1970 UTC. */
  readonly at: number
}

/** Null: it may be deleted now. Else why not; its code says what was found (`changed-at-source`, `mismatch`, …). */
export function deletionProblem(deletion: DeletionCase): Failure | null {
  const { source, copies, asked, at } = deletion
  if (!(asked >= 1)) return new Failure('rule', 'At least one verified copy in another place must be asked for.')
  const changed = sourceProblem(deletion)
  if (changed) return changed
  for (const copy of copies) {
    const problem = copyProblem(deletion, copy)
    if (problem) return problem
  }
  const proven = copies.filter(copy => copy.found === 'content' && isFresh(copy, at))
  const places = placesOf({ source, copies: proven }, deletion.compare).count
  if (places >= asked) return null
  const away = copies.find(({ found }) => found === 'away')
  if (away?.found === 'away')
    return new Failure('rule', `${placeText(away.place)} could not be verified, so ${kept(source)}`, {
      detail: away.message
    })
  return new Failure('rule', `It is verified in ${places} of ${asked} other places, so ${kept(source)}`, {
    hint: 'Copy it to another place with verification first; two names of one host, or of one shared disk, are one place, and so are two of which nobody can tell.'
  })
}

const kept = (source: Place): string => `${placeText(source)} stays.`

/** A time ahead of now is no proof either: the clock was set back. */
const isFresh = ({ hashedAt, seenAt }: Seen, at: number): boolean =>
  hashedAt <= at && seenAt <= at && hashedAt <= seenAt && at - hashedAt <= oldestHashMs && at - seenAt <= oldestLookMs

function sourceProblem({ source, recorded, now, at }: DeletionCase): Failure | null {
  const changed = (how: string): Failure =>
    new Failure('changed-at-source', `${placeText(source)} ${how} since it was copied, so it stays.`, {
      hint: 'Copy it again; the changed file is its next version.'
    })
  if (now.size !== recorded.size) return changed(`has ${now.size} bytes instead of ${recorded.size}`)
  if (now.mtime !== recorded.mtime) return changed('was written to')
  if (!isFresh(now, at)) return stale(source)
  const known = now.digests.filter(({ algorithm }) => recorded.digests[algorithm] !== undefined)
  if (known.some(({ algorithm, hex }) => recorded.digests[algorithm] !== hex)) return changed('has another content')
  if (known.length > 0) return null
  return new Failure('rule', `${placeText(source)} could not be compared with what was copied, so it stays.`, {
    hint: 'Verify it anew, or copy it again with verification.'
  })
}

const stale = (place: Place): Failure =>
  new Failure('rule', `The verification of ${placeText(place)} is too old to delete by.`, {
    hint: 'Start the release again.'
  })

function copyProblem({ recorded, now, at }: DeletionCase, copy: FoundCopy): Failure | null {
  if (copy.found !== 'content') {
    // What could not be asked proves nothing, and says nothing either.
    if (copy.found === 'away') return null
    return new Failure('not-found', copy.message || `The copy ${placeText(copy.place)} is gone.`, {
      hint: 'Copy it there again with verification.'
    })
  }
  const { algorithm, hex } = copy.digest
  const wanted = now.digests.find(digest => digest.algorithm === algorithm)?.hex ?? recorded.digests[algorithm]
  if (wanted === undefined)
    return new Failure('rule', `The copy ${placeText(copy.place)} could not be compared with its source.`)
  if (wanted !== hex || copy.size !== now.size)
    return new Failure('mismatch', `The copy ${placeText(copy.place)} is no longer equal to its source.`, {
      hint: 'Something else wrote to it, or the disk there has a fault; copy it again.',
      detail: `${algorithm} of the source: ${wanted}\n${algorithm} of the copy: ${hex}`
    })
  return isFresh(copy, at) ? null : stale(copy.place)
}
