/** A checksum in the making, wherever it is computed. */

/** Bytes in order; ends with `digest` or `close`. */
export interface Digest {
  /** `data` is the caller's again when this returns. A promise: wait for it before the next. */
  update(data: Uint8Array): undefined | Promise<void>
  /** Lower-case hex. */
  digest(): Promise<string>
  close(): void
}
