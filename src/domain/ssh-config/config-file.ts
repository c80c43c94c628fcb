/** Reading ssh_config(5) into lines. Written out here because messages need the file and line of each directive. */

/** One directive. */
export interface ConfigLine {
  readonly file: string
  readonly line: number
  readonly text: string
  /** In lower case. */
  readonly keyword: string
  /** With quotes taken off. */
  readonly words: readonly string[]
  /** For ProxyCommand and its like: everything after the keyword. */
  readonly rest: string
  /** For Include: the files that its patterns found, in order. */
  readonly included: readonly ConfigFile[]
}

export interface ConfigFile {
  readonly file: string
  readonly lines: readonly ConfigLine[]
}

/** Words as OpenSSH's argv_split makes them: quotes group, backslash saves a quote, backslash or blank; `#` ends. */
function splitWords(text: string): string[] {
  const words: string[] = []
  let word: string | undefined
  let quoteMark = ''
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at)
    const next = text.charAt(at + 1)
    if (character === '\\' && (next === '"' || next === "'" || next === '\\' || (quoteMark === '' && next === ' '))) {
      word = (word ?? '') + next
      at++
    } else if (quoteMark !== '') {
      if (character === quoteMark) quoteMark = ''
      else word = (word ?? '') + character
    } else if (character === '"' || character === "'") {
      quoteMark = character
      word ??= ''
    } else if (character === ' ' || character === '\t') {
      if (word !== undefined) words.push(word)
      word = undefined
    } else if (character === '#' && word === undefined) return words
    else word = (word ?? '') + character
  }
  return word === undefined ? words : [...words, word]
}

/** The directives of a text. `include` gives the files for the words of an Include line. */
export function parseConfig(
  file: string,
  text: string,
  include: (words: readonly string[]) => readonly ConfigFile[]
): ConfigFile {
  const lines: ConfigLine[] = []
  for (const [at, raw] of text.split(/\r?\n/).entries()) {
    const match = /^\s*([^\s=#"][^\s=]*)(?:\s*=\s*|\s+)?(.*?)\s*$/.exec(raw)
    if (!match?.[1]) continue
    const keyword = match[1].toLowerCase()
    const rest = match[2] ?? ''
    const words = splitWords(rest)
    const included = keyword === 'include' ? include(words) : []
    lines.push({ file, line: at + 1, text: raw.trim(), keyword, words, rest, included })
  }
  return { file, lines }
}

/** Patterns of all Include lines of a text, so that a reader can fetch the files before parsing. */
export function includePatterns(text: string): string[] {
  return parseConfig('', text, () => []).lines.flatMap(({ keyword, words }) => (keyword === 'include' ? words : []))
}
