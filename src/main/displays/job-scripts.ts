/** The parts of sh that the scripts of every kind of display in a job of SLURM share. */
import { quote } from '@domain/shell'

/**
 * Where the folders of our displays are on a host, in sh: one place for every kind, each with names of its own. It does
 * not ask XDG_DATA_HOME, which the shells of a login and of a job may set differently.
 */
export const displaysFolder = '$HOME/.local/share/farscope/displays'

/** Shells that are no login shells often lack SLURM's folder. */
export const slurmPath = `export LC_ALL=C
PATH=$PATH:/usr/local/slurm/bin:/opt/slurm/bin:/cm/shared/apps/slurm/current/bin:/usr/local/bin
if ! command -v squeue >/dev/null 2>&1; then
  found=$("\${SHELL:-/bin/sh}" -lc 'command -v squeue' </dev/null 2>/dev/null | tail -n 1)
  case $found in /*) PATH=$PATH:\${found%/*} ;; esac
fi`

/**
 * The end of a script that sends `$dir/script` with sbatch's options in `$@`: `job ID`, or `refused` and what sbatch
 * said, and then the folder `$dir` is away. `name`: of the job. `words`: what the batch script gets, as sh. `facts`: a
 * line of sh that writes them, with the id in `$job`.
 */
export const sendJob = (name: string, words: string, facts: string): string =>
  `if ! said=$(sbatch --parsable --job-name=${name} --output="$dir/job.log" "$@" "$dir/script"${words} 2>&1); then
  rm -rf -- "$dir"; echo refused; printf '%s\\n' "$said"; exit 0
fi
job=$(printf '%s\\n' "$said" | tail -n 1); job=\${job%%;*}
${facts}
echo "job $job"`

/** Lines of a batch script: a module that cannot be loaded ends the job, and is named in its log. */
export const loadModules = (modules: readonly string[]): string =>
  modules
    .map(
      module => `module load ${quote(module)} || { echo ${quote(`The module ${module} cannot be loaded.`)}; exit 1; }`
    )
    .join('\n')
