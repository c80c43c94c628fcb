/**
 * Memory for the chunks of large files, used again and again. A gigabyte is some 4,000 chunks, and V8 answers each few
 * megabytes of fresh buffers with a full collection: that took a third of the engine's time.
 */

/** One request of OpenSSH's largest size with its reply's header. Bytes. */
const bufferBytes = 256 * 1024
/** Smaller ones are not worth it. */
const fewestBytes = 64 * 1024
/** Buffers kept for the next: 16 MiB. */
const mostKept = 64

const kept: ArrayBuffer[] = []

/** Bytes that nobody else uses; what is in them is left over from before. */
export function takeChunk(length: number): Buffer {
  if (length < fewestBytes || length > bufferBytes) return Buffer.allocUnsafe(length)
  return Buffer.from(kept.pop() ?? new ArrayBuffer(bufferBytes), 0, length)
}

/** Nobody uses this chunk, or any part of what it was cut from, any more. Does nothing with memory from elsewhere. */
export function giveBackChunk({ buffer }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === bufferBytes && kept.length < mostKept) kept.push(buffer)
}
