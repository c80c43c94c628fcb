/**
 * How many files of one transfer are on their way at once. Small ones cost three round trips and hardly any bytes, so
 * it takes hundreds to fill a path of 50 ms; a large one fills it alone, and a few more only bridge its beginning and
 * end. Memory stays bounded, because of those above `lightBytes` each takes a slot of the chunks (copy-small.ts).
 */
export const filesAtOnce = { small: 512, large: 4 } as const

/** Batches of small files on their way at once (bulk/copy-many.ts): twice what a path of 50 ms at 1 Gbit/s holds. */
export const batchesAtOnce = 32

/** Up to so many bytes a file is copied in one piece. */
export const largestSmall = 255 * 1024

/** `bytes`: as the listing said. */
export const isSmallFile = (bytes: number): boolean => bytes <= largestSmall

/** Files of up to so many bytes need no slot of their own: all that are under way together hold 32 MiB at most. */
export const lightBytes = 64 * 1024
