/** A look at a file by what it is. */
import type { ByteSource } from '@domain/previews/byte-source'
import { formatHeadBytes, previewFormat } from '@domain/previews/format'
import { lookAtDm } from './look-dm'
import { lookAtImage, lookAtPdf } from './look-image'
import { lookAtMrc, lookAtPackedMrc } from './look-mrc'
import { lookAtDelimited, lookAtJson, lookAtStar, lookAtText } from './look-text'
import { lookAtTiff } from './look-tiff'
import type { LookedAt, LookWish } from './looked-at'

/** `name` without its folder, as it is shown. Every error is a `Failure` that names the file. */
export async function lookByFormat(source: ByteSource, name: string, wish: LookWish): Promise<LookedAt> {
  if (source.size === 0)
    return { kind: 'Empty file', facts: [], content: { type: 'text', head: '', tail: '', skippedBytes: 0 } }
  const format = previewFormat(name, await source.readNear(0, formatHeadBytes))
  switch (format) {
    case 'mrc':
      return lookAtMrc(source, wish)
    case 'mrc.gz':
      return lookAtPackedMrc(source, wish)
    case 'tiff':
      return lookAtTiff(source, wish)
    case 'dm':
      return lookAtDm(source, wish)
    case 'star':
      return lookAtStar(source)
    case 'csv':
      return lookAtDelimited(source, name)
    case 'json':
      return lookAtJson(source)
    case 'text':
      return lookAtText(source)
    case 'pdf':
      return lookAtPdf(source)
    case 'none':
      return {
        kind: 'Unknown',
        facts: [],
        content: { type: 'nothing', why: 'These bytes are no picture, table or text that is known here.' }
      }
    default:
      return lookAtImage(source, format)
  }
}
