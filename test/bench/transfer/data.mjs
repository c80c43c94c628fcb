import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync
} from 'node:fs'
import { join } from 'node:path'
import { run } from './process.mjs'

export const MiB = 1024 * 1024
const block = 4 * MiB

/** A file of bytes that no compression makes smaller. */
export function makeFile(path, size) {
  const noise = randomBytes(block)
  const file = openSync(path, 'w', 0o644)
  for (let at = 0; at < size; at += block) {
    // Every block is another one, so that a copy with swapped blocks is noticed.
    noise.writeDoubleLE(at, 0)
    writeSync(file, noise, 0, Math.min(block, size - at))
  }
  closeSync(file)
  return path
}

/** So many files of one size, 500 a folder. */
export function makeTree(path, count, size) {
  const noise = randomBytes(Math.max(size, 8))
  for (let index = 0; index < count; index++) {
    const folder = join(path, `grid-${String(Math.floor(index / 500)).padStart(3, '0')}`)
    if (index % 500 === 0) mkdirSync(folder, { recursive: true })
    noise.writeDoubleLE(index, 0)
    writeFileSync(join(folder, `micrograph-${String(index).padStart(6, '0')}.mrc`), noise.subarray(0, size))
  }
  return path
}

/** The far user owns what is under `far`. */
export async function giveAway(path) {
  chmodSync(path, 0o755)
  await run(['chown', '-R', 'cryo:cryo', path])
}

/** An empty folder of the far user. */
export async function freshFolder(path) {
  rmSync(path, { recursive: true, force: true })
  mkdirSync(path, { recursive: true })
  await giveAway(path)
  return path
}

/** Files below a folder, or 1 for a file, and their bytes. */
export function weigh(path) {
  const stat = statSync(path)
  if (!stat.isDirectory()) return { files: 1, bytes: stat.size }
  return readdirSync(path)
    .map(name => weigh(join(path, name)))
    .reduce((sum, one) => ({ files: sum.files + one.files, bytes: sum.bytes + one.bytes }), { files: 0, bytes: 0 })
}

/** Throws when the two are not equal in every byte. */
export const assertSame = (a, b) => run(['diff', '-rq', a, b])
