/** Arrays that are submitted once, whatever happens to the answer: what each is, lies in a folder on the cluster. */
import { encodeName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import { isControllerDown, isUnknownJob, parseParsable } from '@domain/jobs/scheduler-answers'
import { type ArrayEnds, arrayEnds } from '@domain/processing/array-ends'
import type { Asking, SlurmAsker } from './slurm-asker'

export interface ArrayBatch {
  readonly site: string
  /** Absolute; where the jobs work. */
  readonly workDir: string
  /** Below it, the array's own: letters, digits, dots, dashes and slashes. */
  readonly folder: string
  /** Of the jobs; no other array of this user has it. */
  readonly name: string
}

export interface NewArray extends ArrayBatch {
  /** One line each: of the first task first. */
  readonly files: readonly string[]
  readonly script: string
}

/** `reached`: false where the folder of the work is not there, perhaps for a moment, and with it what the tasks wrote. */
export type ToldEnds = ArrayEnds & { readonly reached: boolean }

export interface ArrayBatches {
  /**
   * Its id. Asked again with the same folder it submits nothing anew: an array of before is found by what it left in the
   * folder, or by its name in queue and accounting. `conflict`: whether SLURM took it is not known yet; ask again.
   * Other errors as of jobs.submit; then nothing was submitted, and it may be asked again after a minute.
   */
  submitOnce(array: NewArray, asking: Asking): Promise<string>
  /** How its tasks stand. `slurm-down` where nobody answers, the connection's. */
  ends(array: ArrayBatch, id: string, asking: Asking): Promise<ToldEnds>
}

/**
 * `mkdir` of `sent` lets one alone come to sbatch, over NFS too; its id is written down before it is told, so that a cut
 * link loses nothing. One who was there before and left no id has either failed or is still at it: after a minute (sbatch
 * has 20 seconds) the name tells. Of a link that is cut meanwhile the script comes short, and is left out. Until somebody
 * comes to sbatch the script may become another: what it refused was mended.
 * `name` and `said` are the prelude's own.
 */
const submitScript = `home=$1/$2 array=$3 count=$4 bytes=$5 dir=$1; shift 5
section made mkdir -p -- "$home"
if [ -d "$home" ] && [ ! -d "$home/sent" ]; then
  at=0
  while [ "$at" -lt "$count" ]; do IFS= read -r line; printf '%s\\n' "$line"; at=$((at + 1)); done >"$home/files.$$"
  cat >"$home/script.$$"
  [ "$(wc -c <"$home/script.$$")" -eq "$bytes" ] &&
    mv -f -- "$home/files.$$" "$home/files" && mv -f -- "$home/script.$$" "$home/script"
fi
section written test -s "$home/script"
if [ -s "$home/job" ]; then section known cat -- "$home/job"
elif [ -s "$home/script" ] && mkdir -- "$home/sent" 2>/dev/null; then
  section submit sh -c 'home=$1; shift
    id=$(sbatch --parsable "$@" "$home/script"); status=$?
    [ "$status" -ne 0 ] || { printf "%s\\n" "\${id%%;*}" >"$home/job.$$" && mv -f -- "$home/job.$$" "$home/job"; }
    printf "%s\\n" "$id"; exit "$status"' sh "$home" --chdir="$dir" "$@"
elif [ -d "$home/sent" ]; then
  section old find "$home/sent" -prune -mmin +1
  section queue squeue -h -u "$me" -t all -n "$array" -o %F
  if command -v sacct >/dev/null 2>&1; then section past sacct -n -P -X -u "$me" --name="$array" -S now-30days -o JobID; fi
fi`

const forgetScript = 'section forget rmdir -- "$1/$2/sent"'

/**
 * `grep` shows each file's name before its line, in one process for a thousand of them. A folder that is gone has no
 * words (0); where that of the work is not there either, it may come back (3).
 */
const endsScript = `home=$1/$2 id=$3
section queue squeue -h -t all -j "$id" -o %T
if command -v sacct >/dev/null 2>&1; then section past sacct -n -P -X -j "$id" -o JobID,State; fi
section written sh -c 'if cd -- "$1" 2>/dev/null; then grep -H "" -- *.exit 2>/dev/null; :; else cd -- "$2" 2>/dev/null || exit 3; fi' sh "$home" "$1"`

const listLines = (files: readonly string[], script: string): Uint8Array =>
  Buffer.concat([...files.map(file => Buffer.concat([encodeName(file), Buffer.from('\n')])), Buffer.from(script)])

export function createArrayBatches({ ask, answered }: SlurmAsker): ArrayBatches {
  return {
    async submitOnce({ site, workDir, folder, name, files, script }, asking) {
      // Output lies with the list: below the folder of the work, whose own name may hold a % of sbatch's.
      const args = [
        workDir,
        folder,
        name,
        String(files.length),
        String(Buffer.byteLength(script)),
        `--output=${folder}/%a.out`
      ]
      const { sections } = await ask(site, submitScript, args, asking, listLines(files, script))
      const id = (section: string): string | null => parseParsable(sections.get(section)?.stdout ?? '')
      const known = id('known')
      if (known !== null) return known
      answered(site, sections.get('made'), 'mkdir')
      answered(site, sections.get('written'), 'writing the list')
      const submit = sections.get('submit')
      if (submit) {
        const made = id('submit')
        if (submit.code === 0 && made !== null) return made
        // The controller's own refusal is certain; of a silence nobody knows what came of it.
        if (submit.code !== 124 && !isControllerDown(submit.stderr))
          await ask(site, forgetScript, [workDir, folder], asking)
        answered(site, submit, 'sbatch')
        throw new Failure('protocol', `sbatch on ${site} printed no job id.`)
      }
      const queue = answered(site, sections.get('queue'), 'squeue')
      const past = sections.get('past')
      const named = /^\d+/m.exec(`${queue.stdout.trim()}\n${past?.stdout ?? ''}`)?.[0]
      if (named !== undefined) return named
      if ((sections.get('old')?.stdout ?? '').trim() !== '') await ask(site, forgetScript, [workDir, folder], asking)
      throw new Failure('conflict', `Whether ${site} took the array ${name} is not known yet.`, {
        hint: 'It is looked for by its name, and submitted in a minute or two if it is not there.'
      })
    },

    async ends({ site, workDir, folder }, id, asking) {
      const { sections } = await ask(site, endsScript, [workDir, folder, id], asking)
      const queue = sections.get('queue')
      const unknown = queue !== undefined && queue.code !== 0 && isUnknownJob(queue.stderr)
      const states = unknown ? '' : answered(site, queue, 'squeue').stdout
      const past = sections.get('past')
      const written = sections.get('written')
      const reached = written?.code !== 3
      const told = reached ? answered(site, written, 'reading how the tasks ended').stdout : ''
      const queued = states.split('\n').filter(state => state !== '')
      return {
        ...arrayEnds({ queue: queued, written: told, accounted: past?.code === 0 ? past.stdout : null }),
        reached
      }
    }
  }
}
