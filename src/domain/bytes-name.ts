/**
 * Remote names are bytes, not text. Inside the program a name is a string in which every byte that is not part of
 * valid UTF-8 stands as a lone low surrogate U+DC80..U+DCFF (Python's `surrogateescape`, PEP 383). JSON carries it
 * unharmed, so a name comes back from the window to the server byte for byte.
 */

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Length of the valid UTF-8 sequence at `at` (RFC 3629 table 3-7 of Unicode), or 0. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0
  if (first < 0x80) return 1
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
  if (first < 0xc2 || first > 0xf4 || at + length > bytes.length) return 0
  try {
    decoder.decode(bytes.subarray(at, at + length))
    return length
  } catch {
    return 0
  }
}

/** Bytes of a server as a lossless string. */
export function decodeName(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch {
    let text = ''
    for (let at = 0; at < bytes.length; ) {
      const length = sequenceLength(bytes, at)
      text +=
        length === 0 ? String.fromCharCode(0xdc00 + (bytes[at] ?? 0)) : decoder.decode(bytes.subarray(at, at + length))
      at += length || 1
    }
    return text
  }
}

const escaped = /[\udc80-\udcff]/

/** The exact bytes of a lossless string. */
export function encodeName(name: string): Uint8Array {
  const encoder = new TextEncoder()
  if (!escaped.test(name)) return encoder.encode(name)
  const parts: number[] = []
  // Iterating by code point keeps real surrogate pairs whole, so only the escaped bytes arrive alone.
  for (const character of name) {
    const unit = character.charCodeAt(0)
    if (character.length === 1 && unit >= 0xdc80 && unit <= 0xdcff) parts.push(unit - 0xdc00)
    else parts.push(...encoder.encode(character))
  }
  return Uint8Array.from(parts)
}

/** The name for people and for `name` in JSON: U+FFFD where a byte was not text. */
export function displayName(name: string): string {
  return name.isWellFormed() ? name : name.toWellFormed()
}

/** Base64 of the exact bytes, for `nameBase64`; undefined where the name is plain text. */
export function exactNameBase64(name: string): string | undefined {
  if (name.isWellFormed()) return undefined
  let binary = ''
  for (const byte of encodeName(name)) binary += String.fromCharCode(byte)
  return btoa(binary)
}
