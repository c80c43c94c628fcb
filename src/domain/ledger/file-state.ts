/** What a file of the ledger counts as, by what is known of its copies. */
import type { LedgerState } from '@contract/ledger'
import { placeText } from './place-text'
import { byName, type ComparePlaces, cautious, doubtText, pairText, placesOf } from './places'
import type { RecordedFile } from './recorded-file'

export interface Judgement {
  readonly state: LedgerState
  /** Different places with a verified copy; that of the source is none. */
  readonly places: number
  /** Why it is not safe; empty when it is. */
  readonly reason: string
}

const copiesText = (count: number): string => `${count} ${count === 1 ? 'place' : 'places'}`

/** `asked`: in how many different places a file must be verified. It tells what is known; see `deletionProblem`. */
export function judgeFile(file: RecordedFile, asked: number, compare: ComparePlaces = byName): Judgement {
  const verified = file.copies.filter(({ state }) => state === 'verified')
  const proven = { source: file.source, copies: verified }
  const { count: places, doubts } = placesOf(proven, compare)
  const as = (state: LedgerState, reason: string): Judgement => ({ state, places, reason })
  if (file.releasedAt !== null) return as('released', 'It was released: its source is deleted.')
  if (file.replaced) return as('replaced', 'A later version has its path.')
  if (file.problem !== '') return as('trouble', file.problem)
  const bad = file.copies.find(({ state }) => state === 'missing' || state === 'differs')
  if (bad) return as('trouble', bad.message || `The copy ${placeText(bad.place)} is ${bad.state}.`)
  const surely = (): boolean => placesOf(proven, cautious(compare, new Set())).count >= asked
  if (places >= asked && (doubts.length === 0 || surely())) return as('safe', '')
  if (places >= asked) return as('doubted', `${doubtText(doubts.map(pairText))} The release asks.`)
  const away = file.copies.find(({ state }) => state === 'away')
  const why = away ? ` ${placeText(away.place)} could not be asked.` : ''
  const byNames = placesOf(proven).count
  const shared = byNames > places ? ' Some of its copies, or one and the source, are on one disk.' : ''
  return as('waiting', `Verified in ${copiesText(places)} of ${asked}.${shared}${why}`)
}
