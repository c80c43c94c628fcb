/** The built command as scripts use it: a process of its own, with a data folder and a home of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { expect } from 'vitest'
import { type FacilityServer, facility } from '../facility/facility'

export const program = resolve(import.meta.dirname, '../../bin/farscope.js')
/** `npm run soak` has sizes as they are in life. */
const limitMs = process.env.FARSCOPE_SOAK === '1' ? 3_600_000 : 150_000

export interface Outcome {
  status: number | null
  stdout: Buffer
  /** Text: it is for people, or one JSON object. */
  stderr: string
}

export interface Call {
  input?: string | Buffer
  environment?: Record<string, string>
}

export interface Rig {
  /** Scratch on this computer; `data` and `home` are in it. */
  readonly folder: string
  readonly data: string
  readonly home: string
  environment(extra?: Record<string, string>): Record<string, string>
  start(args: string[], environment?: Record<string, string>): ChildProcess
  farscope(args: string[], call?: Call): Promise<Outcome>
  /** The one document of --json, when all went well: status 0, nothing on standard error. */
  json(args: string[], call?: Call): Promise<unknown>
  /** Exit status and code of a command that must do nothing but print one error object. */
  failure(args: string[], call?: Call): Promise<[number | null, string]>
  /** A site of one host whose key is already trusted. */
  site(name: string, server: FacilityServer, options?: string[]): Promise<void>
  /** `serve` in the background; returns when it is ready. */
  serve(): Promise<ChildProcess>
  end(): Promise<void>
}

/** Runs to the end, with a limit. */
export async function outcomeOf(child: ChildProcess, input: string | Buffer = ''): Promise<Outcome> {
  const stdout: Buffer[] = []
  let stderr = ''
  child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk))
  child.stderr?.on('data', chunk => (stderr += chunk))
  child.stdin?.on('error', () => {})
  child.stdin?.end(input)
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMs)
  const [status] = await once(child, 'close')
  clearTimeout(timer)
  return { status, stdout: Buffer.concat(stdout), stderr }
}

/** The error object of --json: one line, three fields, nothing else on standard error. */
export function errorOf({ stderr }: Outcome): { code: string; message: string; hint: string } {
  expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  const error = JSON.parse(stderr)
  expect(Object.keys(error)).toEqual(['code', 'message', 'hint'])
  return error
}

export const json = (outcome: Outcome): unknown => JSON.parse(outcome.stdout.toString())

/** A first line of standard output, parsed; for commands that stay. */
export async function firstDocument(child: ChildProcess): Promise<unknown> {
  if (!child.stdout) throw new Error('no standard output')
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  return JSON.parse(line)
}

export async function createRig(): Promise<Rig> {
  const folder = await mkdtemp(join(tmpdir(), 'farscope-command-'))
  const data = join(folder, 'data')
  const home = join(folder, 'home')
  await mkdir(home)
  const children = new Set<ChildProcess>()

  const environment: Rig['environment'] = extra => ({
    PATH: process.env.PATH ?? '',
    HOME: home,
    TERM: 'dumb',
    // The demo's microscope takes nothing unless a test asks for it.
    FARSCOPE_DEMO_MOVIES_PER_HOUR: '0',
    ...extra
  })
  const start: Rig['start'] = (args, extra) => {
    const child = spawn(process.execPath, [program, '--data-dir', data, ...args], { env: environment(extra) })
    children.add(child)
    child.once('exit', () => children.delete(child))
    return child
  }
  const farscope: Rig['farscope'] = (args, call = {}) => outcomeOf(start(args, call.environment), call.input ?? '')

  return {
    folder,
    data,
    home,
    environment,
    start,
    farscope,
    async json(args, call) {
      const outcome = await farscope(['--json', ...args], call)
      expect({ status: outcome.status, stderr: outcome.stderr }).toEqual({ status: 0, stderr: '' })
      return json(outcome)
    },
    async failure(args, call) {
      const outcome = await farscope(['--json', ...args], call)
      expect(outcome.stdout.toString()).toBe('')
      return [outcome.status, errorOf(outcome).code]
    },
    async site(name, server, options = ['--user', 'cryo', '--identity', facility.keys.cryo]) {
      const where = ['--host', facility.host, '--port', String(facility.ports[server])]
      for (const args of [
        ['site', 'add', name, ...where, ...options],
        ['site', 'trust', name, '--yes']
      ])
        expect(await farscope(args)).toMatchObject({ status: 0, stderr: '' })
    },
    async serve() {
      const child = start(['serve', '--json'])
      expect(await firstDocument(child)).toMatchObject({ pid: child.pid })
      return child
    },
    async end() {
      const gone = [...children].map(child => once(child, 'exit'))
      for (const child of children) child.kill('SIGKILL')
      await Promise.all(gone)
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    }
  }
}
