/** What hosts can do for a copy by themselves, with nothing but what they have already. */
import { forAnyLoginShell } from '@domain/shell'
import type { Connection, HostTarget } from '../../ssh/types'

const probeMs = 20_000

/**
 * ssh of one host to another: it may ask nobody, take no new host key, and lends neither our agent nor its display.
 * `$1` port, `$2` user, `$3` host. See ssh(1), ssh_config(5).
 */
export const sshThere = [
  'ssh -a -x -T -o BatchMode=yes -o StrictHostKeyChecking=yes -o ConnectTimeout=8 -o ForwardAgent=no',
  '-o ClearAllForwardings=yes -o PermitLocalCommand=no -p "$1" -l "$2"'
].join(' ')

/** As `$1` … of a script that uses `sshThere`. */
export const addressOf = ({ port, user, host }: HostTarget): string[] => [String(port), user, host]

/** Which machine and account a script runs on; fails where the machine cannot be told for certain. */
const whoScript = `boot=$(cat /proc/sys/kernel/random/boot_id 2>/dev/null || sysctl -n kern.bootsessionuuid 2>/dev/null)
[ -n "$boot" ] || exit 1
printf '%s %s %s\\n' "$(uname -n)" "$boot" "$(id -u)"`

/** The same account on the same server, over the same way. */
export function isSameHost(one: HostTarget, other: HostTarget): boolean {
  const place = ({ host, port, user, jumps }: HostTarget): string =>
    JSON.stringify([host, port, user, jumps.map(jump => [jump.host, jump.port])])
  return place(one) === place(other)
}

/** A host with a shell and cp(1). */
export function canCopy(connection: Connection, signal: AbortSignal): Promise<boolean> {
  return succeeds(connection, 'command -v cp >/dev/null && command -v printf >/dev/null', [], signal)
}

/**
 * Whether one host can log in at the other with what it has. Names mean different machines at different places, so both
 * ends must say that they are the same one.
 */
export async function canReach(from: Connection, to: Connection, signal: AbortSignal): Promise<boolean> {
  try {
    const limits = { signal, timeoutMs: probeMs }
    const wanted = await to.run(whoScript, limits)
    if (wanted.code !== 0) return false
    const args = [...addressOf(to.target), forAnyLoginShell(whoScript)]
    const seen = await from.run(`${sshThere} -- "$3" "$4" </dev/null`, { ...limits, args })
    return seen.code === 0 && lastLine(seen.stdout) === lastLine(wanted.stdout)
  } catch {
    signal.throwIfAborted()
    return false
  }
}

/** Login shells may print something first. */
const lastLine = (output: Buffer): string => output.toString('latin1').trimEnd().split('\n').at(-1) ?? ''

async function succeeds(
  connection: Connection,
  script: string,
  args: readonly string[],
  signal: AbortSignal
): Promise<boolean> {
  try {
    return (await connection.run(script, { args, signal, timeoutMs: probeMs })).code === 0
  } catch {
    signal.throwIfAborted()
    return false
  }
}
