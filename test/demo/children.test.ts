import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { Children } from '../../src/demo/children'
import { processRuns } from './still-runs'

// Elsewhere there is no /proc to look them up in.
it.runIf(process.platform === 'linux')(
  'the watchdog ends what nobody told it of, by its mark, and nothing else',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'farscope-demo-children-'))
    const started = (value: string): number => {
      const child = spawn('sleep', ['300'], {
        env: { ...process.env, FARSCOPE_DEMO_TEST: value },
        detached: true,
        stdio: 'ignore'
      })
      return child.pid ?? 0
    }
    const marked = started(`${folder}/i-1`)
    const other = started(`${folder}-other`)
    try {
      const children = new Children([folder], `FARSCOPE_DEMO_TEST=${folder}/`)
      // As our own end does: its standard input ends.
      await children.close()
      await expect.poll(() => processRuns(marked)).toBe(false)
      expect(processRuns(other)).toBe(true)
      await expect.poll(() => existsSync(folder)).toBe(false)
    } finally {
      process.kill(other, 'SIGKILL')
      await rm(folder, { recursive: true, force: true })
    }
  }
)
