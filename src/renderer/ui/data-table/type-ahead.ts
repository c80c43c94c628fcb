import type { RowKey } from './selection'

/** A row and the words it is found by. */
export interface Findable {
  readonly key: RowKey
  readonly text: string
}

/** What was typed lately. */
export interface TypedPrefix {
  readonly text: string
  /** Milliseconds of the last key. */
  readonly at: number
}

/** A pause longer than this starts a new word, in milliseconds. */
export const typeAheadPause = 800

/** Adds a typed character: to the word being typed, or as the start of a new one after a pause. */
export function typed(before: TypedPrefix | undefined, character: string, now: number): TypedPrefix {
  const goesOn = before !== undefined && now - before.at < typeAheadPause
  return { text: goesOn ? before.text + character : character, at: now }
}

/**
 * The row whose words begin with what was typed, looking from `from` on and round the end. One letter typed again
 * and again walks through the rows that begin with it.
 * @param from place of the row with the keyboard, -1 for none
 */
export function findTyped(rows: readonly Findable[], prefix: string, from: number): RowKey | undefined {
  const lower = prefix.toLowerCase()
  const first = lower[0] ?? ''
  const walks = lower.length > 0 && [...lower].every(character => character === first)
  const sought = walks ? first : lower
  // A new or repeated letter moves on; a longer word may still fit the row it has found.
  const start = walks ? from + 1 : Math.max(0, from)
  for (let step = 0; step < rows.length; step++) {
    const row = rows[(start + step) % rows.length]
    if (row?.text.toLowerCase().startsWith(sought)) return row.key
  }
  return undefined
}
