/** Quick looks at files, wherever they lie, without fetching them. */
import { z } from 'zod'
import { call, instantSchema, pathSchema } from './base'
import { placeSchema } from './files'

/** Pixels of the longer side of a preview picture. */
export const previewSizes = { least: 16, most: 2048, usual: 512 } as const

/** Percent of the values at each end that are all black or all white. */
export const previewClip = { usual: 1, most: 25 } as const

/** A picture made of values: a micrograph, a frame of a movie, a section of a stack or a map, or its power spectrum. */
export const previewPictureSchema = z.object({
  type: z.literal('picture'),
  of: z.enum(['image', 'spectrum']),
  /** Pixels of the preview. */
  width: z.number().int(),
  height: z.number().int(),
  /** Base64. */
  png: z.string(),
  /** Pixels of the picture itself; of a spectrum, of the square that was transformed. */
  columns: z.number().int(),
  rows: z.number().int(),
  /** Which section, frame or page this is, from 1. */
  section: z.number().int(),
  /** How many there are; null where finding out would take long. */
  sections: z.number().int().nullable(),
  /** Å; null where the header does not tell. */
  pixelSizeAngstrom: z.number().nullable(),
  /** Of round length, in pixels of the preview. Null in spectra, and without a pixel size. */
  scaleBar: z.object({ angstrom: z.number(), pixels: z.number(), label: z.string() }).nullable(),
  /** The values that are black and white; unless `clip` says otherwise the 1st and 99th percentile. */
  black: z.number().nullable(),
  white: z.number().nullable(),
  /** Every row of it was read; else so many that the preview is as large as was asked for, or as the reading is worth. */
  everyRow: z.boolean()
})

/** A picture as it is in the file. */
export const previewImageSchema = z.object({
  type: z.literal('image'),
  mime: z.enum(['image/png', 'image/jpeg', 'image/gif']),
  width: z.number().int(),
  height: z.number().int(),
  base64: z.string()
})

/** Beginning and end of a text. */
export const previewTextSchema = z.object({
  type: z.literal('text'),
  head: z.string(),
  /** Empty where the head is all. */
  tail: z.string(),
  /** Bytes between them. */
  skippedBytes: z.number()
})

export const previewTableSchema = z.object({
  name: z.string(),
  columns: z.array(z.string()),
  rows: z.array(z.array(z.string())),
  /** There are more rows than these. */
  cut: z.boolean()
})

/** Tables of a STAR or CSV file. */
export const previewTablesSchema = z.object({ type: z.literal('tables'), tables: z.array(previewTableSchema) })

/** Nothing but facts; `why` in words. */
export const previewNothingSchema = z.object({ type: z.literal('nothing'), why: z.string() })

export const previewSchema = z.object({
  path: pathSchema,
  /** What it is, in words: `MRC`, `EER movie`, `STAR`. */
  kind: z.string(),
  /** Bytes. */
  size: z.number(),
  mtime: instantSchema,
  /** Bytes of the file that were read for this; 0: it was still known. */
  bytesRead: z.number(),
  /** What its header tells. */
  facts: z.array(z.object({ name: z.string(), value: z.string() })),
  content: z.discriminatedUnion('type', [
    previewPictureSchema,
    previewImageSchema,
    previewTextSchema,
    previewTablesSchema,
    previewNothingSchema
  ])
})
export type Preview = z.infer<typeof previewSchema>
export type PreviewPicture = z.infer<typeof previewPictureSchema>
export type PreviewTable = z.infer<typeof previewTableSchema>

/** The newest pictures of a folder; `png` null: that one could not be shown, for the reason in `why`. */
export const montageSchema = z.object({
  path: pathSchema,
  pictures: z.array(
    z.object({
      name: z.string(),
      size: z.number(),
      mtime: instantSchema,
      width: z.number().int(),
      height: z.number().int(),
      png: z.string().nullable(),
      why: z.string()
    })
  ),
  /** Files of the folder that may be pictures. */
  total: z.number().int(),
  bytesRead: z.number()
})
export type Montage = z.infer<typeof montageSchema>

export const previewsContract = {
  /**
   * Links followed. Unless `size` is given, of a large picture at most a tenth of it is read. `section` from 1; unset:
   * the first, of a map the middle one. `spectrum`: its power spectrum instead. `drawScaleBar`: into the picture itself,
   * where it has one. `corrupt` for a file that is not what it
   * says, `unsupported` for values no picture is made of, `limit-exceeded` where it would take too much to read.
   */
  look: call
    .input(
      z.object({
        place: placeSchema,
        size: z.number().int().min(previewSizes.least).max(previewSizes.most).optional(),
        section: z.number().int().min(1).optional(),
        spectrum: z.boolean().default(false),
        /** Of a picture's values this share is black, and as many are white. Percent; unset: 1. */
        clip: z.number().min(0).max(previewClip.most).optional(),
        drawScaleBar: z.boolean().default(false)
      })
    )
    .output(previewSchema),
  /** The newest pictures of a folder by the time of their files, newest first. */
  newest: call
    .input(
      z.object({
        place: placeSchema,
        most: z.number().int().min(1).max(48).default(12),
        size: z.number().int().min(previewSizes.least).max(512).default(192)
      })
    )
    .output(montageSchema)
}
