/** Batches on their way to the far program and its answers (far-program.ts). Numbers are big-endian. */
import { encodeName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { ManyRead, ManyReadWish, ManyWrite } from '@domain/files/many-files'

/** What is asked of the far end: `W` to write files, `R` to read some. */
export type BatchKind = 'W' | 'R'

/** Kind, number and length of what follows. Bytes. */
const headBytes = 9
const writeHeadBytes = 17
const readHeadBytes = 6
const answerHeadBytes = 13

/** Most bytes of a path in a batch. */
export const longestPath = 65_535

const latestTime = 0xffffffff
const clampTime = (seconds: number): number => Math.max(0, Math.min(seconds, latestTime))

/** As `encodeName`, faster for what is plain text: nearly all names. */
const bytesOf = (name: string): Uint8Array => (name.isWellFormed() ? Buffer.from(name) : encodeName(name))

function framed(kind: BatchKind, id: number, bytes: number): Buffer {
  const frame = Buffer.allocUnsafeSlow(headBytes + bytes)
  frame.write(kind, 0, 'latin1')
  frame.writeUInt32BE(id, 1)
  frame.writeUInt32BE(bytes, 5)
  return frame
}

/** A batch of files to be written, as it is sent. */
export function writeBatch(id: number, files: readonly ManyWrite[]): Buffer {
  const named = files.map(file => ({ file, part: bytesOf(file.part), target: bytesOf(file.target) }))
  const bytes = named.reduce(
    (sum, { file, part, target }) => sum + writeHeadBytes + part.length + target.length + file.data.length,
    0
  )
  const frame = framed('W', id, bytes)
  let at = headBytes
  for (const { file, part, target } of named) {
    at = frame.writeUInt32BE(file.mode, at)
    at = frame.writeUInt32BE(clampTime(file.mtime), at)
    at = frame.writeUInt8(file.how === 'replace' ? 1 : 0, at)
    at = frame.writeUInt32BE(file.data.length, at)
    at = frame.writeUInt16BE(part.length, at)
    at = frame.writeUInt16BE(target.length, at)
    for (const bytes of [part, target, file.data]) {
      frame.set(bytes, at)
      at += bytes.length
    }
  }
  return frame
}

/** A batch of files to be read, as it is sent. */
export function readBatch(id: number, wishes: readonly ManyReadWish[]): Buffer {
  const named = wishes.map(({ path, most }) => ({ most, path: bytesOf(path) }))
  const frame = framed(
    'R',
    id,
    named.reduce((sum, { path }) => sum + readHeadBytes + path.length, 0)
  )
  let at = headBytes
  for (const { most, path } of named) {
    at = frame.writeUInt32BE(most, at)
    at = frame.writeUInt16BE(path.length, at)
    frame.set(path, at)
    at += path.length
  }
  return frame
}

const broken = (): Failure =>
  new Failure('protocol', 'The program that moves many small files at the far end answered in no known form.')

/** The answer to `writeBatch`. */
export function writtenOf(answer: Uint8Array, count: number): boolean[] {
  if (answer.length !== count) throw broken()
  return Array.from(answer, byte => byte === 1)
}

/** The answer to `readBatch`. The contents share the memory of the answer. */
export function readOf(answer: Buffer, count: number): (ManyRead | undefined)[] {
  const files: (ManyRead | undefined)[] = []
  let at = 0
  while (at < answer.length) {
    if (answer[at] === 0) {
      files.push(undefined)
      at++
      continue
    }
    if (answer.length < at + answerHeadBytes) throw broken()
    const mode = answer.readUInt32BE(at + 1)
    const mtime = answer.readUInt32BE(at + 5)
    const size = answer.readUInt32BE(at + 9)
    at += answerHeadBytes
    if (answer.length < at + size) throw broken()
    files.push({ mode, mtime, data: answer.subarray(at, at + size) })
    at += size
  }
  if (files.length !== count) throw broken()
  return files
}
