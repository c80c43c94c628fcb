/** A look at a TIFF file, and at the movies that are TIFF files of their own kind (EER). */
import { Failure } from '@domain/failure'
import type { ByteSource } from '@domain/previews/byte-source'
import {
  countDirectories,
  fieldText,
  nthDirectory,
  openTiff,
  type TiffDirectory,
  type TiffFile
} from '@domain/tiff/directory'
import { eerCompressions, eerFrames, readEerItems } from '@domain/tiff/eer'
import { compressionNames, fieldNumber, readTiffImage } from '@domain/tiff/image'
import { tiffRaster } from '@domain/tiff/raster'
import { type Fact, type LookedAt, type LookWish, pixelSizeFact, pixelsWords } from './looked-at'
import { makePicture } from './picture'
import { unpackers } from './unpackers'

/** Pages that are counted beyond the one that is shown: each takes a round trip. */
const mostCounted = 12

export async function lookAtTiff(source: ByteSource, wish: LookWish): Promise<LookedAt> {
  const file = await openTiff(source)
  const section = wish.section ?? 1
  const directory = await nthDirectory(file, section - 1)
  if (!directory) throw new Failure('not-found', `${source.path} has no page number ${section}.`)
  const code = await fieldNumber(file, directory, 259, 1)
  if (eerCompressions.includes(code)) return eerMovie(file, directory, section, code)
  const items = await readEerItems(file, directory)
  const [image, sections] = await Promise.all([
    readTiffImage(file, directory),
    // A damaged page further on is no reason not to show this one.
    countDirectories(file, directory, section - 1, mostCounted).catch(() => null)
  ])
  const raster = tiffRaster(file, image, unpackers)
  const { columns, rows, pixelSize } = image
  return {
    kind: items.length > 0 ? 'EER, final image' : sections === 1 ? 'TIFF' : 'TIFF stack',
    facts: [
      { name: 'Pixels', value: pixelsWords(columns, rows) },
      { name: 'Pages', value: sections === null ? `more than ${section + mostCounted}` : String(sections) },
      ...pixelSizeFact(pixelSize),
      { name: 'Values', value: `${image.bits} bits${image.samples > 1 ? `, ${image.samples} a pixel` : ''}` },
      { name: 'Packed', value: compressionNames[code] ?? `TIFF compression ${code}` },
      ...items.map(itemFact),
      ...(await textFacts(file, directory))
    ],
    content: await makePicture(raster, { path: source.path, section, sections, pixelSize }, wish)
  }
}

/** Frames of single electrons make no picture by themselves; what the camera wrote beside them is told. */
async function eerMovie(file: TiffFile, directory: TiffDirectory, section: number, code: number): Promise<LookedAt> {
  const items = await readEerItems(file, directory)
  // Without them each frame has to be read to find the next, and a movie has a thousand.
  const told = eerFrames(items)
  const counted = told ?? (await countDirectories(file, directory, section - 1, mostCounted).catch(() => null))
  const [columns, rows] = [await fieldNumber(file, directory, 256, 0), await fieldNumber(file, directory, 257, 0)]
  return {
    kind: 'EER movie',
    facts: [
      { name: 'Pixels', value: pixelsWords(columns, rows) },
      { name: 'Frames', value: counted === null ? `more than ${section + mostCounted}` : String(counted) },
      { name: 'Packed', value: compressionNames[code] ?? `TIFF compression ${code}` },
      ...items.filter(({ name }) => name !== 'numberOfFrames').map(itemFact)
    ],
    content: {
      type: 'nothing',
      why: 'An EER movie holds single electron events. Its frames become pictures when a program adds them up.'
    }
  }
}

const itemFact = ({ name, unit, value }: { name: string; unit: string; value: string }): Fact => ({
  name,
  value: unit === '' ? value : `${value} ${unit}`
})

/** Letters of a text that are told. */
const mostLetters = 2000

async function textFacts(file: TiffFile, directory: TiffDirectory): Promise<Fact[]> {
  const facts: Fact[] = []
  for (const [tag, name] of [
    [270, 'Description'],
    [305, 'Written by'],
    [306, 'Written at']
  ] as const) {
    const text = (await fieldText(file, directory, tag))?.trim().slice(0, mostLetters)
    if (text) facts.push({ name, value: text })
  }
  return facts
}
