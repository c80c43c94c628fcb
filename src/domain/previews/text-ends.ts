/** Texts of any size: their beginning and their end. */
import type { ByteSource } from './byte-source'

/** Bytes of each end. */
export const textEndBytes = 64 * 1024

/** What stands between the ends is left out. */
export interface TextEnds {
  readonly head: string
  /** Empty where the head is the whole text. */
  readonly tail: string
  /** Bytes between them. */
  readonly skippedBytes: number
}

/** UTF-8; bytes that are none become U+FFFD, also where a letter was cut through. */
export const decodeText = (bytes: Uint8Array): string => new TextDecoder('utf-8').decode(bytes)

/** Both ends, each cut at the end of a line where there is one. */
export async function readTextEnds(source: ByteSource): Promise<TextEnds> {
  if (source.size <= 2 * textEndBytes)
    return { head: decodeText(await source.read(0, source.size)), tail: '', skippedBytes: 0 }
  const [first, last] = await Promise.all([
    source.read(0, textEndBytes),
    source.read(source.size - textEndBytes, textEndBytes)
  ])
  const lineEnd = first.lastIndexOf(10)
  const lineStart = last.indexOf(10)
  const head = lineEnd < 0 ? first : first.subarray(0, lineEnd + 1)
  const tail = lineStart < 0 ? last : last.subarray(lineStart + 1)
  return { head: decodeText(head), tail: decodeText(tail), skippedBytes: source.size - head.length - tail.length }
}

const jsonToken = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g

/**
 * JSON in lines: as it is where it has lines of its own, else indented, its numbers letter by letter as they are: other
 * ones than a program can hold may be among them. Null where it is no JSON, or more than `most` letters come of it.
 */
export function indentedJson(text: string, most: number): string | null {
  try {
    JSON.parse(text)
  } catch {
    return null
  }
  if (text.trim().includes('\n')) return text.length <= most ? text : null
  let out = ''
  let depth = 0
  let open = false
  for (const [token] of text.matchAll(jsonToken)) {
    const closes = token === '}' || token === ']'
    if (closes) depth--
    // Between `{` and `}` that follow each other there is nothing to put into lines.
    if (open !== closes) out += lineAt(depth)
    open = token === '{' || token === '['
    if (open) depth++
    out += token === ':' ? ': ' : token
    if (token === ',') out += lineAt(depth)
    if (out.length > most) return null
  }
  return out
}

const lineAt = (depth: number): string => `\n${'  '.repeat(depth)}`
