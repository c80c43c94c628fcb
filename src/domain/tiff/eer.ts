/**
 * What an EER movie says of itself. EER (electron event representation, Thermo Fisher Scientific) is a BigTIFF with one
 * directory a frame; codes and tags: https://github.com/fei-company/EerReaderLib (EerFile.cpp), the items of the
 * metadata: https://crowfoot.blog/reading-eer-metadata.
 */
import { fieldText, type TiffDirectory, type TiffFile } from './directory'

/** Compressions of frames: events of 8 bits, of 7 bits, and of a number of bits that fields tell. */
export const eerCompressions: readonly number[] = [65000, 65001, 65002]

const acquisitionTag = 65001

/** One item of the metadata, in the words of the camera. */
export interface EerItem {
  readonly name: string
  readonly unit: string
  readonly value: string
}

/** Items that are read, at most. */
const mostItems = 200

/** `<item name="exposureTime" unit="s">4.1</item>` and so on. */
export function eerItems(xml: string): EerItem[] {
  const items: EerItem[] = []
  for (const [, attributes = '', value = ''] of xml.matchAll(/<item\b([^<>]{0,400})>([^<>]{0,4000})<\/item>/g)) {
    const told = (name: string): string => new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? ''
    items.push({ name: plain(told('name')), unit: plain(told('unit')), value: plain(value) })
    if (items.length === mostItems) break
  }
  return items
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const plain = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name) => entities[name] ?? '').trim()

/** Of a frame, or of the image before them; none where there is no metadata. */
export async function readEerItems(file: TiffFile, directory: TiffDirectory): Promise<EerItem[]> {
  return eerItems((await fieldText(file, directory, acquisitionTag)) ?? '')
}

/** How many frames the metadata tell; null where they do not. */
export function eerFrames(items: readonly EerItem[]): number | null {
  const frames = Number(items.find(({ name }) => name === 'numberOfFrames')?.value)
  return Number.isSafeInteger(frames) && frames > 0 ? frames : null
}
