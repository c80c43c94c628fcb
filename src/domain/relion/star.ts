/**
 * STAR as RELION writes it: blocks `data_NAME`, each a list of names with one value or one `loop_` table.
 * Form: https://relion.readthedocs.io/en/latest/Reference/Conventions.html and Hall, J. Chem. Inf. Comput. Sci. 31, 326 (1991).
 */

/** A table: columns without their leading underscore, and rows of as many texts. */
export interface StarTable {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export interface StarBlock {
  /** What follows `data_`; may be empty. */
  readonly name: string
  /** Names without their underscore, with one value each. */
  readonly values: ReadonlyMap<string, string>
  /** The block's table; null where it has none. */
  readonly table: StarTable | null
}

/** What was read. A file that is still being written ends in the middle: its last, short row is left out. */
export interface StarFile {
  readonly blocks: readonly StarBlock[]
  /** More rows than were asked for; the rest was not kept. */
  readonly cut: boolean
}

/** White space, or the end of the line. */
function isSpace(line: string, at: number): boolean {
  const code = line.charCodeAt(at)
  if (code > 32 && code < 128) return false
  return code === 32 || (code >= 9 && code <= 13) || Number.isNaN(code) || (code > 127 && /\s/.test(line.charAt(at)))
}

/** Where the last quote of that sign stands that may end a value: only one before white space does (STAR's rule). */
function lastEnd(line: string, quote: string): number {
  let at = line.lastIndexOf(quote)
  while (at >= 0 && !isSpace(line, at + 1)) at = at === 0 ? -1 : line.lastIndexOf(quote, at - 1)
  return at
}

/**
 * The values of a line: between quotes, or up to the next white space. Each letter is looked at a few times at most, so
 * that no line takes long, whatever stands in it.
 */
function tokens(line: string): string[] {
  const found: string[] = []
  const ends: Readonly<Record<string, number>> = { '"': lastEnd(line, '"'), "'": lastEnd(line, "'") }
  for (let at = 0; at < line.length; ) {
    if (isSpace(line, at)) {
      at++
      continue
    }
    const first = line.charAt(at)
    // A comment runs to the end of its line.
    if (first === '#') break
    if (at < (ends[first] ?? -1)) {
      let end = line.indexOf(first, at + 1)
      while (!isSpace(line, end + 1)) end = line.indexOf(first, end + 1)
      found.push(line.slice(at + 1, end))
      at = end + 1
    } else {
      let end = at + 1
      while (!isSpace(line, end)) end++
      found.push(line.slice(at, end))
      at = end
    }
  }
  return found
}

interface Open {
  readonly name: string
  readonly values: Map<string, string>
  readonly columns: string[]
  readonly rows: string[][]
  /** After `loop_`: names are columns, then come rows. */
  loop: boolean
}

/** Reads STAR text; `mostRows` bounds what is kept of each table. */
export function parseStar(text: string, mostRows = 1_000_000): StarFile {
  const blocks: Open[] = []
  let cut = false
  let open: Open | undefined
  const whole = text.endsWith('\n')
  const lines = text.split('\n')
  for (const [at, line] of lines.entries()) {
    const words = tokens(line)
    const [first] = words
    if (first === undefined) continue
    if (first.startsWith('data_') && words.length === 1) {
      open = { name: first.slice('data_'.length), values: new Map(), columns: [], rows: [], loop: false }
      blocks.push(open)
    } else if (open === undefined) continue
    else if (first === 'loop_') open.loop = true
    else if (first.startsWith('_') && open.rows.length === 0) {
      if (open.loop) open.columns.push(first.slice(1))
      else if (words[1] !== undefined) open.values.set(first.slice(1), words[1])
    } else if (open.loop && open.columns.length > 0) {
      const unfinished = at === lines.length - 1 && !whole
      if (unfinished || words.length < open.columns.length) continue
      if (open.rows.length < mostRows) open.rows.push(words)
      else cut = true
    }
  }
  return { blocks: blocks.map(closed), cut }
}

function closed({ name, values, columns, rows, loop }: Open): StarBlock {
  return { name, values, table: loop ? { columns, rows } : null }
}

/** The block of that name, or the first whose name ends in it (RELION 3.0 wrote `data_` alone). */
export function starBlock(file: StarFile, name: string): StarBlock | undefined {
  return file.blocks.find(block => block.name === name) ?? file.blocks.find(block => block.name === '')
}

/** One column as texts; undefined where the table has none of that name. */
export function starColumn(table: StarTable, name: string): string[] | undefined {
  const at = table.columns.indexOf(name)
  return at < 0 ? undefined : table.rows.map(row => row[at] ?? '')
}

/** A number as STAR writes it; null for `inf`, `nan`, `None` and whatever is none. */
export function starNumber(text: string | undefined): number | null {
  if (text === undefined || !/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) return null
  return Number(text)
}
