import { readdirSync, readFileSync } from 'node:fs'

// Dead processes that nobody has reaped yet run no more: in a container without an init the orphans stay for a while.

/** Whether a process runs. */
export const processRuns = (pid: number): boolean =>
  process.platform === 'linux' ? statOf(String(pid)) !== undefined : takesSignals(pid)

/** Whether a process group has one that runs. */
export function groupRuns(leader: number): boolean {
  if (process.platform !== 'linux') return takesSignals(-leader)
  return readdirSync('/proc').some(name => /^\d+$/.test(name) && statOf(name)?.group === leader)
}

function takesSignals(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** proc(5), `stat`: after the name, which may hold anything, come the state, the parent and the process group. */
function statOf(pid: string): { readonly group: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return state === 'Z' || state === 'X' ? undefined : { group: Number(group) }
  } catch {
    // It ended meanwhile.
    return undefined
  }
}
