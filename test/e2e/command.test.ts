/** The built command against the demo facility, as a script would use it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const program = resolve(import.meta.dirname, '../../bin/farscope.js')
const limitMs = 150_000

interface Outcome {
  status: number | null
  stdout: string
  stderr: string
}

let scratch: string
let dataFolder: string
let demo: ChildProcess

/** The process itself, for commands that stay; without a limit unless one is given. */
function start(args: string[], timeout?: number): ChildProcess {
  // The demo's microscope takes nothing: its folder is not what is tested here.
  const still = { FARSCOPE_DEMO_MOVIES_PER_HOUR: '0' }
  const environment = { ...process.env, ...still, FARSCOPE_DATA_DIR: dataFolder, SSH_ASKPASS: '', SSH_AUTH_SOCK: '' }
  return spawn(process.execPath, [program, ...args], { env: environment, ...(timeout !== undefined && { timeout }) })
}

async function farscope(args: string[], input: string | Buffer = ''): Promise<Outcome> {
  const child = start(args, limitMs)
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', chunk => (stdout += chunk))
  child.stderr?.on('data', chunk => (stderr += chunk))
  child.stdin?.on('error', () => {})
  child.stdin?.end(input)
  const [status] = await once(child, 'close')
  return { status, stdout, stderr }
}

/** The one document of --json; nothing on standard error. */
async function json(...args: string[]): Promise<unknown> {
  const { status, stdout, stderr } = await farscope([...args, '--json'])
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  return JSON.parse(stdout)
}

/** The one error object of --json, with the exit status. */
async function failure(...args: string[]): Promise<unknown> {
  const { status, stderr } = await farscope(['--json', ...args])
  const error = JSON.parse(stderr)
  expect(Object.keys(error)).toEqual(['code', 'message', 'hint'])
  return [status, error.code]
}

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'farscope-e2e-'))
  dataFolder = join(scratch, 'data')
  demo = start(['demo', '--json'])
  const stdout = demo.stdout
  if (!stdout) throw new Error('no standard output')
  const [line] = await once(createInterface({ input: stdout }), 'line')
  expect(JSON.parse(line)).toMatchObject({ ready: true, site: 'demo' })
})

afterAll(async () => {
  demo.kill('SIGTERM')
  if (demo.exitCode === null) await once(demo, 'exit')
  await rm(scratch, { recursive: true, force: true, maxRetries: 5 })
  expect(demo.exitCode).toBe(0)
})

describe('sites', () => {
  it('are added, shown, changed and removed', async () => {
    const added = await json('site', 'add', 'one', '--host', '127.0.0.1', '--port', '1', '--jump', 'u@[::1]:22')
    expect(added).toMatchObject({ name: 'one', hosts: [{ port: 1, jumps: [{ host: '::1', port: 22, user: 'u' }] }] })
    expect(await failure('site', 'add', 'one', '--host', 'x')).toEqual([1, 'exists'])
    expect(await json('site', 'host', 'add', 'one', 'two', '--host', 'b', '--role', 'transfer')).toMatchObject({
      hosts: [{}, { name: 'two', roles: ['transfer'] }]
    })
    await json('site', 'host', 'remove', 'one', 'two')
    expect(await json('site', 'show', 'one')).toMatchObject({ hosts: [{ name: 'main' }] })
    await json('site', 'remove', 'one')
    expect(await failure('site', 'show', 'one')).toEqual([2, 'unknown-site'])
  })

  it('that refuse the connection give exit status 5', async () => {
    await json('site', 'add', 'closed', '--host', '127.0.0.1', '--port', '1')
    expect(await failure('ls', 'closed:')).toEqual([5, 'refused'])
    expect(await failure('site', 'check', 'closed')).toEqual([5, 'refused'])
  })

  it('are checked', async () => {
    expect(await json('site', 'check', 'demo')).toMatchObject({
      name: 'demo',
      hosts: [{ ssh: { ok: true }, sftp: { ok: true } }]
    })
  })
})

describe('files', () => {
  const hostile = ['plain', 'two words', 'quo\'te"s', '$(touch x)', '-rf', 'new\nline', '<b>', 'é'.repeat(127), '..x']

  it('with hostile names go there and back unchanged and are removed', async () => {
    const folder = join(scratch, 'hostile')
    await mkdir(folder)
    for (const name of hostile) await writeFile(join(folder, name), `content of ${name}`)
    expect(await json('put', folder, 'demo:hostile')).toMatchObject({ files: hostile.length, failed: [] })
    const listed = await json('ls', 'demo:hostile')
    expect(Array.isArray(listed) && listed.map(({ name }) => name).toSorted()).toEqual(hostile.toSorted())
    const back = join(scratch, 'back')
    expect(await json('get', 'demo:hostile', back)).toMatchObject({ files: hostile.length, failed: [] })
    for (const name of hostile) expect(await readFile(join(back, name), 'utf8')).toBe(`content of ${name}`)
    const count = String(hostile.length + 1)
    expect(await json('rm', '-r', '--yes', '--expect', count, 'demo:hostile')).toMatchObject({ failed: [] })
    expect(await failure('ls', 'demo:hostile')).toEqual([1, 'not-found'])
  })

  it('that are there are skipped when equal and fail as exists when not', async () => {
    const file = join(scratch, 'same')
    await writeFile(file, 'one')
    await json('put', file, 'demo:same')
    expect(await json('put', file, 'demo:same')).toMatchObject({ files: 0, skipped: 1 })
    await writeFile(file, 'another')
    const { status, stdout, stderr } = await farscope(['put', file, 'demo:same', '--json'])
    expect(status).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ files: 0, failed: [{ path: file, code: 'exists' }] })
    expect(JSON.parse(stderr)).toMatchObject({ code: 'exists' })
    expect(await json('put', file, 'demo:same', '--conflict', 'overwrite')).toMatchObject({ files: 1 })
  })

  it('of which one fails give exit status 6 with both documents', async () => {
    const file = join(scratch, 'good')
    await writeFile(file, 'good')
    const { status, stdout, stderr } = await farscope(['put', file, join(scratch, 'missing'), 'demo:', '--json'])
    expect(status).toBe(6)
    expect(JSON.parse(stdout)).toMatchObject({ files: 1, failed: [{ code: 'not-found' }] })
    expect(JSON.parse(stderr)).toMatchObject({ code: 'partial' })
  })

  it('are not removed without confirmation or with a wrong count', async () => {
    await json('mkdir', '-p', 'demo:keep/a/b')
    expect(await failure('rm', '-r', 'demo:keep')).toEqual([2, 'confirmation-required'])
    expect(await failure('rm', '-r', '--yes', 'demo:keep')).toEqual([2, 'confirmation-required'])
    expect(await failure('rm', '-r', '--yes', '--expect', '2', 'demo:keep')).toEqual([2, 'confirmation-required'])
    expect(await json('ls', 'demo:keep/a')).toMatchObject([{ name: 'b', type: 'directory' }])
    expect(await failure('mkdir', 'demo:keep')).toEqual([1, 'exists'])
    expect(await failure('mkdir', 'demo:no/such')).toEqual([1, 'not-found'])
  })
})

describe('commands', () => {
  it('get exact arguments and standard input, and give their output and status', async () => {
    const { status, stdout, stderr } = await farscope(
      ['exec', 'demo', '--', 'sh', '-c', 'cat; printf "%s" "$1"; echo oops >&2; exit 7', 'sh', "a 'b' $c"],
      'from here '
    )
    expect({ status, stdout, stderr }).toEqual({ status: 7, stdout: "from here a 'b' $c", stderr: 'oops\n' })
  })

  it('carry large input and output through unchanged', async () => {
    const input = 'x'.repeat(3_000_000)
    expect((await farscope(['exec', 'demo', '--', 'cat'], input)).stdout).toBe(input)
  })

  it('print one document under --json', async () => {
    const { stdout } = await farscope(['exec', 'demo', '--json', '--', 'printf', 'a'])
    expect(JSON.parse(stdout)).toEqual({ stdout: 'a', stderr: '', exitCode: 0, signal: null })
  })

  it('end with --timeout', async () => {
    expect(await failure('--timeout', '1', 'exec', 'demo', '--', 'sleep', '30')).toEqual([5, 'timeout'])
  })
})

describe('jobs', () => {
  it('are submitted, waited for and read', async () => {
    const script = join(scratch, 'job.sh')
    await writeFile(script, '#!/bin/sh\n#SBATCH --output=out-%j\necho done\nexit 3\n')
    const job = await json('job', 'submit', 'demo', script)
    const { id } = job as { id: string } // the shape is what `farscope schema job submit` says
    expect((await farscope(['job', 'wait', 'demo', id])).status).toBe(3)
    expect(await json('job', 'show', 'demo', id)).toMatchObject({ id, exitCode: 3 })
    expect((await farscope(['job', 'tail', 'demo', id])).stdout).toBe('done\n')
  })

  it('are cancelled only when confirmed', async () => {
    const submitted = await farscope(['job', 'submit', 'demo', '-', '--json'], '#!/bin/sh\nsleep 100\n')
    const { id } = JSON.parse(submitted.stdout)
    expect(await failure('job', 'cancel', 'demo', id)).toEqual([2, 'confirmation-required'])
    expect(await json('job', 'cancel', 'demo', id, '--yes')).toEqual({ cancelled: [id], failed: [] })
    expect((await farscope(['job', 'wait', 'demo', id])).status).not.toBe(0)
  })
})

describe('the planner', () => {
  it('finds its tables beside the built program: the totals of a document come out', async () => {
    expect(await json('plan', 'compare', '--source', 'cianfrocco-2017')).toMatchObject({
      totals: { workstationHours: 114.7, awsHours: 54.49, computeUsd: 688.19 },
      printed: { computeUsd: 688.15, totalUsd: 1378.15 }
    })
  })
  it('knows no expected start of a job that is not there', async () => {
    const error = await failure('plan', 'start', '--step', 'polish', '--site', 'demo', '--job', '999999')
    expect(error).toEqual([1, 'not-found'])
  })
})

describe('the program', () => {
  it('counts one login for every command that used the running engine', async () => {
    expect(await json('status')).toMatchObject({
      engine: { pid: demo.pid },
      connections: expect.arrayContaining([expect.objectContaining({ site: 'demo', logins: 1 })])
    })
  })

  it('serves the window until SIGTERM', async () => {
    const child = start(['serve', '--json'])
    if (!child.stdout) throw new Error('no standard output')
    const [line] = await once(createInterface({ input: child.stdout }), 'line')
    expect(JSON.parse(line)).toMatchObject({ url: expect.stringContaining('http://127.0.0.1:'), pid: child.pid })
    child.kill('SIGTERM')
    expect((await once(child, 'exit'))[0]).toBe(0)
  })

  it('ends quietly when its reader goes away', async () => {
    const child = start(['exec', 'demo', '--', 'yes'])
    let stderr = ''
    child.stderr?.on('data', chunk => (stderr += chunk))
    await once(child.stdout ?? child, 'data')
    child.stdout?.destroy()
    await once(child, 'exit')
    expect(stderr).toBe('')
  })

  it('makes the tour', async () => {
    const { status, stdout } = await farscope(['demo', '--tour'])
    expect(stdout).not.toContain('✗')
    expect(status).toBe(0)
  })
})
