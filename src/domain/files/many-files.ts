/**
 * Very many small files of one place, a batch at a time: what costs a call each elsewhere costs one for a whole batch
 * here. It only ever tells success or not: what did not succeed left nothing behind that was not there before (but for a
 * part file that could not be removed), and is to be tried again alone, which says why.
 */

/** A file to be read whole. */
export interface ManyReadWish {
  readonly path: string
  /** Longer files are not read. Bytes. */
  readonly most: number
  /** What it will probably weigh; may be wrong. Bytes. */
  readonly expected: number
}

/** A regular file that was the same before and after its bytes were read. */
export interface ManyRead {
  /** Permission bits 0o7777. */
  readonly mode: number
  /** Whole seconds since 1970, UTC; between 0 and 2^32. */
  readonly mtime: number
  readonly data: Uint8Array
}

/** A file to be written whole as `part`, which must be free, and then to get the name `target`. */
export interface ManyWrite extends ManyRead {
  readonly part: string
  readonly target: string
  /** `new` never takes the place of anything. */
  readonly how: 'new' | 'replace'
}

export interface ManyFiles {
  /**
   * Whether this place can do it now. Where that has to be found out, it takes a few seconds at most. Never rejects.
   */
  ready(signal: AbortSignal): Promise<boolean>
  /** In the order of the wishes; undefined: not read. Rejects when nobody knows, or with the reason of the signal. */
  read(wishes: readonly ManyReadWish[], signal: AbortSignal): Promise<readonly (ManyRead | undefined)[]>
  /**
   * In the order of the files: whether it is there whole under its target, with mode and time. Rejects when nobody knows
   * what was done. What was sent already is waited for a moment when the signal aborts, so that most of it is known.
   */
  write(files: readonly ManyWrite[], signal: AbortSignal): Promise<readonly boolean[]>
}
