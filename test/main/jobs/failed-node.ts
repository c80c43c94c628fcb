/** A node of the facility that is taken away, and is there again for the tests that come after. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect } from 'vitest'

const run = promisify(execFile)

/** As SLURM does it when a node does not answer for long: its jobs are over, or in the queue again. */
export async function failNode(node: string): Promise<void> {
  await run('scontrol', ['update', `NodeName=${node}`, 'State=DOWN', 'Reason=test'])
}

/** It is back at once where its daemon answers before it is asked to be (slurm.conf(5), ReturnToService=2). */
export async function bringNodeBack(node: string): Promise<void> {
  await run('scontrol', ['update', `NodeName=${node}`, 'State=RESUME']).catch(() => undefined)
  const state = async () => (await run('sinfo', ['-h', '-n', node, '-o', '%t'])).stdout.trim()
  await expect.poll(state, { timeout: 90_000, interval: 300 }).toMatch(/^(idle|mix|alloc)$/)
}
