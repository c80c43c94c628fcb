/** The `dcv` command of a host, run as the account that we log in with. */
import type { Printed } from '@domain/displays/dcv-sessions'
import { Failure } from '@domain/failure'
import type { Connection } from '../ssh/types'

/** Exit status of `prelude` where there is no such command; with the mark, since others end with 127 too. */
const absent = 'farscope: no dcv'

/** Accounts without a login shell's PATH find it in /usr/bin, where its packages put it. */
const prelude = `export LC_ALL=C
if ! command -v dcv >/dev/null 2>&1; then
  PATH=$PATH:/usr/bin:/usr/local/bin
  found=$("\${SHELL:-/bin/sh}" -lc 'command -v dcv' </dev/null 2>/dev/null | tail -n 1)
  case $found in /*) PATH=$PATH:\${found%/*} ;; esac
  command -v dcv >/dev/null 2>&1 || { echo '${absent}' >&2; exit 127; }
fi
`

export interface DcvRun {
  readonly signal?: AbortSignal | undefined
  /** Bytes for the script's standard input: what must not be an argument. */
  readonly stdin?: Uint8Array | undefined
  /** Milliseconds. */
  readonly timeoutMs?: number | undefined
}

/** The server's commands ask the system bus, which may hang. Milliseconds. */
const answerMs = 20_000

/** A script that may call `dcv`; undefined where the host has none. */
export async function runScript(
  connection: Connection,
  script: string,
  args: readonly string[],
  { signal, stdin, timeoutMs = answerMs }: DcvRun = {}
): Promise<Printed | undefined> {
  const result = await connection.run(prelude + script, { args, stdin, signal, timeoutMs, maxBytes: 16 * 1024 * 1024 })
  const [stdout, stderr] = [result.stdout.toString('utf8'), result.stderr.toString('utf8')]
  return result.code === 127 && stderr.includes(absent) ? undefined : { stdout, stderr, code: result.code }
}

/** `dcv` with these words. `command-missing` where the host has none. */
export async function dcv(connection: Connection, words: readonly string[], run: DcvRun = {}): Promise<Printed> {
  const printed = await runScript(connection, 'dcv "$@" </dev/null', words, run)
  if (!printed) throw noDcv(connection)
  return printed
}

export const noDcv = (connection: Connection): Failure =>
  new Failure('command-missing', `${connection.target.host} has no Amazon DCV server: the command dcv is not there.`, {
    hint: 'Choose another host of the site, or give the one with DCV the role display.'
  })

/** `not-found` for an id that `dcv` would take for an option; the server makes none such. */
export function checkId(id: string): string {
  if (!id.startsWith('-')) return id
  throw new Failure('not-found', `There is no DCV session ${id}.`, {
    hint: 'Ids of sessions do not begin with a dash.'
  })
}

/** What it said, in one line at most so long. */
export function saidBy({ stdout, stderr }: Printed): string {
  const lines = `${stderr}\n${stdout}`.split('\n').map(line => line.trim())
  return (lines.find(line => line !== '') ?? '').slice(0, 300)
}

/** Something that `dcv` refused. */
export function dcvFailure(doing: string, printed: Printed): Failure {
  const said = saidBy(printed)
  const detail = `${printed.stderr}\n${printed.stdout}`.trim().slice(0, 4000)
  const status = printed.code === null ? 'a signal ended it' : `status ${printed.code}`
  return new Failure(codeOf(detail), `DCV: ${doing} failed: ${said || status}`, {
    hint: hintFor(detail),
    ...(detail && { detail })
  })
}

function codeOf(text: string): 'permission' | 'not-found' | 'capacity' | 'remote-error' {
  if (/no licen[cs]es?\b/i.test(text)) return 'capacity'
  if (/permission denied|not (?:authorized|allowed)|access denied|must be root/i.test(text)) return 'permission'
  if (/(?:session.*(?:not found|not available|does not exist))|unknown session/i.test(text)) return 'not-found'
  return 'remote-error'
}

/** What to do, by the texts that the server is known to print. */
function hintFor(text: string): string {
  if (/no licen[cs]es?\b/i.test(text)) return 'Every licence of DCV is in use: close a session that nobody needs.'
  if (/system bus|DBUS|authentication mechanisms/i.test(text))
    return 'The host refused its system bus to this account; that happens in SLURM jobs of directory accounts. Ask the facility.'
  if (/already running|X1-lock|X11-unix/i.test(text))
    return 'An X server left its lock behind: the facility removes /tmp/.X11-unix/XN and /tmp/.XN-lock.'
  if (/permission denied|not (?:authorized|allowed)|access denied|must be root/i.test(text))
    return 'Console sessions belong to the administrators of the host; a virtual one needs no rights.'
  if (/(?:could not|cannot|failed to|unable to) connect|not running|connection refused/i.test(text))
    return 'The DCV server of the host does not answer: the facility starts it with systemctl start dcvserver.'
  return 'The text is of the server itself; /var/log/dcv/server.log of the host may say more.'
}
