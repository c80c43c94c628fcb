/** What `site check` asks a host in one run, and how its answer is read. */

/**
 * Checksum commands that a transfer can use, fastest first on present processors: BLAKE3 and xxHash, then those with
 * hardware help (SHA), then the rest. GNU coreutils, Perl's shasum (macOS, BSD), openssl as the last way.
 */
export const checksumCommands = [
  'b3sum',
  'xxh128sum',
  'xxhsum',
  'b2sum',
  'sha256sum',
  'sha512sum',
  'sha1sum',
  'md5sum',
  'shasum',
  'openssl',
  'cksum'
] as const

/** Where clusters keep SLURM when the PATH of a command without a login shell does not name it. */
const slurmFolders = '/opt/slurm/bin:/usr/local/slurm/bin:/usr/local/bin:/cm/shared/apps/slurm/current/bin'

/**
 * POSIX sh; prints `key=value` lines, reads nothing, changes nothing. The login shell comes from the passwd database,
 * because `$SHELL` is only what the present shell was told. `squeue --version` does not ask the controller.
 */
export const hostProbeScript = `
PATH=$PATH:${slurmFolders}
shell=$(getent passwd "$(id -u)" 2>/dev/null | cut -d: -f7)
printf 'shell=%s\\n' "\${shell:-$SHELL}"
for name in ${checksumCommands.join(' ')}; do
  if command -v "$name" >/dev/null 2>&1; then printf 'checksum=%s\\n' "$name"; fi
done
if command -v squeue >/dev/null 2>&1; then printf 'slurm=%s\\n' "$(squeue --version 2>/dev/null | head -n 1)"; fi
exit 0
`

export interface HostProbe {
  shell: string | null
  checksums: string[]
  slurm: { version: string } | null
}

/** `slurm 22.05.8` as `squeue --version` prints it; sites add their own suffix (`slurm-wlm 21.08.5`). */
const slurmVersion = /^slurm\S*\s+(\S+)/

/** Reads the output of `hostProbeScript`; lines it does not know are left out. */
export function readHostProbe(output: string): HostProbe {
  const probe: HostProbe = { shell: null, checksums: [], slurm: null }
  const known: readonly string[] = checksumCommands
  for (const line of output.split('\n')) {
    const [, key, value = ''] = /^(\w+)=(.*)$/.exec(line) ?? []
    if (key === 'shell' && value !== '') probe.shell = value
    if (key === 'checksum' && known.includes(value)) probe.checksums.push(value)
    const version = key === 'slurm' ? slurmVersion.exec(value)?.[1] : undefined
    if (version !== undefined) probe.slurm = { version }
  }
  return probe
}
