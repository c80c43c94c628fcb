/** Copies of what a command wrote, after what machines before wrote; gone on with from wherever they stand. */
import { appendFile } from 'node:fs/promises'
import type { Machine, OwnFile } from './machine'
import { type RunFolder, sizeOf, writeFailure } from './run-folder'

/** From where (a machine, or what it has put into a bucket), and what is known of it here. */
export interface OwnCopies {
  readonly machine: Pick<Machine, 'readOwn'>
  readonly instance: string
  readonly folder: RunFolder
}

const pieceBytes = 256 * 1024

/**
 * Adds to `target` what it has not of the machine's file, at most `most` bytes. Called again it goes on: where the
 * machine's part begins was written down before its first byte.
 */
export async function copyOwn(
  { machine, instance, folder }: OwnCopies,
  file: OwnFile,
  target: string,
  most: number
): Promise<void> {
  let begin = folder.ofMachine(instance).begins[file]
  if (begin === undefined) {
    begin = await sizeOf(target)
    const { begins } = folder.ofMachine(instance)
    await folder.noteMachine(instance, { begins: { ...begins, [file]: begin } })
  }
  let at = Math.max(begin, await sizeOf(target))
  const end = at + most
  while (at < end) {
    const piece = await machine.readOwn(file, at - begin, Math.min(pieceBytes, end - at))
    if (piece.length === 0) return
    try {
      await appendFile(target, piece)
    } catch (thrown) {
      throw writeFailure(thrown, target)
    }
    at += piece.length
  }
}
