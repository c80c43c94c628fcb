/** A raster as the picture of a preview: made small, stretched, written as PNG. */
import { type PreviewPicture, previewClip, previewSizes } from '@contract/previews'
import { unsupported } from '@domain/previews/byte-source'
import { percentiles, smaller, toGrey, type ValueGrid } from '@domain/previews/grey'
import { leastSpectrumSide, powerSpectrum, spectrumSide } from '@domain/previews/power-spectrum'
import { middleOf, type Raster, sampleRaster } from '@domain/previews/raster'
import { scaleBar, withScaleBar } from '@domain/previews/scale-bar'
import { greyPng } from '../../grey-png'
import { inSteps } from './unpackers'

/** How a picture is asked for. */
export interface PictureWish {
  /** Pixels of the longer side; unset: as many as a tenth of the picture gives, at most `previewSizes.usual`. */
  readonly size?: number | undefined
  readonly spectrum: boolean
  /** Percent of the values at each end; unset: the usual. Not of a spectrum. */
  readonly clip?: number | undefined
  /** Into the picture itself, where its pixel size is known. */
  readonly drawScaleBar?: boolean | undefined
  /** Rows that are read, in bytes; unset: as many as the size is worth. */
  readonly budgetBytes?: number | undefined
}

/** What is known of the picture beside its values. */
export interface PictureFacts {
  readonly path: string
  readonly section: number
  readonly sections: number | null
  readonly pixelSize: number | null
}

/** Bytes that may be read of a picture of which nobody said how large it is to be: a tenth of it, but for small ones. */
const share = 0.095
const leastBudget = 4 * 1024 * 1024
/** The most where somebody did. */
const mostBudget = 128 * 1024 * 1024

export async function makePicture(raster: Raster, facts: PictureFacts, wish: PictureWish): Promise<PreviewPicture> {
  const longest = wish.size ?? previewSizes.usual
  const usual = Math.max(leastBudget, raster.rowBytes * raster.rows * share)
  if (wish.spectrum) return spectrumPicture(raster, facts, { longest, budgetBytes: usual, drawScaleBar: false })
  // A picture that was asked for large is worth as many rows as it has lines.
  const asked = wish.size === undefined ? 0 : Math.min(mostBudget, longest * raster.rowBytes)
  const budgetBytes = wish.budgetBytes ?? Math.max(usual, asked)
  const clip = (wish.clip ?? previewClip.usual) / 100
  return imagePicture(raster, facts, { longest, budgetBytes, drawScaleBar: wish.drawScaleBar ?? false }, clip)
}

interface Wanted {
  readonly longest: number
  readonly budgetBytes: number
  readonly drawScaleBar: boolean
}

/** `clip`: 0 to 1. */
async function imagePicture(
  raster: Raster,
  facts: PictureFacts,
  wanted: Wanted,
  clip: number
): Promise<PreviewPicture> {
  const grid = await sampleRaster(raster, wanted)
  const bar = scaleBar(facts.pixelSize, raster.columns, grid.width)
  return picture(grid, facts, {
    ...{ of: 'image', columns: raster.columns, rows: raster.rows, scaleBar: bar, everyRow: grid.all },
    ...{ fromBelow: raster.fromBelow, low: clip, high: 1 - clip, drawn: wanted.drawScaleBar ? bar : null }
  })
}

async function spectrumPicture(raster: Raster, facts: PictureFacts, wanted: Wanted): Promise<PreviewPicture> {
  const { columns, rows, rowBytes } = raster
  // Where part of a row cannot be had alone, rows are what it costs.
  const each = raster.readPart ? rowBytes / columns : 0
  const side = spectrumSide(columns, rows, each, wanted.budgetBytes)
  if (side === 0)
    throw unsupported(
      facts.path,
      `a picture of ${columns} x ${rows} pixels has no spectrum that shows anything`,
      `It needs ${leastSpectrumSide} pixels a side.`
    )
  const spectrum = await inSteps(powerSpectrum(await middleOf(raster, side)))
  return picture(smaller(spectrum, wanted.longest), facts, {
    ...{ of: 'spectrum', columns: side, rows: side, scaleBar: null, everyRow: side === rows },
    ...{ fromBelow: raster.fromBelow, low: 0.05, high: 0.995, drawn: null }
  })
}

interface Drawn extends Pick<PreviewPicture, 'of' | 'columns' | 'rows' | 'scaleBar' | 'everyRow'> {
  readonly fromBelow: boolean
  /** Shares of the values that are black and white. */
  readonly low: number
  readonly high: number
  /** The bar that is drawn in. */
  readonly drawn: PreviewPicture['scaleBar']
}

async function picture(grid: ValueGrid, facts: PictureFacts, wanted: Drawn): Promise<PreviewPicture> {
  const { fromBelow, low, high, drawn, ...rest } = wanted
  const [black, white] = percentiles(grid.values, low, high)
  const grey = toGrey(grid, { black, white, fromBelow })
  const { width, height } = grey
  const png = (await greyPng(drawn ? withScaleBar(grey, drawn) : grey)).toString('base64')
  const known = (value: number): number | null => (Number.isFinite(value) ? value : null)
  return {
    ...{ type: 'picture', width, height, png, black: known(black), white: known(white) },
    ...rest,
    ...{ section: facts.section, sections: facts.sections, pixelSizeAngstrom: facts.pixelSize }
  }
}
