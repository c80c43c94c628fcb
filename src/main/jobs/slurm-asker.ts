/** How SLURM's commands are run on a login node: one exec a question, its sections told apart by a mark. */
import { randomUUID } from 'node:crypto'
import { Failure } from '@domain/failure'
import { refusalHint } from '@domain/jobs/refusal-hints'
import { isControllerDown, plainWords } from '@domain/jobs/scheduler-answers'
import type { SiteAccess } from '../site-access'

/**
 * Before every question. Non-login shells often lack SLURM's folder; then the usual ones and the login shell's own are
 * tried. `section NAME COMMAND…` prints the command's output, then its status and its stderr (base64, so that nothing
 * in them can look like a mark).
 */
const prelude = `mark=$1; shift
export LC_ALL=C SLURM_TIME_FORMAT=%s SLURM_BITSTR_LEN=0
PATH=$PATH:/usr/local/slurm/bin:/opt/slurm/bin:/cm/shared/apps/slurm/current/bin:/usr/local/bin
if ! command -v squeue >/dev/null 2>&1; then
  found=$("\${SHELL:-/bin/sh}" -lc 'command -v squeue' </dev/null 2>/dev/null | tail -n 1)
  case $found in /*) PATH=$PATH:\${found%/*} ;; *) printf '\\n\\035%s missing\\n' "$mark"; exit 0 ;; esac
fi
limit=
command -v timeout >/dev/null 2>&1 && limit='timeout 20'
section() {
  name=$1; shift
  printf '\\n\\035%s begin %s\\n' "$mark" "$name"
  { said=$( { $limit "$@" 1>&3; printf '\\n%s' "$?"; } 2>&1 ); } 3>&1
  printf '\\n\\035%s end %s\\n' "$mark" "$(printf %s "$said" | od -An -v -tx1 | tr -d ' \\n')"
}
me=$(id -un)
`

/** One command's answer. */
export interface Section {
  readonly stdout: string
  readonly stderr: string
  readonly code: number
}

/** Found by searching, not by an expression: a queue is megabytes. What a command prints cannot hold the mark. */
function readSections(text: string, mark: string): Map<string, Section> {
  const sections = new Map<string, Section>()
  const begin = `\n\x1d${mark} begin `
  const end = `\n\x1d${mark} end `
  let at = text.indexOf(begin)
  while (at >= 0) {
    const nameEnd = text.indexOf('\n', at + begin.length)
    const close = text.indexOf(end, nameEnd)
    const closed = text.indexOf('\n', close + end.length)
    if (nameEnd < 0 || close < 0 || closed < 0) break
    const said = Buffer.from(text.slice(close + end.length, closed), 'hex').toString()
    const cut = said.lastIndexOf('\n')
    sections.set(text.slice(at + begin.length, nameEnd), {
      stdout: text.slice(nameEnd + 1, close),
      stderr: said.slice(0, Math.max(0, cut)),
      code: Number(said.slice(cut + 1))
    })
    at = text.indexOf(begin, closed)
  }
  return sections
}

/** How a question is asked. */
export interface Asking {
  readonly signal: AbortSignal | undefined
  /** Nobody just asked for it (a poll): it raises no prompt. */
  readonly automatic?: boolean | undefined
}

/** What the questions of this slice share. */
export interface SlurmAsker {
  /**
   * Runs `script` after the prelude; its `$1…` are `args`. Each `section NAME COMMAND…` of it is one answer.
   * Errors: `command-missing`, the connection's.
   */
  ask(
    site: string,
    script: string,
    args: readonly string[],
    asking: Asking,
    stdin?: Uint8Array
  ): Promise<{ sections: Map<string, Section>; mark: string }>
  /** The answer if the command succeeded; else throws `slurm-down`, or `remote-error` with the scheduler's words. */
  answered(site: string, section: Section | undefined, what: string): Section
}

export function createSlurmAsker(access: SiteAccess): SlurmAsker {
  async function ask(
    site: string,
    script: string,
    args: readonly string[],
    { signal, automatic }: Asking,
    stdin?: Uint8Array
  ): Promise<{ sections: Map<string, Section>; mark: string }> {
    const mark = randomUUID().slice(0, 8)
    const connection = await access.connection(site, { role: 'login' }, signal, { automatic })
    const result = await connection.run(prelude + script, { args: [mark, ...args], stdin, signal, timeoutMs: 60_000 })
    const text = result.stdout.toString('utf8')
    if (text.includes(`\x1d${mark} missing`))
      throw new Failure('command-missing', `SLURM's commands are not installed on the login node of ${site}.`, {
        hint: 'Choose the host of the site that has squeue as its login host, or ask where SLURM is installed.'
      })
    return { sections: readSections(text, mark), mark }
  }

  const answered = (site: string, section: Section | undefined, what: string): Section => {
    if (section && section.code === 0) return section
    const stderr = section?.stderr ?? ''
    if (section?.code === 124 || isControllerDown(stderr))
      throw new Failure('slurm-down', `The SLURM controller of ${site} does not answer.`, {
        hint: 'Jobs go on running meanwhile. Try again in a few minutes.',
        detail: stderr.trim() || 'no answer within 20 seconds'
      })
    const words = plainWords(stderr) || `${what} ended with status ${section?.code ?? 'unknown'}`
    throw new Failure('remote-error', `${site}: ${words}`, { hint: refusalHint(words), detail: stderr.trim() || words })
  }

  return { ask, answered }
}
