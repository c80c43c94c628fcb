import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { explain } from '../../../src/main/jobs/insight'
import { createSlurmAsker } from '../../../src/main/jobs/slurm-asker'
import type { Connection } from '../../../src/main/ssh/types'

/** Commands of SLURM as scripts, in a home that holds what they print as file names. */
describe.skipIf(process.platform === 'win32')('what is asked about a job', () => {
  let home: string
  let asked: string
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'farscope-insight-'))
    asked = join(home, 'asked')
    mkdirSync(join(home, 'bin'))
    const command = (name: string, text: string): void => {
      writeFileSync(join(home, 'bin', name), `#!/bin/sh\n${text}\n`)
      chmodSync(join(home, 'bin', name), 0o755)
    }
    command('squeue', `case "$*" in *'%P %n %N'*) echo 'gpu (null) cpu[01-02]' ;; esac`)
    command(
      'scontrol',
      `echo "$*" >>${asked}
case "$*" in 'show job'*) printf 'JobId=7 JobName=x\\n   UserId=cryo(1) GroupId=cryo(1)\\n   JobState=RUNNING\\n' ;; esac`
    )
    // Those of this computer would look for a controller that is not there.
    for (const name of ['sprio', 'sshare', 'sacctmgr', 'sacct', 'sstat', 'sinfo', 'sdiag']) command(name, 'exit 1')
    // A pattern of the shell would take these for what is meant.
    for (const name of ['cpu0', 'cpu1']) writeFileSync(join(home, name), '')
  })
  afterEach(() => rmSync(home, { recursive: true }))

  it('names its nodes as SLURM does, whatever files the home holds', async () => {
    const run: Connection['run'] = (script, { args = [] } = {}) =>
      new Promise(resolve => {
        const env = { ...process.env, PATH: `${join(home, 'bin')}:${process.env.PATH}` }
        execFile('sh', ['-c', script, 'sh', ...args], { cwd: home, env }, (_, stdout) =>
          resolve({ stdout: Buffer.from(stdout), stderr: Buffer.alloc(0), code: 0, signal: null })
        )
      })
    // The slice calls nothing else of it here.
    const asker = createSlurmAsker({ connection: async () => ({ run }) as Connection })
    await explain(asker, 'em', '7', { signal: undefined })
    expect(readFileSync(asked, 'utf8').split('\n')).toContain('-o show node cpu[01-02]')
  })
})
