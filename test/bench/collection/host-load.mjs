import { readdirSync, readFileSync } from 'node:fs'

// What a host spends on us: processor time of all that its SSH server started.

const ticksPerSecond = 100

/** Of one process: its parent, and its own time with that of children that it waited for, in seconds. */
function processAt(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name stands in brackets and may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [own, system, children, childrenSystem] = fields.slice(11, 15).map(Number)
    return { parent: Number(fields[1]), seconds: (own + system + children + childrenSystem) / ticksPerSecond }
  } catch {
    return undefined
  }
}

/** Seconds that a process and everything below it has used so far. */
export function secondsOf(root) {
  const all = new Map()
  for (const name of readdirSync('/proc')) {
    const found = /^\d+$/.test(name) ? processAt(name) : undefined
    if (found) all.set(Number(name), found)
  }
  let seconds = 0
  for (const [pid, { seconds: own }] of all) {
    let up = pid
    while (up !== root && up > 1) up = all.get(up)?.parent ?? 0
    if (up === root) seconds += own
  }
  return seconds
}

/** The process whose command names this file: a server by its configuration. */
export function processWith(file) {
  for (const name of readdirSync('/proc').filter(entry => /^\d+$/.test(entry)))
    try {
      const words = readFileSync(`/proc/${name}/cmdline`, 'utf8')
      // Its sessions are called otherwise.
      if (words.includes(file) && words.includes('sshd')) return Number(name)
    } catch {
      // It ended meanwhile.
    }
  throw new Error(`no process has ${file}`)
}
