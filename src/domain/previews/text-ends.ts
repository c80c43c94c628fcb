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

/** JSON with its lines indented; null where it is none, or too deep. */
export function indentedJson(text: string): string | null {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return null
  }
}
