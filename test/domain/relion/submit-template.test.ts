/** The script that comes with the program, filled in as RELION does it (pipeline_jobs.cpp, saveJobSubmissionScript), and run. */
import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { relionCloudJob } from '@domain/relion/cloud-job'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { filledIn, template } from './filled-in-script'

describe.skipIf(process.platform === 'win32')("RELION's submission script for the cloud", () => {
  const job = 'Class2D/job012/'
  let project: string

  beforeEach(async () => {
    project = await mkdtemp(join(tmpdir(), 'farscope-relion-'))
    await mkdir(join(project, job), { recursive: true })
    await mkdir(join(project, 'bin'))
    // Instead of MPI: the program alone. The program tells its options, and fails where that is asked for.
    await program('mpirun', 'shift 3\n"$@"')
    await program('relion_refine_mpi', 'echo "out $2"\necho "err $2" >&2\ncase "$*" in *--fail*) exit 7;; esac')
  })
  afterEach(() => rm(project, { recursive: true, force: true, maxRetries: 5 }))

  async function program(name: string, text: string): Promise<void> {
    await writeFile(join(project, 'bin', name), `#!/bin/sh\n${text}\n`)
    await chmod(join(project, 'bin', name), 0o755)
  }

  async function run(...commands: string[]): Promise<{ code: number; out: string; err: string }> {
    await writeFile(join(project, 'run.sh'), await filledIn(commands, job))
    return new Promise(resolve => {
      const env = { ...process.env, PATH: `${join(project, 'bin')}:${process.env.PATH}` }
      execFile('bash', ['run.sh'], { cwd: project, env, timeout: 30_000 }, (error, out, err) =>
        resolve({ code: error === null ? 0 : Number(error.code), out, err })
      )
    })
  }

  const refine = (folder: string, more = ''): string =>
    `\`which relion_refine_mpi\` --o ${folder} ${more} --pipeline_control ${job}`

  it('writes both streams to the files that RELION shows, and to its own', async () => {
    expect(await run(refine('a'), refine('b'))).toEqual({ code: 0, out: 'out a\nout b\n', err: 'err a\nerr b\n' })
    expect(await readFile(join(project, job, 'run.out'), 'utf8')).toBe('out a\nout b\n')
    expect(await readFile(join(project, job, 'run.err'), 'utf8')).toBe('err a\nerr b\n')
  })

  it('ends with the first command that fails, with its exit code', async () => {
    expect(await run(refine('a', '--fail'), refine('b'))).toEqual({ code: 7, out: 'out a\n', err: 'err a\n' })
  })

  it('is read as the job that it is', async () => {
    const script = await filledIn([refine('Class2D/job012/run', '--i p.star --gpu ""')], job)
    expect(relionCloudJob(script)).toMatchObject({
      ...{ folder: 'Class2D/job012', kind: 'Class2D', step: 'class2d', needs: { cores: 2, gpus: 1 } },
      commands: [{ program: 'relion_refine_mpi', processes: 2 }]
    })
  })

  it('is refused as it comes', async () => {
    const text = await readFile(template, 'utf8')
    expect(() => relionCloudJob(text)).toThrow(expect.objectContaining({ code: 'usage' }))
  })
})
