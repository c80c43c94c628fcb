/** Sizes of PNG, JPEG and GIF pictures by their first bytes, so that none is unpacked that would fill the memory. */

/** Pixels of a picture. */
export interface ImageSize {
  readonly width: number
  readonly height: number
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** IHDR is the first chunk (PNG specification, 5.6). */
function pngSize(bytes: Uint8Array): ImageSize | null {
  if (bytes.length < 24 || viewOf(bytes).getUint32(12) !== 0x49484452) return null
  return { width: viewOf(bytes).getUint32(16), height: viewOf(bytes).getUint32(20) }
}

function gifSize(bytes: Uint8Array): ImageSize | null {
  if (bytes.length < 10) return null
  return { width: viewOf(bytes).getUint16(6, true), height: viewOf(bytes).getUint16(8, true) }
}

/** The frame header (SOF0 to SOF15 but DHT, JPG and DAC) follows after other segments (ITU-T T.81, B.1 and B.2). */
function jpegSize(bytes: Uint8Array): ImageSize | null {
  const view = viewOf(bytes)
  for (let at = 2; at + 9 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1] ?? 0
    const frame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (frame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
    at += marker === 0xff ? 1 : 2 + Math.max(2, view.getUint16(at + 2))
  }
  return null
}

/** Null where the bytes do not tell. */
export function imageSize(format: 'png' | 'jpeg' | 'gif', bytes: Uint8Array): ImageSize | null {
  const size = format === 'png' ? pngSize(bytes) : format === 'gif' ? gifSize(bytes) : jpegSize(bytes)
  return size && size.width > 0 && size.height > 0 ? size : null
}
