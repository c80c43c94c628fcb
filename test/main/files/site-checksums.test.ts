/** The scripts in this computer's own shells, so that every hostile name meets a real sh and the real commands. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeName, encodeName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { ChecksumAlgorithm, HashableFile } from '@domain/transfers/checksums'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSiteChecksums } from '../../../src/main/files/site-checksums'
import { collectScript } from '../../../src/main/ssh/run'
import type { Connection, RunningScript } from '../../../src/main/ssh/types'

let folder: string
let running: ChildProcess[]

function runHere(program: string, words: string[], env: Record<string, string> = {}): RunningScript {
  const child = spawn(program, words, { env, stdio: ['pipe', 'pipe', 'pipe'] })
  running.push(child)
  const exit = new Promise<{ code: number | null; signal: string | null }>(resolve => {
    child.on('close', (code, signal) => resolve({ code, signal }))
  })
  const close = (): void => void child.stdin.end()
  return { stdin: child.stdin, stdout: child.stdout, stderr: child.stderr, exit, close, resize: () => undefined }
}

/** As much of a connection as checksums use: scripts run here by the shell of that name. */
function shellConnection(shell: string, path = process.env.PATH ?? ''): Connection {
  const start = async (script: string): Promise<RunningScript> => runHere(shell, ['-c', script], { PATH: path })
  const parts = {
    connected: true,
    serverVersion: 'OpenSSH_9.2p1',
    start,
    run: async (script: string, options = {}) => collectScript(await start(script), options, 'here')
  }
  // Nothing else of a connection is touched.
  return parts as unknown as Connection
}

const bytesOf = (path: string): Buffer => Buffer.from(encodeName(path))

async function write(name: string, content: string): Promise<HashableFile> {
  const path = `${folder}/${name}`
  await fs.writeFile(bytesOf(path), content)
  return { path, size: content.length }
}

const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex')

async function sums(connection: Connection, algorithm: ChecksumAlgorithm, files: readonly HashableFile[]) {
  const found = new Map<string, string>()
  for await (const answer of createSiteChecksums(connection, 'far').hashMany(algorithm, files, undefined)) {
    expect(found.has(answer.path)).toBe(false)
    found.set(answer.path, 'hex' in answer ? answer.hex : answer.failure.code)
  }
  return found
}

const hostile = [
  'plain',
  'with space',
  '-rf',
  '--help',
  '$(touch hacked)',
  '`touch hacked`',
  "'; touch hacked; '",
  'quote"s',
  '*',
  'a\nb',
  'end\nend',
  '\n',
  'tab\there',
  'back\\slash',
  '\\n',
  'trailing ',
  'trailing\n',
  '\r',
  'Äpfel Ünï',
  'Á\u0081',
  '日本語',
  decodeName(Uint8Array.from([0x61, 0xff, 0x62])),
  decodeName(Uint8Array.from([0xc3])),
  '%s%n',
  '1 0123456789abcdef0123456789abcdef',
  '~',
  '#'
]

const has = (command: string): boolean => {
  try {
    execFileSync('sh', ['-c', `command -v ${command}`])
    return true
  } catch {
    return false
  }
}
const shells = ['sh', 'bash', 'dash', 'zsh'].filter(has)

beforeEach(async () => {
  running = []
  folder = await fs.mkdtemp(join(tmpdir(), 'sums-'))
})

afterEach(async () => {
  for (const child of running) if (child.exitCode === null) child.kill('SIGKILL')
  await fs.rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

/** A PATH with these commands and what the scripts need, and nothing else. */
async function only(...commands: string[]): Promise<string> {
  const bin = await fs.mkdtemp(join(folder, 'bin-'))
  for (const command of [...commands, 'grep'])
    await fs.symlink(
      execFileSync('sh', ['-c', `command -v ${command}`], { encoding: 'utf8' }).trim(),
      join(bin, command)
    )
  return bin
}

describe.each(shells)('checksums through %s', shell => {
  it('are right for every hostile name', async () => {
    const files = await Promise.all(hostile.map((name, index) => write(name, `content ${index}`)))
    const found = await sums(shellConnection(shell), 'sha256', files)
    expect(found).toEqual(new Map(files.map(({ path }, index) => [path, sha256(`content ${index}`)])))
    expect(await fs.readdir(folder)).not.toContain('hacked')
  })

  it('name the reason for each file without one', async () => {
    const good = await write('good', 'x')
    await fs.mkdir(join(folder, 'folder'))
    execFileSync('mkfifo', [join(folder, 'pipe')])
    const bad = ['gone', 'go\nne', 'folder', 'pipe'].map(name => ({ path: `${folder}/${name}`, size: 1 }))
    const found = await sums(shellConnection(shell), 'sha256', [...bad, good])
    expect([...found.values()].sort()).toEqual(
      [sha256('x'), 'not-found', 'not-found', 'unsupported', 'unsupported'].sort()
    )
  })

  it('end with what they run when nobody wants them any more', async () => {
    const stop = new AbortController()
    // All hole: it takes minutes to hash and no room.
    const endless = await write('endless', '')
    await fs.truncate(bytesOf(endless.path), 2 ** 38)
    const checksums = createSiteChecksums(shellConnection(shell), 'far')
    const work = (async () => {
      for await (const _ of checksums.hashMany('sha256', [endless], stop.signal));
    })()
    setTimeout(() => stop.abort(), 300)
    await expect(work).rejects.toMatchObject({ code: 'cancelled' })
    const ended = running.at(-1)
    await expect.poll(() => ended?.exitCode, { timeout: 30_000 }).not.toBe(null)
  })
})

describe('checksums at a site', () => {
  it('come from the fastest command of each algorithm that is there', async () => {
    const commands = ['xxhsum', 'b3sum', 'sha256sum', 'openssl', 'shasum', 'perl'].filter(has)
    for (const tool of ['sha256sum', 'openssl', 'shasum', 'xxhsum', 'b3sum'].filter(name => commands.includes(name))) {
      const path = await only(...(tool === 'shasum' ? ['shasum', 'perl'] : [tool]))
      const connection = shellConnection('/bin/sh', path)
      const offers = await createSiteChecksums(connection, 'far').offers(undefined)
      expect(offers).toHaveLength(1)
      const files = await Promise.all(hostile.map((name, index) => write(name, `content ${index}`)))
      const found = await sums(connection, offers[0]?.algorithm ?? 'sha256', files)
      expect(new Set(found.values()).size).toBe(hostile.length)
    }
  })

  it('are not offered where there is no command, or one that lies', async () => {
    const bin = await only()
    expect(await createSiteChecksums(shellConnection('/bin/sh', bin), 'far').offers(undefined)).toEqual([])
    await fs.writeFile(
      join(bin, 'sha256sum'),
      '#!/bin/sh\necho "0000000000000000000000000000000000000000000000000000000000000000  -"\n'
    )
    await fs.chmod(join(bin, 'sha256sum'), 0o755)
    const checksums = createSiteChecksums(shellConnection('/bin/sh', bin), 'far')
    expect(await checksums.offers(undefined)).toEqual([])
    await expect(async () => {
      for await (const _ of checksums.hashMany('sha256', [], undefined));
    }).rejects.toMatchObject({ code: 'unsupported' })
  })

  it('come from PowerShell on a Windows host', async () => {
    // No Windows can be started here: this takes the place of the two scripts and speaks as they do.
    const program = `
      const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
      require('node:readline').createInterface({ input: process.stdin }).on('line', line => {
        line.split(' ').forEach((word, at) => {
          const path = Buffer.from(word, 'base64').toString()
          process.stdout.write((at + 1) + (path === 'C:/data/Ä b' ? ' ' + abc : ' denied') + '\\r\\n')
        })
        process.stdout.write('end\\r\\n')
      })`
    const languages: (string | undefined)[] = []
    const start = async (_script: string, options: { language?: string } = {}): Promise<RunningScript> => {
      languages.push(options.language)
      return runHere(process.execPath, ['-e', program])
    }
    const run = async (_script: string, options: { language?: string } = {}) => {
      languages.push(options.language)
      return { stdout: Buffer.from('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\r\n') }
    }
    const connection = {
      connected: true,
      serverVersion: 'OpenSSH_for_Windows_9.5',
      start,
      run
    } as unknown as Connection
    const files = ['/C:/data/Ä b', '/C:/data/secret'].map(path => ({ path, size: 3 }))
    expect([...(await sums(connection, 'sha256', files)).values()]).toEqual([sha256('abc'), 'permission'])
    expect(languages).toEqual(['powershell', 'powershell'])
  })

  it('come from the next command where the better one lies', async () => {
    const bin = await only('sha256sum')
    await fs.writeFile(join(bin, 'openssl'), '#!/bin/sh\necho "Error: unknown digest"\n')
    await fs.chmod(join(bin, 'openssl'), 0o755)
    const connection = shellConnection('/bin/sh', bin)
    expect(await sums(connection, 'sha256', [await write('a', 'x')])).toEqual(new Map([[`${folder}/a`, sha256('x')]]))
  })

  it('are not offered where no command may be run, and that is asked once', async () => {
    let asked = 0
    const refusing = {
      connected: true,
      serverVersion: 'OpenSSH_9.2p1',
      run: async () => {
        asked++
        throw new Failure('not-allowed', 'The login shell did not run the command.')
      }
    }
    const connection = refusing as unknown as Connection
    expect(await createSiteChecksums(connection, 'far').offers(undefined)).toEqual([])
    expect(await createSiteChecksums(connection, 'far').offers(undefined)).toEqual([])
    expect(asked).toBe(1)
  })

  it('are asked about again after a question that the host did not settle', async () => {
    const sound = shellConnection('sh')
    const failures = [new Failure('timeout', 'slow'), new Failure('channel-refused', 'full')]
    const connection = {
      connected: true,
      serverVersion: 'OpenSSH_9.2p1',
      run: (script: string) => {
        const failure = failures.shift()
        return failure ? Promise.reject(failure) : sound.run(script)
      }
    } as unknown as Connection
    const checksums = createSiteChecksums(connection, 'far')
    await expect(checksums.offers(undefined)).rejects.toMatchObject({ code: 'timeout' })
    await expect(checksums.offers(undefined)).rejects.toMatchObject({ code: 'channel-refused' })
    expect(await checksums.offers(undefined)).not.toEqual([])
  })

  it('are asked for in many batches over one exec', async () => {
    const files = await Promise.all(
      Array.from({ length: 700 }, (_, index) => write(`file ${index}`, `content ${index}`))
    )
    const found = await sums(shellConnection('sh'), 'sha256', files)
    expect(found.get(`${folder}/file 699`)).toBe(sha256('content 699'))
    expect(found.size).toBe(700)
    // The probe and the one that computes.
    expect(running).toHaveLength(2)
  })

  it('wait for each other: one exec at a time', async () => {
    const files = await Promise.all(['a', 'b', 'c'].map(name => write(name, name)))
    const shell = shellConnection('sh')
    // Until it is told to end: how long a shell then takes is the machine's affair.
    const [opened, atOnce]: [Set<RunningScript>, number[]] = [new Set(), []]
    const start: Connection['start'] = async (script, options) => {
      const own = await shell.start(script, options)
      opened.add(own)
      atOnce.push(opened.size)
      return {
        ...own,
        close() {
          opened.delete(own)
          own.close()
        }
      }
    }
    const connection: Connection = { ...shell, start }
    await createSiteChecksums(connection, 'far').offers(undefined)
    await Promise.all(files.map(file => sums(connection, 'sha256', [file])))
    expect(atOnce).toEqual([1, 1, 1])
  })
})
