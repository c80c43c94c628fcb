/**
 * The processes of one instance. On a real machine a background process outlives the link that started it, whatever
 * session it made for itself; here all of them end with the instance. On Linux they are known by their environment,
 * elsewhere by their process groups.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { type Children, killSession, type ProcessKeeper } from '../children'

/** Stands in the environment of each; its value is the instance's folder. */
export const markVariable = 'FARSCOPE_DEMO_ROOT'

/** Rounds of looking, and the pause between two, milliseconds: a process may start another while it is ended. */
const rounds = 100
const pauseMs = 20

export class InstanceProcesses implements ProcessKeeper {
  private readonly groups = new Set<number>()

  constructor(
    private readonly children: Children,
    private readonly root: string
  ) {}

  add(pid: number): void {
    this.groups.add(pid)
    this.children.add(pid)
  }

  remove(pid: number): void {
    // Without /proc a group that still has somebody is remembered; as long as it has, no other gets its number.
    if (process.platform !== 'linux' && groupHasAnybody(pid)) return
    this.groups.delete(pid)
    this.children.forget(pid)
  }

  /** The grace is unlimited: a real machine kills nothing when a link ends. */
  end(pid: number, signal: NodeJS.Signals): void {
    killSession(pid, signal)
  }

  async close(): Promise<void> {
    for (const pid of this.groups) {
      killSession(pid, 'SIGKILL')
      this.children.forget(pid)
    }
    this.groups.clear()
    for (let round = 0; round < rounds; round++) {
      const left = marked(`${markVariable}=${this.root}`)
      if (left.length === 0) return
      for (const pid of left) kill(pid)
      await new Promise(resolve => setTimeout(resolve, pauseMs))
    }
  }
}

function groupHasAnybody(leader: number): boolean {
  try {
    process.kill(-leader, 0)
    return true
  } catch {
    return false
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended meanwhile.
  }
}

/** Processes with this entry in their environment, by proc(5); empty where there is no /proc. */
function marked(entry: string): number[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc').flatMap(name => {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) return []
    try {
      return readFileSync(`/proc/${name}/environ`, 'utf8').split('\0').includes(entry) ? [Number(name)] : []
    } catch {
      // Another user's, or it ended meanwhile.
      return []
    }
  })
}
