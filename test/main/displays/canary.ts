/** Where a secret must not be found: files, and the command lines and environments of programs that were started. */
import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

/** Everything in the folder as text, with its names. */
export async function everyFile(root: string, except = '/nowhere'): Promise<string> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile() && !entry.parentPath.startsWith(except))
  const texts = await Promise.all(
    files.map(({ parentPath, name }) => readFile(`${parentPath}/${name}`, 'latin1').catch(() => ''))
  )
  return files.map(({ parentPath, name }, at) => `${parentPath}/${name}\n${texts[at]}`).join('\n')
}

/** Command lines and environments of the processes below this one, and of no others. */
export async function everyChild(): Promise<string> {
  const { stdout } = await promisify(execFile)('ps', ['-e', '-o', 'pid=,ppid='])
  const rows = stdout.split('\n').map(line => line.trim().split(/\s+/))
  const ours = new Set([String(process.pid)])
  for (let size = 0; size !== ours.size; ) {
    size = ours.size
    for (const [pid, parent] of rows) if (pid && parent && ours.has(parent)) ours.add(pid)
  }
  ours.delete(String(process.pid))
  const read = (file: string): Promise<string> => readFile(file, 'latin1').catch(() => '')
  const texts = await Promise.all([...ours].flatMap(id => [read(`/proc/${id}/cmdline`), read(`/proc/${id}/environ`)]))
  return texts.join('\n')
}

/** A secret as it is and as the ways in which it could be written down. */
export const formsOf = (secret: string): string[] => [
  ...[secret, encodeURIComponent(secret), Buffer.from(secret).toString('hex')],
  // Without its ends, which depend on what stands beside them.
  Buffer.from(secret).toString('base64').slice(0, -4)
]
