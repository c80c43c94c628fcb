/** In how many different places a file lies, as far as its hosts tell which disks they are. */
import type { Place } from '@contract/files'
import { baseName, parentPath } from '../files/path'
import type { Sameness } from './disks'
import { separatePlace, separatePlaceText } from './place-text'

/** Of folders. */
export type ComparePlaces = (one: Place, other: Place) => Sameness

/** Where nothing is known but their names. */
export const byName: ComparePlaces = (one, other) => (separatePlace(one) === separatePlace(other) ? 'one' : 'two')

/** Two places in words, whichever comes first: `cluster and scope`. */
export const pairText = (pair: readonly [Place, Place]): string => pair.map(separatePlaceText).sort().join(' and ')

/** Of pairs in words: what nobody can tell. */
export const doubtText = (pairs: readonly string[]): string =>
  `It cannot be told whether ${[...new Set(pairs)].join(', or ')} are one disk.`

/**
 * To delete by: what nobody can tell counts as one place, unless a person said that the two are not. `apart`: pairs of
 * which one did, by `pairText`.
 */
export const cautious =
  (compare: ComparePlaces, apart: ReadonlySet<string>): ComparePlaces =>
  (one, other) => {
    const told = compare(one, other)
    if (told !== 'unknown') return told
    return apart.has(pairText([one, other])) ? 'two' : 'one'
  }

interface Placed {
  readonly source: Place
  readonly copies: readonly { readonly place: Place }[]
}

/**
 * The folders that stand for the source and for each copy, in order: a copy keeps the folders below that of its watch or
 * transfer, so what both paths end with is left out, and a hundred thousand files have a few of them.
 */
export function foldersOf({ source, copies }: Placed): { source: Place; copies: Place[] } {
  let shortest = parentPath(source.path)
  const roots = copies.map(({ place }) => {
    const [own, there] = rootsOf(parentPath(source.path), parentPath(place.path))
    if (own.length < shortest.length) shortest = own
    return { ...place, path: there }
  })
  return { source: { ...source, path: shortest }, copies: roots }
}

function rootsOf(one: string, other: string): [string, string] {
  let [own, there] = [one, other]
  while (own !== '/' && there !== '/' && own !== parentPath(own) && baseName(own) === baseName(there))
    [own, there] = [parentPath(own), parentPath(there)]
  return [own, there]
}

/** How many places, that of the source not counted; and which of them may be one after all. */
export function placesOf(file: Placed, compare: ComparePlaces = byName): { count: number; doubts: [Place, Place][] } {
  const folders = foldersOf(file)
  let groups: Place[][] = [[folders.source]]
  for (const folder of folders.copies) {
    const isOne = (group: Place[]): boolean => group.some(other => compare(other, folder) === 'one')
    const merged = [...groups.filter(isOne).flat(), folder]
    groups = [...groups.filter(group => !isOne(group)), merged]
  }
  const doubts = groups.flatMap((group, at) =>
    groups.slice(at + 1).flatMap(others => doubtsBetween(group, others, compare))
  )
  const withSource = (group: Place[]): boolean => group.includes(folders.source)
  return { count: groups.filter(group => !withSource(group)).length, doubts }
}

const doubtsBetween = (group: readonly Place[], others: readonly Place[], compare: ComparePlaces): [Place, Place][] =>
  group.flatMap(one =>
    others.filter(other => compare(one, other) === 'unknown').map((other): [Place, Place] => [one, other])
  )
