/**
 * Every process the facility starts leads a session of its own. This list ends them all, and a watchdog shell does the
 * same when our process is gone without a word (SIGKILL, power-off of a debugger).
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** What runs a process tells it. */
export type ProcessKeeper = Pick<Children, 'add' | 'remove' | 'end'>

/**
 * Reads `+ pid` and `- pid` lines. Its standard input ends when our process does, however that came about; then it
 * kills the groups that are left, on Linux also what has the text of the first argument in its environment (nothing
 * where that is empty), and removes the files named as the other arguments.
 */
const watchdogScript = `
trap '' HUP INT TERM
list=
while read -r sign pid; do
  case $sign in
    +) list="$list $pid" ;;
    -) rest=; for p in $list; do [ "$p" = "$pid" ] || rest="$rest $p"; done; list=$rest ;;
  esac
done
for p in $list; do kill -KILL -- "-$p"; done 2>/dev/null
mark=$1
shift
for round in 1 2 3; do
  [ -n "$mark" ] || break
  found=$(grep -lasF -- "$mark" /proc/[0-9]*/environ 2>/dev/null)
  [ -n "$found" ] || break
  for e in $found; do
    e=\${e#/proc/}
    kill -KILL "\${e%/environ}" 2>/dev/null
  done
done
rm -rf -- "$@"
`

export class Children {
  private readonly leaders = new Set<number>()
  private readonly watchdog: ChildProcess

  /** `secrets`: files and folders that must not outlive us. `mark`: as in `watchdogScript`. */
  constructor(secrets: string[], mark = '') {
    this.watchdog = spawn('/bin/sh', ['-c', watchdogScript, 'farscope-demo-watchdog', mark, ...secrets], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
      cwd: '/'
    })
    this.watchdog.on('error', () => undefined)
    this.watchdog.stdin?.on('error', () => undefined)
    this.watchdog.unref()
  }

  /** Remembers the leader of a session (a detached child, a pty's shell). */
  add(pid: number): void {
    this.leaders.add(pid)
    this.watchdog.stdin?.write(`+ ${pid}\n`)
  }

  /** The leader ended; what it left running in its group ends too. */
  remove(pid: number): void {
    if (this.forget(pid)) killSession(pid, 'SIGKILL')
  }

  /** The leader ended; what it left running goes on. False: it was not known. */
  forget(pid: number): boolean {
    if (!this.leaders.delete(pid)) return false
    this.watchdog.stdin?.write(`- ${pid}\n`)
    return true
  }

  /** Signals a session now and kills what is left of it after `graceMs`. */
  end(pid: number, signal: NodeJS.Signals, graceMs: number): void {
    killSession(pid, signal)
    setTimeout(() => this.leaders.has(pid) && killSession(pid, 'SIGKILL'), graceMs).unref()
  }

  /** Kills everything and waits until the watchdog has gone too, at most ten seconds. */
  async close(): Promise<void> {
    for (const pid of this.leaders) killSession(pid, 'SIGKILL')
    const gone = new Promise(resolve => this.watchdog.once('exit', resolve))
    if (this.watchdog.exitCode !== null || this.watchdog.pid === undefined) return
    this.watchdog.stdin?.end()
    const late = setTimeout(() => this.watchdog.kill('SIGKILL'), 10_000)
    await gone
    clearTimeout(late)
  }
}

/** Signals the process group of `leader` and, where /proc tells, the other groups of its session (shell jobs). */
export function killSession(leader: number, signal: NodeJS.Signals): void {
  for (const target of [-leader, ...sessionMembers(leader)]) {
    try {
      process.kill(target, signal)
    } catch {
      // Already gone.
    }
  }
}

/** Processes of a session, from proc(5) `stat` field 6; empty where there is no /proc. */
function sessionMembers(leader: number): number[] {
  if (process.platform !== 'linux') return []
  const members: number[] = []
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'latin1')
      // The second field is a name in parentheses that may hold anything, so the count starts after the last one.
      const session = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3]
      if (session === String(leader)) members.push(Number(entry))
    } catch {
      // It ended meanwhile.
    }
  }
  return members
}
