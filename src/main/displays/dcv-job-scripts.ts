/** The sh scripts by which a DCV session lives in a job of SLURM: sent to the login host, and run by the job on its node. */
import { quote } from '@domain/shell'
import { serverFacts } from './dcv-server'
import { displaysFolder, loadModules, sendJob, slurmPath } from './job-scripts'

const base = `base=${displaysFolder}
`

/**
 * \`$1\`: the session's id, \`$2\` its name, then sbatch's options; standard input: the batch script. Prints \`job ID\`, or
 * \`none\` where there is no sbatch, or \`refused\` and what sbatch said.
 */
export const submitDcvScript = `umask 077
${base}${slurmPath}
command -v sbatch >/dev/null 2>&1 || { echo none; exit 0; }
id=$1 name=$2; shift 2
dir=$base/dcv-$id
mkdir -p "$dir" || exit 1
cat > "$dir/script"
${sendJob(
  'farscope-dcv',
  '',
  `printf 'id %s\\njob %s\\ncreated %s\\nname %s\\n' "$id" "$job" "$(date +%s)" "$name" > "$dir/facts"`
)}`

/** A day after its job has left the queue nothing of it is wanted. */
export const listDcvJobsScript = `${base}found=
for dir in "$base"/dcv-*; do
  [ -f "$dir/facts" ] || continue
  [ -z "$found" ] && echo 'farscope dcv jobs'
  found=1
  cat "$dir/facts"
  cat "$dir/place" 2>/dev/null
  echo end
done
[ -n "$found" ] || exit 0
${slurmPath}
if queue=$(squeue -h -u "$(id -un)" -n farscope-dcv -o '%i|%T|%r' 2>/dev/null); then
  echo asked
  printf '%s\\n' "$queue"
  find "$base" -maxdepth 1 -name 'dcv-*' -type d -mtime +1 2>/dev/null | while IFS= read -r dir; do
    job=$(sed -n 's/^job //p' "$dir/facts" 2>/dev/null)
    printf '%s\\n' "$queue" | grep -q "^$job|" || rm -rf -- "$dir"
  done
fi
exit 0`

/** The end of the log of the session's \`$1\` job. */
export const dcvJobLogScript = `${base}tail -n 15 "$base/dcv-$1/job.log" 2>/dev/null`

/** Ends job \`$1\`, and forgets the session \`$2\`. */
export const endDcvJobScript = `${base}${slurmPath}
scancel "$1" || exit 1
rm -f "$base/dcv-$2/place"`

/**
 * A session is made on the node and watched; the job ends with it, and it with the job. Where it is stands in the file
 * \`place\`, with the fingerprint of the certificate that the node itself reads.
 */
export function dcvBatchScript(options: {
  id: string
  name: string
  gl: boolean | undefined
  command: string | undefined
  size: string | undefined
  modules: readonly string[]
}): string {
  const { id, name, gl, command, size, modules } = options
  const words = [
    '--type',
    'virtual',
    ...(name ? ['--name', name] : []),
    ...(gl === undefined ? [] : ['--gl', gl ? 'on' : 'off'])
  ]
  const init = command === undefined ? '' : ' --init "$dir/init"'
  return `#!/bin/bash -l
${loadModules(modules)}
umask 077
id=${quote(id)}
dir=${displaysFolder}/dcv-$id
command -v dcv >/dev/null 2>&1 || { echo 'No DCV server is installed on this node.'; exit 127; }
${command === undefined ? '' : `printf '#!/bin/sh\\n%s\\n' ${quote(command)} > "$dir/init"; chmod 700 "$dir/init"`}
end() { rm -f "$dir/place"; dcv close-session "$id" >/dev/null 2>&1 </dev/null; }
trap end EXIT
trap 'exit 143' TERM INT
dcv create-session ${words.map(quote).join(' ')}${init} "$id" </dev/null || exit 1
${size === undefined ? '' : `dcv set-display-layout --session "$id" ${quote(`${size}+0+0`)} </dev/null`}
set -- 0
{ printf 'host %s\\n' "$(hostname)"
${serverFacts}
} > "$dir/place.new" && mv -f "$dir/place.new" "$dir/place"
missed=0
while [ $missed -lt 3 ]; do
  if dcv describe-session "$id" >/dev/null 2>&1 </dev/null; then missed=0; else missed=$((missed + 1)); fi
  sleep 5 & wait $!
done
echo "The session $id has ended."
`
}
