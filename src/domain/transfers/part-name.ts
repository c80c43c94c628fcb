/** Names that a copy makes itself: the part file it writes to, and the free name beside one that is taken. */

import { cutName, longestNameBytes, nameBytes } from '../files/entry-name'
import { baseName, joinPath, parentPath } from '../files/path'

/** `.NAME.farscope-part-ID`, with NAME shortened so that names of 255 bytes work too. */
export const partName = (name: string, id: string): string => hiddenName(name, `.farscope-part-${id}`)

/** `.NAME.farscope-original-ID`: a whole file in the last moment of its release. Whoever tidies part files leaves it. */
export const originalName = (name: string, id: string): string => hiddenName(name, `.farscope-original-${id}`)

const hiddenName = (name: string, ending: string): string =>
  `.${cutName(name, longestNameBytes - 1 - nameBytes(ending))}${ending}`

/** The part file beside `target`. */
export function partPath(target: string, id: string): string {
  return joinPath(parentPath(target), partName(baseName(target), id))
}

/** `name (2).ext` for the second of its kind. What follows the last dot is the ending, unless the name begins there. */
export function numberedName(name: string, number: number): string {
  const dot = name.lastIndexOf('.')
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, '']
  const mark = ` (${number})`
  const room = longestNameBytes - nameBytes(mark)
  if (nameBytes(ending) >= room) return cutName(name, room) + mark
  return cutName(stem, room - nameBytes(ending)) + mark + ending
}
