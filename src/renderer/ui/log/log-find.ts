/** Where words stand in a log. */

/** More places than this are not marked: nobody steps through them. */
export const mostFound = 1_000

/** Beginnings of the places, from the first on; capital and small letters are the same. */
export function findInLog(text: string, words: string): readonly number[] {
  if (words === '') return []
  const pattern = new RegExp(words.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), 'gi')
  const places: number[] = []
  for (const { index } of text.matchAll(pattern)) {
    places.push(index)
    if (places.length === mostFound) break
  }
  return places
}

/** How many were found, and which one is shown (from 0), in words. */
export function foundInLogWords(words: string, found: number, shown: number): string {
  if (words === '') return ''
  if (found === 0) return 'not found'
  return `${shown + 1} of ${found === mostFound ? `${mostFound} or more` : found}`
}
