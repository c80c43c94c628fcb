/**
 * How many files of one transfer are on their way at once. Small ones cost three round trips and hardly any bytes, so
 * it takes hundreds to fill a path of 50 ms; a large one fills it alone, and a few more only bridge its beginning and
 * end (measured: docs/decisions, transfers).
 */
export const filesAtOnce = { small: 256, large: 4 } as const

/** Up to so many bytes a file is copied in one piece. */
const smallBytes = 255 * 1024

/** `bytes`: as the listing said. */
export const isSmallFile = (bytes: number): boolean => bytes <= smallBytes
