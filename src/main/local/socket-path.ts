/** Where the engine of a data folder listens: a Unix socket only its owner can open, or a named pipe on Windows. */
import { createHash } from 'node:crypto'
import { chmodSync, lstatSync, mkdirSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Failure } from '@domain/failure'

/** sockaddr_un holds 108 bytes on Linux and 104 on macOS, with the closing zero (unix(7)). */
const longestPath = 100

export function engineSocketPath(dataFolder: string): string {
  const digest = createHash('sha256').update(oneName(dataFolder)).digest('hex').slice(0, 32)
  if (process.platform === 'win32') return `\\\\.\\pipe\\farscope-${digest}`
  const beside = join(dataFolder, 'engine.sock')
  if (Buffer.byteLength(beside) <= longestPath) return beside
  return join(privateTemporaryFolder(), `${digest}.sock`)
}

/** The folder's real path, so that every way to it (a link, /tmp on macOS) leads to the same socket. */
function oneName(folder: string): string {
  try {
    return realpathSync(folder)
  } catch {
    return resolve(folder)
  }
}

function privateTemporaryFolder(): string {
  const uid = process.getuid?.() ?? 0
  const folder = join(tmpdir(), `farscope-${uid}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const found = lstatSync(folder)
  if (!found.isDirectory() || found.uid !== uid)
    throw new Failure('not-allowed', `${folder} belongs to somebody else.`, {
      hint: 'Use a data folder with a shorter path.'
    })
  chmodSync(folder, 0o700)
  return folder
}
