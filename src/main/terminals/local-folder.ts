/** Where a process of this computer is, as the system tells. */
import { execFile } from 'node:child_process'
import { readlink } from 'node:fs/promises'
import { promisify } from 'node:util'
import { decodeName } from '@domain/bytes-name'

const limitMs = 3_000

/** From /proc on Linux, from lsof(8) on macOS; null elsewhere, and when the process is gone. */
export async function localFolder(processId: number): Promise<string | null> {
  try {
    if (process.platform === 'linux')
      return decodeName(await readlink(`/proc/${processId}/cwd`, { encoding: 'buffer' }))
    if (process.platform !== 'darwin') return null
    const { stdout } = await promisify(execFile)('lsof', ['-a', '-d', 'cwd', '-p', String(processId), '-Fn'], {
      timeout: limitMs
    })
    return /^n(\/.*)$/m.exec(stdout)?.[1] ?? null
  } catch {
    return null
  }
}
