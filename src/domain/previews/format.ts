/** What a file is, by its first bytes and, where those do not tell, by its name. */

/** A kind of file that can be looked at; `none`: bytes that nothing here makes anything of. */
export type PreviewFormat =
  | 'mrc'
  | 'mrc.gz'
  | 'tiff'
  | 'dm'
  | 'star'
  | 'csv'
  | 'json'
  | 'text'
  | 'png'
  | 'jpeg'
  | 'gif'
  | 'pdf'
  | 'none'

/** Bytes of the beginning that are enough to tell. */
export const formatHeadBytes = 16 * 1024

const mrcNames = /\.(mrcs?|map|ccp4|rec|ali|st|stk)$/i

const starts: readonly (readonly [PreviewFormat, readonly number[]])[] = [
  ['tiff', [0x49, 0x49, 0x2a, 0]],
  ['tiff', [0x4d, 0x4d, 0, 0x2a]],
  // BigTIFF: https://www.awaresystems.be/imaging/tiff/bigtiff.html
  ['tiff', [0x49, 0x49, 0x2b, 0]],
  ['tiff', [0x4d, 0x4d, 0, 0x2b]],
  ['png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['jpeg', [0xff, 0xd8, 0xff]],
  ['gif', [0x47, 0x49, 0x46, 0x38]],
  ['pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]]
]

const byName: readonly (readonly [PreviewFormat, RegExp])[] = [
  ['mrc.gz', /\.(mrcs?|map|rec)\.gz$/i],
  ['mrc', mrcNames],
  ['tiff', /\.(tiff?|eer|gain)$/i],
  ['dm', /\.dm[34]$/i]
]

const textNames: readonly (readonly [PreviewFormat, RegExp])[] = [
  ['star', /\.star$/i],
  ['csv', /\.(csv|tsv)$/i],
  ['json', /\.json$/i]
]

/** `head`: the first bytes, at most `formatHeadBytes`. */
export function previewFormat(name: string, head: Uint8Array): PreviewFormat {
  const begins = starts.find(([, bytes]) => bytes.every((byte, at) => head[at] === byte))
  if (begins) return begins[0]
  const named = byName.find(([, pattern]) => pattern.test(name))
  if (named) return named[0]
  if (isMrc(head)) return 'mrc'
  if (!looksLikeText(head)) return 'none'
  return textNames.find(([, pattern]) => pattern.test(name))?.[0] ?? 'text'
}

/** `MAP ` at its place, with a machine stamp: an MRC file of another name. */
function isMrc(head: Uint8Array): boolean {
  return [0x4d, 0x41, 0x50, 0x20].every((byte, at) => head[208 + at] === byte) && head.length >= 1024
}

/** No zero byte, and hardly a control character that no log has: tabs, line ends, backspaces and colours are usual. */
function looksLikeText(head: Uint8Array): boolean {
  let odd = 0
  for (const byte of head) {
    if (byte === 0) return false
    if (byte < 32 && ![7, 8, 9, 10, 12, 13, 27].includes(byte)) odd++
  }
  return odd * 50 <= head.length
}
