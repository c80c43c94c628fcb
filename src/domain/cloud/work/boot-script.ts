/** The user data of a run's machine: what it does at its first boot, with its guard inside. */
import { quote } from '../../shell'

/** EC2 takes so many bytes of user data, before they are encoded (EC2 user guide, "Run commands at launch"). */
export const mostUserData = 16_384

/** The scripts of `resources/cloud-run` that are needed for it. */
export interface BootScripts {
  readonly boot: string
  readonly guard: string
}

export interface BootFacts {
  readonly id: string
  /** The account that signs in. */
  readonly user: string
  /** Its line of authorized_keys. */
  readonly publicKey: string
  /** When the machine ends itself. Milliseconds since 1970. */
  readonly deadline: number
  readonly spot: boolean
  /** See `AskedRun`. Seconds; null: never. */
  readonly idleSeconds: number | null
  readonly gpuIdleSeconds: number | null
}

/** Comments stay here: there is little room there. */
const withoutComments = (script: string): string =>
  script
    .split('\n')
    .filter(line => !/^\s*#/.test(line) && line.trim() !== '')
    .join('\n')

/** One `name='value'` a line. */
const settings = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${quote(value)}\n`)
    .join('')

/** A script for bash, run as root. */
export function bootScript(scripts: BootScripts, facts: BootFacts): string {
  const { id, user, publicKey, spot, idleSeconds, gpuIdleSeconds } = facts
  const deadline = String(Math.floor(facts.deadline / 1000))
  const guard =
    settings({
      ...{ id, user, deadline, spot: spot ? '1' : '0' },
      idle_seconds: String(idleSeconds ?? ''),
      gpu_idle_seconds: String(gpuIdleSeconds ?? '')
    }) + withoutComments(scripts.guard)
  const given = settings({ id, user, key: publicKey.trim(), deadline, guard_text: guard })
  return `#!/bin/bash\n${given}${withoutComments(scripts.boot)}\n`
}
