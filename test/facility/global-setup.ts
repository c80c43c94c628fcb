import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { type FacilityStatus, facilityFolder, facilityScript, status } from './facility'

declare module 'vitest' {
  export interface ProvidedContext {
    facility: FacilityStatus
  }
}

/**
 * Brings the facility up before a project's tests and gives them its state. Test runs share it: each leaves a lease
 * named after its process, and the last to leave ends the facility, unless it was up before any test ran.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const leases = join(facilityFolder, 'leases')
  const lease = join(leases, `${process.pid}-${project.name}`)
  mkdirSync(leases, { recursive: true })
  writeFileSync(lease, '')
  const state = await bringUp()
  project.provide('facility', state)
  return async () => {
    rmSync(lease, { force: true })
    if (state.ssh || state.s3) await facilityScript('down.sh', '--after-tests')
  }
}

async function bringUp(): Promise<FacilityStatus> {
  try {
    await facilityScript('up.sh', '--for-tests')
    return status()
  } catch (error) {
    const { code, reason } = failureOf(error)
    process.stderr.write(`The test facility is not complete: ${reason}\n`)
    // up.sh ends with 1 after it wrote down what works and what does not; anything else means that it could not run.
    return code === 1 && status().reason !== ''
      ? status()
      : { ssh: false, slurm: false, s3: false, fullDisk: false, reason }
  }
}

function failureOf(error: unknown): { code: unknown; reason: string } {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : ''
  return { code, reason: said || (error instanceof Error ? error.message : String(error)) }
}
