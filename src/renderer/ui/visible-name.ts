/** Two halves of a long name; the second never gives way. */
export interface NameHalves {
  readonly head: string
  readonly tail: string
}

/** Characters that change the direction or width of text around them and can make one name look like another. */
const hidden = /[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g

/** Most names: printable ASCII without a space at either end, of which nothing has to be made visible. */
const clean = /^[!-~](?:[ -~]*[!-~])?$/

/** Letters that are written from right to left (Hebrew, Arabic, Syriac, Thaana, N'Ko and their presentation forms). */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/

/** C0 controls and DEL have pictures of their own (Unicode block Control Pictures, U+2400). */
function controlPicture(character: string): string {
  const code = character.charCodeAt(0)
  return String.fromCharCode(code === 0x7f ? 0x2421 : 0x2400 + code)
}

function codePoint(character: string): string {
  return `‹U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}›`
}

/**
 * A name as it can safely be shown: controls as pictures, invisible and direction-changing characters as their code,
 * spaces at the ends as `␣`, bytes that are not text as U+FFFD. For showing only, never to be sent back.
 */
export function visibleName(name: string): string {
  if (clean.test(name)) return name
  return visibleText(name).replace(/^ +| +$/g, spaces => '␣'.repeat(spaces.length))
}

function visibleText(text: string): string {
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
      .replace(/[\u0000-\u001f\u007f]/g, controlPicture)
      .replace(/[\u0080-\u009f]/g, codePoint)
      .replace(hidden, codePoint)
  )
}

/** Several lines as they can safely be shown: lines stay lines, and the spaces that indent them spaces. For showing only. */
export const visibleLines = (text: string): string => text.split('\n').map(visibleText).join('\n')

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
const longestTail = 21
/** Names of instruments are plain ASCII, where a letter is a code unit: lists of thousands need not be segmented. */
const plain = /^[ -~]*$/

/**
 * Splits a long name so that its middle can go: the tail holds the extension and what stands before it, at most 21
 * characters and at most half of the name. Short names and names with right-to-left letters (whose halves would
 * change places) have no tail.
 */
export function splitName(name: string): NameHalves {
  if (name.length < 24 || rightToLeft.test(name)) return { head: name, tail: '' }
  if (plain.test(name)) {
    const cut = name.length - Math.min(longestTail, Math.floor(name.length / 2))
    return { head: name.slice(0, cut), tail: name.slice(cut) }
  }
  const letters = [...graphemes.segment(name)].map(part => part.segment)
  const tail = Math.min(longestTail, Math.floor(letters.length / 2))
  return { head: letters.slice(0, -tail).join(''), tail: letters.slice(-tail).join('') }
}
