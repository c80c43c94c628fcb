/** A look at an MRC file, packed with gzip or not. */
import { Failure } from '@domain/failure'
import {
  type MrcHeader,
  mrcHeaderBytes,
  mrcLabels,
  mrcNumberType,
  mrcPixelSize,
  mrcValueRange,
  readMrcHeader,
  sectionBytes
} from '@domain/mrc/header'
import { type ByteSource, memorySource } from '@domain/previews/byte-source'
import { numberWords } from '@domain/previews/number-type'
import { plainRaster } from '@domain/previews/raster'
import { type Fact, type LookedAt, type LookWish, pixelSizeFact, pixelsWords } from './looked-at'
import { makePicture } from './picture'
import { gunzipHead } from './unpackers'

/** Columns or rows: super-resolution movies have 16,384. */
const mostSide = 65_535
/** Bytes that are unpacked of a packed file. */
const mostUnpacked = 128 * 1024 * 1024

export async function lookAtMrc(source: ByteSource, wish: LookWish): Promise<LookedAt> {
  // It came with the bytes that told what the file is: over a long way each question more is felt.
  const bytes = await source.readNear(0, mrcHeaderBytes)
  const header = readMrcHeader(bytes, source.size, source.path, mostSide)
  const section = sectionOf(header, isMap(bytes, header), wish, source.path)
  return {
    kind: header.sections === 1 ? 'MRC' : isMap(bytes, header) ? 'MRC map' : 'MRC stack',
    facts: headerFacts(bytes, header),
    content: await picture(source, bytes, header, section, wish)
  }
}

/** As many bytes are unpacked as the section takes that is shown, and those before it. */
export async function lookAtPackedMrc(source: ByteSource, wish: LookWish): Promise<LookedAt> {
  const path = source.path
  const whole = Number.MAX_SAFE_INTEGER
  let shown = 1
  const unpacked = await gunzipHead(source, mrcHeaderBytes, head => {
    const header = readMrcHeader(head.subarray(0, mrcHeaderBytes), whole, path, mostSide)
    // The first: to come to the middle of a map half of it would have to be unpacked.
    shown = sectionOf(header, false, wish, path)
    const needed = header.offset + shown * sectionBytes(header)
    if (needed <= mostUnpacked) return needed
    throw new Failure('limit-exceeded', `${path} cannot be shown: ${needed} bytes of it would have to be unpacked.`, {
      hint: 'Copy it to this computer and unpack it there.'
    })
  })
  const bytes = unpacked.subarray(0, mrcHeaderBytes)
  const header = readMrcHeader(bytes, whole, path, mostSide)
  const inside = memorySource(path, unpacked)
  // All of it is in memory: nothing is saved by leaving rows out.
  const content = await picture(inside, bytes, header, shown, { ...wish, budgetBytes: mostUnpacked })
  return { kind: 'MRC, packed with gzip', facts: headerFacts(bytes, header), content }
}

async function picture(source: ByteSource, bytes: Uint8Array, header: MrcHeader, section: number, wish: LookWish) {
  const { columns, rows, sections, littleEndian } = header
  const offset = header.offset + (section - 1) * sectionBytes(header)
  const raster = plainRaster(source, {
    ...{ columns, rows, type: mrcNumberType(header), littleEndian, fromBelow: true, offset }
  })
  const facts = { path: source.path, section, sections, pixelSize: mrcPixelSize(bytes, header) }
  return makePicture(raster, facts, wish)
}

/** Space group 1, or a stack of them (401), is a volume; 0 is a stack of pictures (MRC2014, word 23). */
function isMap(bytes: Uint8Array, { littleEndian, columns, rows, sections }: MrcHeader): boolean {
  const group = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getInt32(88, littleEndian)
  // Older programs write 1 in movies too: those are not as deep as they are wide.
  return group !== 0 && sections > 1 && columns === rows && sections === rows
}

function sectionOf({ sections }: MrcHeader, map: boolean, { section }: LookWish, path: string): number {
  const wanted = section ?? (map ? Math.floor(sections / 2) + 1 : 1)
  if (wanted <= sections) return wanted
  throw new Failure('not-found', `${path} has ${sections} sections, and no number ${wanted}.`)
}

function headerFacts(bytes: Uint8Array, header: MrcHeader): Fact[] {
  const { columns, rows, sections, mode } = header
  const type = mrcNumberType(header)
  const range = mrcValueRange(bytes, header)
  const short = (value: number): string => String(Number(value.toPrecision(5)))
  const rangeFact = range && {
    name: 'Range',
    value: `${short(range.least)} to ${short(range.greatest)}, mean ${short(range.mean)}`
  }
  return [
    { name: 'Pixels', value: pixelsWords(columns, rows) },
    { name: 'Sections', value: String(sections) },
    ...pixelSizeFact(mrcPixelSize(bytes, header)),
    { name: 'Values', value: `mode ${mode}, ${numberWords[type]}` },
    ...(rangeFact ? [rangeFact] : []),
    ...mrcLabels(bytes).map(value => ({ name: 'Label', value }))
  ]
}
