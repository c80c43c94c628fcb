/** A look at a DigitalMicrograph file. */

import { dmFacts, dmImage } from '@domain/dm/image'
import { readDmTags } from '@domain/dm/tags'
import { Failure } from '@domain/failure'
import { type ByteSource, corrupt } from '@domain/previews/byte-source'
import { numberBytes, numberWords } from '@domain/previews/number-type'
import { plainRaster } from '@domain/previews/raster'
import { type LookedAt, type LookWish, pixelSizeFact, pixelsWords } from './looked-at'
import { makePicture } from './picture'

/** Columns or rows. */
const mostSide = 65_535

export async function lookAtDm(source: ByteSource, wish: LookWish): Promise<LookedAt> {
  const tags = await readDmTags(source)
  const kind = `DM${tags.version}`
  const image = dmImage(tags)
  if (!image) {
    const why = tags.cut ? 'Its picture comes after more tags than are looked at.' : 'There is no picture in it.'
    return { kind, facts: [{ name: 'Tags', value: String(tags.numbers.size) }], content: { type: 'nothing', why } }
  }
  const { columns, rows, sections, type, offset, pixelSize } = image
  const facts = [
    { name: 'Pixels', value: pixelsWords(columns, rows) },
    { name: 'Sections', value: String(sections) },
    ...pixelSizeFact(pixelSize),
    {
      name: 'Values',
      value: type === null ? 'of a type that is not shown (complex values, colours)' : numberWords[type]
    },
    ...dmFacts(tags, image)
  ]
  if (type === null) return { kind, facts, content: { type: 'nothing', why: 'Its values make no grey picture.' } }
  if (columns > mostSide || rows > mostSide || sections > 1e7)
    throw corrupt(source.path, `its tags tell ${columns} x ${rows} x ${sections} values`)
  const section = wish.section ?? 1
  if (section > sections)
    throw new Failure('not-found', `${source.path} has ${sections} sections, and no number ${section}.`)
  const start = offset + (section - 1) * columns * rows * numberBytes[type]
  const raster = plainRaster(source, {
    ...{ columns, rows, type, littleEndian: tags.littleEndian, fromBelow: false, offset: start }
  })
  return { kind, facts, content: await makePicture(raster, { path: source.path, section, sections, pixelSize }, wish) }
}
