/** The sh scripts by which a display lives in a job of SLURM: sent to the login host, and run by the job on its node. */
import { quote } from '@domain/shell'
import { loadModules, sendJob, slurmPath } from './job-scripts'
import { serverFunctions, stateFolder } from './vnc-scripts'

/**
 * Sends the job: arguments are size, name, then sbatch's options. Standard input: the 16 bytes of the password file,
 * 16 letters (the passwords that control and that look on), 44 bytes of X authority, then the batch script.
 * Prints `job ID`, or `none` where there is no sbatch, or `refused` and what sbatch said.
 */
export const submitScript = `${stateFolder}${slurmPath}
command -v sbatch >/dev/null 2>&1 || { echo none; exit 0; }
size=$1 name=$2; shift 2
mkdir -p "$base" && dir=$(mktemp -d "$base/job.XXXXXX") || exit 1
dd bs=1 count=16 of="$dir/passwd" 2>/dev/null
dd bs=1 count=16 of="$dir/letters" 2>/dev/null
dd bs=1 count=44 of="$dir/Xauthority" 2>/dev/null
cat >"$dir/script"
${sendJob(
  'farscope-vnc',
  ' "$dir"',
  `printf 'job %s\\ncreated %s\\nsize %s\\nname %s\\n' "$job" "$(date +%s)" "$size" "$name" >>"$dir/facts"`
)}`

/** What the job of our display `$1` wrote so far: the file by which it is reached, else the end of its logs. */
export const jobFileScript = `${stateFolder}folder "$1"
if [ -f "$dir/connection.yml" ]; then echo connection; cat "$dir/connection.yml"; exit 0; fi
if [ -d "$dir" ]; then echo waiting; else echo gone; fi
tail -q -n 8 "$dir/job.log" "$dir/log" "$dir/desktop.log" 2>/dev/null`

/** The connection file of Open OnDemand's session `$1`. */
export const ondemandFileScript = `root=$HOME/ondemand/data/sys/dashboard/batch_connect
for file in "$root"/*/output/"$1"/connection.yml "$root"/*/*/output/"$1"/connection.yml \\
  "$root"/*/*/*/output/"$1"/connection.yml; do
  [ -f "$file" ] && { echo connection; cat "$file"; exit 0; }
done
echo gone`

/** Ends job `$1`. */
export const cancelScript = `${slurmPath}
scancel "$1"`

/**
 * The batch script; the job gets its folder as argument. It tells where it is by `connection.yml`, as Open OnDemand's
 * jobs do, when its server is up, and takes the file away at its end.
 */
export function batchScript(options: {
  size: string
  name: string
  command: string
  modules: readonly string[]
}): string {
  const { size, name, command, modules } = options
  return `#!/bin/bash -l
dir=$1
# However it ends, and before anything can end it.
trap 'rm -f "$dir/connection.yml" "$dir/letters"' EXIT
${loadModules(modules)}
${serverFunctions}
find_server || { echo 'No VNC server is installed on this node: Xvnc was not found.'; exit 127; }
tell() {
  until [ -e "$dir/up" ]; do [ -e "$dir/ended" ] && return; sleep 0.2; done
  IFS= read -r letters <"$dir/letters"
  printf 'host: %s\\nport: %s\\npassword: %s\\ndisplay: %s\\nspassword: %s\\n' \\
    "$here" "$2" "$(printf %.8s "$letters")" "$1" "\${letters#????????}" >"$dir/connection.yml.new"
  printf 'host %s\\ndisplay %s\\nport %s\\n' "$here" "$1" "$2" >>"$dir/facts"
  # Before anybody can see that it is ready.
  rm -f "$dir/letters"
  mv -f "$dir/connection.yml.new" "$dir/connection.yml"
}
n=0; started=0
while [ $n -lt 99 ] && [ $started -lt 10 ]; do
  n=$((n + 1))
  [ -e "/tmp/.X$n-lock" ] || [ -e "/tmp/.X11-unix/X$n" ] && continue
  started=$((started + 1))
  rm -f "$dir/up" "$dir/ended"
  tell "$n" "$((5900 + n))" &
  serve "$n" "$((5900 + n))" "$dir" ${quote(size)} ${quote(name)} ${quote(command)} any
  [ -e "$dir/up" ] && exit 0
  grep -qi 'already active\\|already in use\\|listening sockets' "$dir/log" 2>/dev/null || break
done
tail -n 12 "$dir/log" "$dir/desktop.log" 2>/dev/null
exit 1
`
}
