/** The executables in the facility's bin folder: one short shell script under every command's name. */
import { chmodSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { quote } from '@domain/shell'

export const commandNames = [
  ...(['sbatch', 'squeue', 'sacct', 'sinfo', 'scancel', 'scontrol', 'srun', 'sacctmgr', 'sshare', 'sstat'] as const),
  'module'
] as const

/**
 * Shell and named pipes instead of a Node program on a socket: it starts in some 10 ms where Node (or Electron as Node,
 * which a packaged program may not even allow) takes 50 to 150.
 *
 * A call is a folder of its own in the spool. Its name goes to the controller through the pipe `requests`; the answer
 * is one word through the pipe `reply`: an exit status, `stdin` (send standard input, then ask again) or `more` (show
 * what there is, then ask again). Output comes as files.
 */
const script = (spool: string, pid: number): string => `#!/bin/sh
spool=${quote(spool)}
umask 077
lost() {
  case \${0##*/} in
    squeue|sinfo|scontrol) echo 'slurm_load_jobs error: Unable to contact slurm controller (connect failure)' >&2 ;;
    *) echo "\${0##*/}: error: Unable to contact slurm controller (connect failure)" >&2 ;;
  esac
  exit 1
}
kill -0 ${pid} 2>/dev/null && [ -p "$spool/requests" ] || lost
call=$(mktemp -d "$spool/call.XXXXXX") || exit 1
trap 'rm -rf -- "$call"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
mkfifo "$call/reply" || exit 1
printf '%s\\0' "\${0##*/}" "$@" >"$call/arguments"
printf '%s\\0' "$PWD" "$SLURM_TIME_FORMAT" "$SQUEUE_FORMAT" "$SACCT_FORMAT" >"$call/variables"
case \${0##*/} in sbatch|srun) export -p >"$call/environment" ;; esac
while :; do
  kill -0 ${pid} 2>/dev/null && [ -p "$spool/requests" ] || lost
  printf '%s\\n' "\${call##*/}" >"$spool/requests"
  word=
  tries=0
  # The end of the answer before may still be open here and close just now: that is no answer, and it is read again.
  while [ -z "$word" ] && [ $tries -lt 3 ] && kill -0 ${pid} 2>/dev/null; do
    read -r word <"$call/reply"
    tries=$((tries + 1))
  done
  [ -s "$call/output" ] && cat "$call/output"
  [ -s "$call/errors" ] && cat "$call/errors" >&2
  case $word in
    stdin) cat >"$call/stdin" ;;
    more) ;;
    '') lost ;;
    *) exit "$word" ;;
  esac
done
`

/** Writes the script and its names. */
export function writeCommands(bin: string, spool: string): void {
  const file = join(bin, '.slurm')
  writeFileSync(file, script(spool, process.pid))
  chmodSync(file, 0o700)
  for (const name of commandNames) symlinkSync('.slurm', join(bin, name))
}
