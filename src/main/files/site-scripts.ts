/** What SFTP cannot say and a small fixed script can. Paths travel as arguments, never in its text. */
import { Failure } from '@domain/failure'
import type { FileInfo } from '@domain/files/file-system'
import type { Connection } from '../ssh/types'

/** sha256sum is GNU's and busybox's, shasum perl's (macOS), openssl is nearly everywhere. */
const sha256Script = `
if command -v sha256sum >/dev/null 2>&1; then head -c "$2" -- "$1" | sha256sum
elif command -v shasum >/dev/null 2>&1; then head -c "$2" "$1" | shasum -a 256
elif command -v openssl >/dev/null 2>&1; then head -c "$2" "$1" | openssl dgst -sha256 -r
fi`

/** SHA-256 of the first bytes of a file at the site, or null where no command there can compute it. */
export async function sha256At(
  connection: Connection,
  path: string,
  bytes: number,
  signal: AbortSignal | undefined
): Promise<string | null> {
  try {
    // A slow disk reads 20 MB/s; the limit is for a file system that hangs.
    const timeoutMs = 60_000 + bytes / 20_000
    const { stdout } = await connection.run(sha256Script, { args: [path, String(bytes)], signal, timeoutMs })
    return /^\\?([0-9a-f]{64})\b/.exec(stdout.toString('latin1'))?.[1] ?? null
  } catch (thrown) {
    if (signal?.aborted || !connection.connected) throw thrown
    return null
  }
}

/** Two lines, each a name or empty. */
const ownersScript = 'echo "$(getent passwd "$1" | cut -d: -f1)"; echo "$(getent group "$2" | cut -d: -f1)"'
const known = new WeakMap<Connection, Map<string, { owner: string; group: string }>>()

/** Asks the site's own directory (getent(1)); the numbers stay where there is none. Asked once a connection. */
export async function ownerNamesAt(
  connection: Connection,
  { owner, group }: FileInfo,
  signal: AbortSignal | undefined
): Promise<{ owner: string; group: string }> {
  const names = known.get(connection) ?? new Map<string, { owner: string; group: string }>()
  known.set(connection, names)
  const key = `${owner}:${group}`
  const found = names.get(key)
  if (found) return found
  try {
    const { stdout } = await connection.run(ownersScript, { args: [owner, group], signal, timeoutMs: 5000 })
    const [user = '', second = ''] = stdout.toString('utf8').split('\n')
    const named = { owner: user || owner, group: second || group }
    names.set(key, named)
    return named
  } catch {
    if (signal?.aborted) throw Failure.from(signal.reason)
    return { owner, group }
  }
}
