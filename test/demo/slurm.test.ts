import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Client } from 'ssh2'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually, logIn, run, type Started, startFacility } from './client'
import { groupRuns } from './still-runs'

let started: Started
let client: Client
beforeAll(async () => {
  started = await startFacility({ bare: true })
  client = await logIn(started.facility)
})
afterAll(async () => {
  client.end()
  await started.stop()
})

const say = async (command: string, input = ''): Promise<string> => {
  const ended = await run(client, command, input)
  if (ended.code !== 0) throw new Error(`${command}: ${ended.code} ${ended.err}`)
  return ended.out
}
const submit = async (options: string, script: string): Promise<string> =>
  (await say(`sbatch --parsable ${options}`, `#!/bin/sh\n${script}\n`)).trim()
const account = async (id: string, field: string): Promise<string> =>
  (await say(`sacct -nXP -j ${id} -o ${field}`)).trim()
const ending = (id: string): Promise<string> =>
  eventually(
    () => account(id, 'State'),
    state => state !== '' && !/PENDING|RUNNING/.test(state)
  )

describe('sbatch', () => {
  it('runs a script from standard input with its SLURM variables and writes the output pattern', async () => {
    const id = await submit(
      '-J align -p gpu --gres=gpu:1 -o %x-%j.log',
      'echo "$SLURM_JOB_ID $CUDA_VISIBLE_DEVICES"; pwd'
    )
    expect(await ending(id)).toBe('COMPLETED')
    const text = readFileSync(join(started.facility.root, `align-${id}.log`), 'utf8')
    expect(text).toMatch(new RegExp(`^${id} [0-3]\n${started.facility.root}\n$`))
  })

  it('reads #SBATCH lines, which the command line overrides', async () => {
    const script = '#SBATCH -J "from script" --time=00:10:00\n#SBATCH --hold\ntrue'
    const id = await submit('-J over', script)
    expect(await say(`squeue -h -j ${id} -o '%j|%l|%r|%T'`)).toBe('over|10:00|JobHeldUser|PENDING\n')
    await say(`scontrol release ${id}`)
    expect(await ending(id)).toBe('COMPLETED')
  })

  it('passes the submitter’s variables, or none of them', async () => {
    const script = 'echo "[$COLOUR]"'
    await say(`export COLOUR="it's \\$red"; sbatch --wait -o all.txt --wrap '${script}'`)
    await say(`export COLOUR=red; sbatch --wait --export=NONE -o none.txt --wrap '${script}'`)
    expect(await say('cat all.txt none.txt')).toBe("[it's $red]\n[]\n")
  })

  it('waits for the job and gives its exit status', async () => {
    const ended = await run(client, "sbatch --wait --wrap 'exit 42'")
    expect(ended.out).toMatch(/^Submitted batch job \d+\n$/)
    expect(ended.code).toBe(42)
    const id = /\d+/.exec(ended.out)?.[0] ?? ''
    expect(await account(id, 'State,ExitCode')).toBe('FAILED|42:0')
    expect(await say(`sacct -nP -j ${id} -o JobID`)).toBe(`${id}\n${id}.batch\n${id}.extern\n`)
  })

  it('refuses as SLURM does', async () => {
    const refused = async (command: string): Promise<string> => {
      const ended = await run(client, command, '#!/bin/sh\n')
      expect(ended.code).toBe(1)
      return ended.err
    }
    expect(await refused('sbatch -p foo')).toBe(
      'sbatch: error: invalid partition specified: foo\nsbatch: error: Batch job submission failed: Invalid partition name specified\n'
    )
    expect(await refused('sbatch nothing.sh')).toBe('sbatch: error: Unable to open file nothing.sh\n')
    expect(await refused('sbatch -n 100000')).toContain('Requested node configuration is not available')
    expect(await refused('sbatch --nonsense')).toContain("unrecognized option '--nonsense'")
    expect(await refused('squeue -j 5')).toBe('slurm_load_jobs error: Invalid job id specified\n')
    expect(await refused('scontrol show job 5')).toBe('slurm_load_jobs error: Invalid job id specified\n')
    expect(await refused('scancel 5')).toBe('scancel: error: Kill job error on job id 5: Invalid job id specified\n')
  })
})

describe('the queue', () => {
  it('folds the pending tasks of an array and runs no more at once than asked', async () => {
    // They wait to be let go: the look at the queue may take long on a busy machine.
    const script = 'echo $SLURM_ARRAY_TASK_ID; until [ -e let-go ]; do sleep 0.05; done'
    const id = await submit('--array=0-5%2 -o t%a.txt', script)
    const rows = await eventually(
      () => say(`squeue -h -j ${id} -o '%i %T %r'`),
      text => text.includes(`${id}_1 RUNNING`)
    )
    expect(rows).toContain(`${id}_[2-5%2] PENDING JobArrayTaskLimit`)
    expect(rows.match(/RUNNING/g)).toHaveLength(2)
    await say('touch let-go')
    await eventually(
      () => account(id, 'State'),
      text => text.match(/COMPLETED/g)?.length === 6
    )
    expect(await say('cat t0.txt t5.txt')).toBe('0\n5\n')
  })

  it('starts a job after the one it depends on', async () => {
    const first = await submit('', 'sleep 0.5; exit 1')
    const good = await submit(`--dependency=afterok:${first}`, 'true')
    const any = await submit(`--dependency=afterany:${first}`, 'true')
    expect(await say(`squeue -h -j ${good} -o %r`)).toMatch(/Dependency|None/)
    expect(await ending(any)).toBe('COMPLETED')
    expect(await say(`squeue -h -j ${good} -o %r`)).toBe('DependencyNeverSatisfied\n')
    await say(`scancel ${good}`)
  })

  it('cancels a running job with all its processes', async () => {
    const id = await submit('-o cancel.txt', 'echo $$; sleep 300')
    const pid = await eventually(
      () => run(client, 'cat cancel.txt').then(ended => ended.out.trim()),
      text => text !== ''
    )
    await say(`scancel ${id}`)
    const uid = (await say('id -u')).trim()
    expect(await ending(id)).toBe(`CANCELLED by ${uid}`)
    await eventually(
      async () => groupRuns(Number(pid)),
      runs => !runs
    )
    expect(await say('cat cancel.txt')).toContain(`*** JOB ${id} ON cpu`)
    expect((await run(client, `scancel ${id}`)).err).toContain('already completing or completed')
  })

  it('ends a job at its time limit', async () => {
    const id = await submit('--time=0:01', 'sleep 300')
    expect(await ending(id)).toBe('TIMEOUT')
  })

  it('tells a job in full and in a chosen format', async () => {
    const id = await submit('-J wait -p gpu --gres=gpu:2 -c 4 --mem=8G --begin=now+1hour', 'true')
    const text = await say(`scontrol show job ${id}`)
    for (const part of [
      `JobId=${id} JobName=wait`,
      'Reason=BeginTime',
      `StdOut=${started.facility.root}/slurm-${id}.out`
    ])
      expect(text).toContain(part)
    const line = await say(`SLURM_TIME_FORMAT=%s squeue -h -j ${id} -o '%.10i|%P|%C|%m|%b|%V|%Z'`)
    expect(line).toMatch(
      new RegExp(`^ *${id}\\|gpu\\|4\\|8G\\|gres:gpu:a100:2\\|\\d{10}\\|${started.facility.root}\n$`)
    )
    await say(`scancel ${id}`)
  })

  it('answers its version and its nodes', async () => {
    expect(await say('squeue --version')).toBe('slurm 22.05.8\n')
    expect(await say("sinfo -h -o '%P %D'")).toContain('cpu* ')
    expect((await say('srun echo hello')).trim()).toBe('hello')
  })

  it('kills what runs when the facility closes', async () => {
    const other = await startFacility({ bare: true })
    const login = await logIn(other.facility)
    login.on('error', () => undefined)
    await run(login, "sbatch -o pid.txt --wrap 'echo $$; sleep 300'")
    const pid = await eventually(
      () => run(login, 'cat pid.txt').then(ended => Number(ended.out)),
      found => found > 0
    )
    await other.facility.close()
    await eventually(
      async () => groupRuns(pid),
      alive => !alive
    )
    await other.stop()
  })
})
