/** The first boot of a run's machine, run for real below a folder of its own, with a guard that only says that it runs. */
import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bootScript } from '@domain/cloud/work/boot-script'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { runScripts } from '../../../../src/main/cloud/work/run-scripts'

let root = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'farscope-boot-'))
})
afterEach(() => rm(root, { recursive: true, force: true, maxRetries: 5 }))

it.runIf(process.platform === 'linux')(
  'a machine that is started anew has its guard again, and so its end',
  async () => {
    const script = bootScript(
      { ...runScripts(), guard: `printf '%s %s\\n' "$id" "$deadline" >>"$FARSCOPE_ROOT/guarded"` },
      {
        ...{ id: 'rabcdefghij1', user: 'ubuntu', publicKey: 'ssh-ed25519 AAAA', deadline: 4_000_000_000_000 },
        ...{ spot: false, idleSeconds: null, gpuIdleSeconds: null }
      }
    )
    const env = { PATH: process.env.PATH, FARSCOPE_ROOT: root }
    const guarded = () => readFile(join(root, 'guarded'), 'utf8').catch(() => '')
    const line = 'rabcdefghij1 4000000000\n'
    expect(spawnSync('bash', ['-s'], { input: script, env }).status).toBe(0)
    await expect.poll(guarded).toBe(line)
    const perBoot = join(root, 'var/lib/cloud/scripts/per-boot/farscope-rabcdefghij1')
    expect(spawnSync(perBoot, { env }).status).toBe(0)
    await expect.poll(guarded).toBe(line + line)
  }
)
