/** The scripts that a run's machine is given, from the program's folder. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { programFolder } from '../../program'

export interface RunScripts {
  /** For bash, as root at the first boot. */
  readonly boot: string
  /** For bash: watches over the machine. */
  readonly guard: string
  /** For bash: runs the command. */
  readonly supervise: string
  /** For sh and bash: what the machine knows of the run. Those below follow it. */
  readonly state: string
  readonly start: string
  readonly stop: string
  readonly follow: string
  /** For bash: puts results into a bucket. */
  readonly deliver: string
}

let known: RunScripts | undefined

/** Read once; they come with the program. */
export function runScripts(): RunScripts {
  if (known) return known
  const folder = join(programFolder(), 'resources', 'cloud-run')
  const read = (name: string): string => readFileSync(join(folder, `${name}.sh`), 'utf8')
  known = {
    boot: read('boot'),
    guard: read('guard'),
    supervise: read('supervise'),
    state: read('state'),
    start: read('start'),
    stop: read('stop'),
    follow: read('follow'),
    deliver: read('deliver')
  }
  return known
}
