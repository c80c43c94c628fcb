import { visibleName } from '../../ui/visible-name'

/** Letters of a title that a tab has room for. */
const longest = 80

/** A title as a shell set it, fit to be shown: one line, nothing hidden, at most 80 letters. Null when empty. */
export function cleanTitle(title: string): string | null {
  const letters = [...visibleName(title.replace(/\s+/g, ' ').trim())]
  if (letters.length === 0) return null
  return letters.length > longest ? `${letters.slice(0, longest - 1).join('')}…` : letters.join('')
}
