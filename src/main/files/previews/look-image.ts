/** A look at what a browser shows by itself: PNG, JPEG, GIF; and at PDF, of which only facts are told. */
import { Failure } from '@domain/failure'
import { type ByteSource, corrupt } from '@domain/previews/byte-source'
import { imageSize } from '@domain/previews/image-header'
import { type LookedAt, pixelsWords } from './looked-at'

/** Bytes of the file, and pixels that the window would have to unpack. */
const mostBytes = 16 * 1024 * 1024
const mostPixels = 50_000_000
/** Bytes in which the size of a JPEG stands, behind a thumbnail and a colour profile. */
const headBytes = 512 * 1024

const mebibytes = (bytes: number): string => (bytes / 1024 ** 2).toFixed(1)

const mimes = { png: 'image/png', jpeg: 'image/jpeg', gif: 'image/gif' } as const

export async function lookAtImage(source: ByteSource, format: 'png' | 'jpeg' | 'gif'): Promise<LookedAt> {
  const head = await source.read(0, Math.min(source.size, headBytes))
  const size = imageSize(format, head)
  if (!size) throw corrupt(source.path, `its header tells no size, as a ${format.toUpperCase()} file has`)
  const { width, height } = size
  const why =
    source.size > mostBytes
      ? `all of its ${mebibytes(source.size)} MiB would have to be read, and ${mebibytes(mostBytes)} are read at most`
      : `it has ${width} x ${height} pixels, which would take too much memory`
  if (width * height > mostPixels || source.size > mostBytes)
    throw new Failure('limit-exceeded', `${source.path} cannot be shown: ${why}.`, {
      hint: 'Copy it to this computer and open it there.'
    })
  const rest = await source.read(head.length, source.size - head.length)
  return {
    kind: format.toUpperCase(),
    facts: [{ name: 'Pixels', value: pixelsWords(width, height) }],
    content: {
      ...{ type: 'image', mime: mimes[format], width, height },
      base64: Buffer.concat([head, rest]).toString('base64')
    }
  }
}

/** `%PDF-1.7` (ISO 32000-1, 7.5.2). */
export async function lookAtPdf(source: ByteSource): Promise<LookedAt> {
  const start = new TextDecoder('latin1').decode(await source.read(0, 16))
  const version = /^%PDF-(\d\.\d)/.exec(start)?.[1]
  return {
    kind: 'PDF',
    facts: version === undefined ? [] : [{ name: 'Version', value: version }],
    content: { type: 'nothing', why: 'A PDF is opened by a program of its own: copy it to this computer.' }
  }
}
