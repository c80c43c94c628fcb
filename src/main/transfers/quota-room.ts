/** Whether a copy has room at its destination, by what is free there and by what the user's quota leaves. */
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import { freeByQuota } from '@domain/transfers/quota'
import type { SiteAccess } from '../site-access'
import { type CheckRoom, checkFreeSpace } from './room'

/** A smaller copy is not worth the question: should it hit the limit, the server says so. Bytes. */
const worthAsking = 64 * 1024 ** 2
/** The quota of a file server that does not answer must not hold up the copy. Milliseconds. */
const askingMs = 10_000

/** quota(1) names devices as df(1) does; lfs-quota(1) is asked about the path. Both for the user and the group. */
const quotaScript = `export LC_ALL=C
printf 'device %s\\n' "$(df -P -- "$1" 2>/dev/null | awk 'NR == 2 { print $1 }')"
if command -v quota >/dev/null 2>&1; then
  echo quota
  quota -w -u 2>/dev/null
  quota -w -g 2>/dev/null
fi
if command -v lfs >/dev/null 2>&1; then
  echo lustre
  lfs quota -q -u "$(id -un)" "$1" 2>/dev/null
  lfs quota -q -g "$(id -gn)" "$1" 2>/dev/null
fi
exit 0`

export function createCheckRoom(access: SiteAccess): CheckRoom {
  return async (to, path, bytes, signal) => {
    await checkFreeSpace(to, path, bytes, signal)
    if (to.kind !== 'site' || bytes < worthAsking) return
    // A quota that cannot be asked for does not hold up a copy: the server says so itself.
    const left = await quotaLeft(access, to.label, path, signal).catch(() => null)
    signal.throwIfAborted()
    if (left === null || bytes <= left) return
    const text = (count: number): string => `${(count / 1024 ** 3).toFixed(1)} GiB`
    throw new Failure(
      'quota',
      `${text(bytes)} are to be copied, but your quota at ${displayName(path)} (${to.label}) leaves only ${text(left)}.`,
      { hint: 'Remove what is not needed there, ask for a larger quota, or copy to another place.' }
    )
  }
}

/** Bytes that one's quota leaves at a path of a site; null where none is told. What the question fails of is thrown. */
export async function quotaLeft(
  access: SiteAccess,
  site: string,
  path: string,
  signal: AbortSignal
): Promise<number | null> {
  const connection = await access.connection(site, { role: 'transfer' }, signal, { automatic: true })
  const { stdout } = await connection.run(quotaScript, { args: [path], signal, timeoutMs: askingMs })
  return freeByQuota(stdout.toString('utf8'))
}
