/** Jobs as scripts run them: submit, wait, follow, cancel; real SLURM behind a real sshd. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { cancelJobs, facility, scratch } from '../facility/facility'
import { createRig, errorOf, json, type Rig } from './command-rig'

/** SLURM starts a job, and accounts for it, when it comes to it. */
const patience = { timeout: 60_000, interval: 500 }
let rig: Rig
/** Remote. */
let folder: string

beforeAll(async () => {
  rig = await createRig()
})
const sent: string[] = []
afterAll(async () => {
  await cancelJobs(sent)
  await rig.end()
})

/** The id of a job whose script is given on standard input. */
async function submit(lines: string, ...options: string[]): Promise<string> {
  const args = ['job', 'submit', 'hpc', '-', '--chdir', folder, '--', '--output=out-%j', ...options]
  const job = await rig.json(args, { input: `#!/bin/sh\n${lines}\n` })
  const { id } = job as { id: string } // the shape is what `farscope schema job submit` says
  expect(id).toMatch(/^\d+(_\[.*\])?$/)
  sent.push(id.replace(/_.*/, ''))
  return id
}

describeFacility('jobs', 'slurm', () => {
  beforeAll(async () => {
    await rig.site('hpc', 'facility')
    folder = await scratch()
  })

  it('from a file run in the folder given, with the options after --', async () => {
    const script = join(rig.folder, 'class 2d.sh')
    await writeFile(script, '#!/bin/sh\n#SBATCH --output=out-%j\npwd\n')
    const job = await rig.json(['job', 'submit', 'hpc', script, '--chdir', folder, '--', '--job-name=two words'])
    expect(job).toMatchObject({ name: 'two words', workDir: folder, user: 'cryo' })
    const { id } = job as { id: string } // as above
    expect(await rig.json(['job', 'wait', 'hpc', id])).toMatchObject({ id, state: 'COMPLETED', exitCode: 0 })
    expect(await rig.json(['job', 'tail', 'hpc', id])).toMatchObject({ text: `${folder}\n` })
  })

  it('give their exit status, and 128+n for a signal, to job wait', async () => {
    const seven = await submit('exit 7')
    const killed = await submit('kill -SEGV $$')
    const waited = await rig.farscope(['job', 'wait', 'hpc', seven, '--json'])
    expect([waited.status, waited.stderr]).toEqual([7, ''])
    expect(json(waited)).toMatchObject({ id: seven, state: 'FAILED', exitCode: 7 })
    expect((await rig.farscope(['job', 'wait', 'hpc', killed])).status).toBe(128 + 11)
    expect(await rig.json(['job', 'show', 'hpc', seven])).toMatchObject({ state: 'FAILED', exitCode: 7 })
    // sacct by time sees a job a second or two after its end.
    const history = () => rig.json(['jobs', 'hpc', '--history', '1', '--state', 'FAILED'])
    await expect.poll(history, patience).toContainEqual(expect.objectContaining({ id: seven }))
  })

  it('are followed to their end', async () => {
    const id = await submit('echo one; sleep 2; echo two')
    const { status, stdout } = await rig.farscope(['job', 'tail', 'hpc', id, '--follow'])
    expect([status, stdout.toString()]).toEqual([0, 'one\ntwo\n'])
  })

  it('of an array are one row, and one each with --tasks', async () => {
    const id = await submit('sleep 100', '--array=0-2')
    const [arrayId = ''] = id.split('_')
    const folded = await rig.json(['jobs', 'hpc'])
    expect(folded).toContainEqual(
      expect.objectContaining({ id: `${arrayId}_[0-2]`, arrayId, tasks: expect.objectContaining({ total: 3 }) })
    )
    const each = [0, 1, 2].map(task => expect.objectContaining({ id: `${arrayId}_${task}`, state: 'RUNNING' }))
    await expect.poll(() => rig.json(['jobs', 'hpc', '--tasks']), patience).toEqual(expect.arrayContaining(each))
    expect(await rig.failure(['job', 'cancel', 'hpc', arrayId])).toEqual([2, 'confirmation-required'])
    const one = `${arrayId}_2`
    expect(await rig.json(['job', 'cancel', 'hpc', one, '--yes'])).toEqual({ cancelled: [one], failed: [] })
    expect(await rig.json(['job', 'cancel', 'hpc', arrayId, '--yes'])).toMatchObject({ cancelled: [arrayId] })
    expect((await rig.farscope(['job', 'wait', 'hpc', one])).status).not.toBe(0)
  })

  it('that the scheduler refuses carry its words', async () => {
    const refused = await rig.farscope(
      ['--json', 'job', 'submit', 'hpc', '-', '--chdir', folder, '--', '--partition=nope'],
      { input: '#!/bin/sh\n' }
    )
    expect([refused.status, refused.stdout.length]).toEqual([1, 0])
    expect(errorOf(refused)).toMatchObject({ message: expect.stringMatching(/invalid partition/i) })
    expect(await rig.failure(['job', 'show', 'hpc', '99999999'])).toEqual([1, 'not-found'])
    expect(await rig.failure(['job', 'show', 'hpc', '1; reboot'])).toEqual([2, 'usage'])
    expect(await rig.failure(['job', 'submit', 'hpc', join(rig.folder, 'none')])).toEqual([1, 'not-found'])
  })

  it('wait no longer than --timeout', async () => {
    const id = await submit('true', '--hold')
    expect(await rig.failure(['--timeout', '3', 'job', 'wait', 'hpc', id])).toEqual([5, 'timeout'])
    await rig.json(['job', 'cancel', 'hpc', id, '--yes'])
  })

  it('at a login without SLURM say which command is missing', async () => {
    await rig.site('bare', 'facility', ['--user', 'restricted', '--identity', facility.keys.cryo])
    const kept = join(rig.folder, 'bashrc')
    await rig.json(['get', 'bare:.bashrc', kept])
    const home = await scratch('restricted')
    const bare = `cp -as /usr/bin "$1/bin"; cd "$1/bin" && rm -f squeue sacct sbatch sinfo scontrol scancel`
    expect((await rig.farscope(['exec', 'bare', '--', 'sh', '-c', bare, 'sh', home])).status).toBe(0)
    const own = join(rig.folder, 'own')
    await writeFile(own, `PATH=${home}/bin\n`)
    await rig.json(['put', own, 'bare:.bashrc', '--conflict', 'overwrite'])
    try {
      const outcome = await rig.farscope(['--json', 'jobs', 'bare'])
      expect([outcome.status, outcome.stdout.length]).toEqual([1, 0])
      expect(errorOf(outcome)).toMatchObject({ code: 'command-missing', message: expect.stringContaining('bare') })
      expect(await rig.json(['site', 'check', 'bare'])).toMatchObject({ hosts: [{ ssh: { ok: true }, slurm: null }] })
    } finally {
      await rig.json(['put', kept, 'bare:.bashrc', '--conflict', 'overwrite'])
    }
  })
})
