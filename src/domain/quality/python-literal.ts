/**
 * Literals of Python as the header of a NumPy file has them: dictionaries, lists, tuples, texts, whole numbers, True and
 * False (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html#format-version-1-0).
 */

/** Lists and tuples are arrays, dictionaries are maps. None is null. */
export type Literal = string | number | boolean | null | readonly Literal[] | ReadonlyMap<string, Literal>

export const isList = (value: Literal | undefined): value is readonly Literal[] => Array.isArray(value)

export const isDictionary = (value: Literal | undefined): value is ReadonlyMap<string, Literal> => value instanceof Map

/** Nested deeper is no header. */
const mostDepth = 8

const token = /\s*(?:('[^'\\]*'|"[^"\\]*")|(-?\d{1,15})L?|(True|False|None)|([()[\]{},:]))/y

interface Tokens {
  /** The next one, as what it is; undefined at the end, or where there is none. */
  take(): { mark: string } | { value: string | number | boolean | null } | undefined
}

/** Undefined where the text is something else, or has something after the literal. */
export function readPythonLiteral(text: string): Literal | undefined {
  const tokens = tokensOf(text)
  const value = readValue(tokens, tokens.take(), 0)
  return tokens.take() === undefined && /^\s*$/.test(tokens.rest()) ? value : undefined
}

function tokensOf(text: string): Tokens & { rest(): string } {
  let at = 0
  return {
    take() {
      token.lastIndex = at
      const found = token.exec(text)
      if (!found) return undefined
      at = token.lastIndex
      const [, quoted, number, word, mark] = found
      if (quoted !== undefined) return { value: quoted.slice(1, -1) }
      if (number !== undefined) return { value: Number(number) }
      if (word !== undefined) return { value: word === 'None' ? null : word === 'True' }
      return { mark: mark ?? '' }
    },
    rest: () => text.slice(at)
  }
}

function readValue(tokens: Tokens, first: ReturnType<Tokens['take']>, depth: number): Literal | undefined {
  if (first === undefined || depth > mostDepth) return undefined
  if ('value' in first) return first.value
  if (first.mark === '{') return readDictionary(tokens, depth)
  if (first.mark === '[') return readList(tokens, ']', depth)
  return first.mark === '(' ? readList(tokens, ')', depth) : undefined
}

const isMark = (one: ReturnType<Tokens['take']>, mark: string): boolean =>
  one !== undefined && 'mark' in one && one.mark === mark

/** A comma may stand behind the last one. */
function readList(tokens: Tokens, end: string, depth: number): Literal[] | undefined {
  const values: Literal[] = []
  for (let next = tokens.take(); !isMark(next, end); next = tokens.take()) {
    const value = readValue(tokens, next, depth + 1)
    if (value === undefined) return undefined
    values.push(value)
    const after = tokens.take()
    if (isMark(after, end)) return values
    if (!isMark(after, ',')) return undefined
  }
  return values
}

function readDictionary(tokens: Tokens, depth: number): Map<string, Literal> | undefined {
  const entries = new Map<string, Literal>()
  for (let next = tokens.take(); !isMark(next, '}'); next = tokens.take()) {
    const key = readValue(tokens, next, depth + 1)
    if (typeof key !== 'string' || !isMark(tokens.take(), ':')) return undefined
    const value = readValue(tokens, tokens.take(), depth + 1)
    if (value === undefined) return undefined
    entries.set(key, value)
    const after = tokens.take()
    if (isMark(after, '}')) return entries
    if (!isMark(after, ',')) return undefined
  }
  return entries
}
