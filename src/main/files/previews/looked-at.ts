/** What a kind of file is looked at with, and what comes of it. */
import type { Preview } from '@contract/previews'
import type { PictureWish } from './picture'

/** How it is asked for. `section` from 1. */
export interface LookWish extends PictureWish {
  readonly section?: number | undefined
}

/** The part of a preview that depends on the kind of file. */
export type LookedAt = Pick<Preview, 'kind' | 'facts' | 'content'>

export type Fact = Preview['facts'][number]

/** `4,096 × 4,096` without the commas: numbers of pixels are read as they stand in headers. */
export const pixelsWords = (columns: number, rows: number): string => `${columns} × ${rows}`

/** `0.73 Å`, or nothing where it is not known. */
export function pixelSizeFact(angstrom: number | null): Fact[] {
  return angstrom === null ? [] : [{ name: 'Pixel size', value: `${Number(angstrom.toPrecision(4))} Å` }]
}
