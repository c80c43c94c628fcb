/** The picture among the tags of a DigitalMicrograph file, and what they tell of it. */
import type { NumberType } from '../previews/number-type'
import type { DmTags } from './tags'

/** `ImageData.DataType` of what is shown (codes: see domain/dm/tags); complex values and colours are not. */
const dataTypes: Readonly<Record<number, NumberType>> = {
  ...{
    1: 'int16',
    2: 'float32',
    6: 'uint8',
    7: 'int32',
    9: 'int8',
    10: 'uint16',
    11: 'uint32',
    12: 'float64',
    14: 'uint8'
  }
}

export interface DmImage {
  /** Its place among the tags: `ImageList.1`. */
  readonly path: string
  readonly columns: number
  readonly rows: number
  readonly sections: number
  /** Null: of a type that is not shown. */
  readonly type: NumberType | null
  readonly offset: number
  /** Å a pixel; null where it is not told in a length. */
  readonly pixelSize: number | null
}

const unitAngstrom: Readonly<Record<string, number>> = { Å: 1, A: 1, nm: 10, µm: 1e4, μm: 1e4, um: 1e4, mm: 1e7 }

/** The one with most pixels: beside it there is a thumbnail. Undefined where there is none. */
export function dmImage(tags: DmTags): DmImage | undefined {
  const images: DmImage[] = []
  for (const [path, array] of tags.arrays) {
    const [, image, data] = /^(ImageList\.\d+)\.(ImageData)\.Data$/.exec(path) ?? []
    if (image === undefined || data === undefined) continue
    const number = (name: string): number => tags.numbers.get(`${image}.ImageData.${name}`) ?? 0
    const [columns, rows] = [number('Dimensions.0'), number('Dimensions.1')]
    if (!(columns >= 1 && rows >= 1)) continue
    const scale = number('Calibrations.Dimension.0.Scale')
    const unit = unitAngstrom[(tags.texts.get(`${image}.ImageData.Calibrations.Dimension.0.Units`) ?? '').trim()]
    images.push({
      ...{ path: image, columns, rows, offset: array.offset },
      sections: Math.max(1, number('Dimensions.2')) * Math.max(1, number('Dimensions.3')),
      type: dataTypes[number('DataType')] ?? null,
      pixelSize: unit !== undefined && scale > 0 ? scale * unit : null
    })
  }
  return images.toSorted((a, b) => b.columns * b.rows - a.columns * a.rows)[0]
}

/** Names of facts, and where they stand below the image's `ImageTags`. */
const told: readonly (readonly [string, string, string])[] = [
  ['Microscope', 'Microscope Info.Microscope', ''],
  ['Operation mode', 'Microscope Info.Operation Mode', ''],
  ['Illumination mode', 'Microscope Info.Illumination Mode', ''],
  ['Imaging mode', 'Microscope Info.Imaging Mode', ''],
  ['Voltage', 'Microscope Info.Voltage', 'V'],
  ['Magnification', 'Microscope Info.Indicated Magnification', ''],
  ['Actual magnification', 'Microscope Info.Actual Magnification', ''],
  ['Cs', 'Microscope Info.Cs(mm)', 'mm'],
  ['Probe current', 'Microscope Info.Probe Current (nA)', 'nA'],
  ['Acquired on', 'DataBar.Acquisition Date', ''],
  ['Acquired at', 'DataBar.Acquisition Time', ''],
  ['Exposure', 'DataBar.Exposure Time (s)', 's'],
  ['Device', 'DataBar.Device Name', '']
]

/** What the tags tell of the microscope and the exposure. */
export function dmFacts(tags: DmTags, image: DmImage): { name: string; value: string }[] {
  return told.flatMap(([name, path, unit]) => {
    const at = `${image.path}.ImageTags.${path}`
    const number = tags.numbers.get(at)
    const value = tags.texts.get(at) ?? (number === undefined ? undefined : String(Number(number.toPrecision(6))))
    return value === undefined || value.trim() === '' ? [] : [{ name, value: unit === '' ? value : `${value} ${unit}` }]
  })
}
