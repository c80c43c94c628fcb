/**
 * Where a JSON text (RFC 8259) first goes wrong. JSON.parse tells the place differently from one engine to the next,
 * and sometimes not at all; a person who edits a file needs the line.
 */

const token =
  /[ \t\n\r]*(?:([{}[\]:,])|("(?:[^"\\\p{Cc}]|[\x7f-\x9f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|true(?!\w)|false(?!\w)|null(?!\w)))/uy

type Expected = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'nothing'

/** What may come after a value inside of what is open. */
const afterValue = (open: readonly string[]): Expected => (open.length === 0 ? 'nothing' : 'comma-or-end')

/** The next expectation after one token, or undefined when the token must not stand here. Opens and closes brackets. */
function step(expected: Expected, sign: string, isString: boolean, open: string[]): Expected | undefined {
  const wantsValue = expected === 'value' || expected === 'value-or-end'
  const wantsKey = expected === 'key' || expected === 'key-or-end'
  if (isString && wantsKey) return 'colon'
  if (sign === ':') return expected === 'colon' ? 'value' : undefined
  if (sign === ',') {
    if (expected !== 'comma-or-end') return undefined
    return open.at(-1) === '{' ? 'key' : 'value'
  }
  if (sign === '}' || sign === ']') {
    const mayEnd = expected === 'comma-or-end' || expected === (sign === '}' ? 'key-or-end' : 'value-or-end')
    if (!mayEnd || open.pop() !== (sign === '}' ? '{' : '[')) return undefined
    return afterValue(open)
  }
  if (!wantsValue) return undefined
  if (sign === '{' || sign === '[') {
    open.push(sign)
    return sign === '{' ? 'key-or-end' : 'value-or-end'
  }
  return afterValue(open)
}

/** Offset (UTF-16 units) of the first thing that is not JSON, or undefined for a well-formed text. */
export function jsonErrorOffset(text: string): number | undefined {
  const open: string[] = []
  let expected: Expected = 'value'
  let offset = 0
  for (;;) {
    token.lastIndex = offset
    const match = token.exec(text)
    if (!match) break
    const sign = match[1] ?? match[2] ?? match[3] ?? ''
    const next = step(expected, sign, match[2] !== undefined, open)
    if (!next) return offset + match[0].length - sign.length
    expected = next
    offset += match[0].length
  }
  const rest = text.slice(offset)
  const blank = rest.length - rest.trimStart().length
  if (blank === rest.length && expected === 'nothing') return undefined
  return offset + blank
}

/** Line of the text's first mistake, counted from 1; undefined for well-formed JSON. */
export function jsonErrorLine(text: string): number | undefined {
  const offset = jsonErrorOffset(text)
  return offset === undefined ? undefined : text.slice(0, offset).split('\n').length
}
