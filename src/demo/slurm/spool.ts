/** Carries calls of the SLURM commands (command-script.ts) to their code and the answers back. */
import { execFile } from 'node:child_process'
import { constants, open as openFile } from 'node:fs'
import { copyFile, mkdir, open, readFile, rm, writeFile } from 'node:fs/promises'
import { Socket } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Failure } from '@domain/failure'
import { type CommandCall, CommandError } from './call'
import { commands } from './commands/commands'
import type { Controller } from './controller'

/** A client that does not open its end of the pipe within this time is gone. */
const replyLimitMs = 10_000
const callName = /^call\.[A-Za-z0-9]+$/

export interface Spool {
  close(): void
}

/** Makes the request pipe in `folder` and answers what comes through it. */
export async function openSpool(folder: string, controller: Controller, log: (line: string) => void): Promise<Spool> {
  const pipe = join(folder, 'requests')
  await rm(pipe, { force: true })
  await promisify(execFile)('mkfifo', ['-m', '600', pipe])
  // Read and write: with a writer of our own the pipe never ends between two calls.
  const descriptor = await new Promise<number>((resolve, reject) =>
    openFile(pipe, constants.O_RDWR | constants.O_NONBLOCK, (error, fd) => (error ? reject(error) : resolve(fd)))
  )
  const requests = new Socket({ fd: descriptor, readable: true, writable: false })
  const calls = new Map<string, Call>()
  let rest = ''
  requests.on('data', (data: Buffer) => {
    const lines = (rest + data.toString('latin1')).split('\n')
    rest = lines.pop() ?? ''
    for (const name of lines.filter(line => callName.test(line))) {
      const known = calls.get(name)
      if (known) {
        known.asked()
        continue
      }
      const call = new Call(join(folder, name), controller)
      calls.set(name, call)
      call
        .serve()
        .catch(error => log(`demo: ${Failure.from(error).message}`))
        .finally(() => calls.delete(name))
    }
  })
  requests.on('error', error => log(`demo: SLURM pipe: ${error.message}`))
  requests.unref()
  return { close: () => void requests.destroy() }
}

/** One client of the pipe, from its first request to its exit status. */
class Call {
  private output = ''
  private errors = ''
  private resume: (() => void) | undefined

  constructor(
    private readonly folder: string,
    private readonly controller: Controller
  ) {}

  /** The client asks again after `stdin` or `more`. */
  asked(): void {
    this.resume?.()
    this.resume = undefined
  }

  async serve(): Promise<void> {
    const [name = '', ...args] = await this.list('arguments')
    const [cwd = '/', timeFormat = '', squeueFormat = '', sacctFormat = ''] = await this.list('variables')
    const who = userInfo()
    const call: CommandCall = {
      name,
      args,
      cwd,
      variables: { timeFormat, squeueFormat, sacctFormat },
      user: { name: who.username, uid: who.uid, group: who.username, gid: who.gid },
      controller: this.controller,
      input: () => this.input(),
      keepEnvironment: () => this.keepEnvironment(),
      print: text => {
        this.output += text
      },
      complain: text => {
        this.errors += text
      },
      flush: () => this.ask('more')
    }
    await this.reply(String(await this.run(call)))
  }

  private async run(call: CommandCall): Promise<number> {
    const code = commands[call.name]
    if (code === undefined) return 127
    try {
      return await code(call)
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
      call.complain(`${error.message}\n`)
      return error.status
    }
  }

  private async input(): Promise<string> {
    await this.ask('stdin')
    return readFile(join(this.folder, 'stdin'), 'utf8')
  }

  private async keepEnvironment(): Promise<string> {
    const folder = join(this.folder, '..', 'environments')
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const kept = join(folder, this.folder.slice(this.folder.lastIndexOf('.') + 1))
    await copyFile(join(this.folder, 'environment'), kept)
    return kept
  }

  /** Sends a word and waits for the client's next request. */
  private async ask(word: string): Promise<void> {
    const again = new Promise<void>(resolve => {
      this.resume = resolve
    })
    await this.reply(word)
    await again
  }

  private async reply(word: string): Promise<void> {
    await writeFile(join(this.folder, 'output'), this.output)
    await writeFile(join(this.folder, 'errors'), this.errors)
    this.output = ''
    this.errors = ''
    const end = Date.now() + replyLimitMs
    for (;;) {
      try {
        const pipe = await open(join(this.folder, 'reply'), constants.O_WRONLY | constants.O_NONBLOCK)
        await pipe.write(`${word}\n`)
        await pipe.close()
        return
      } catch (error) {
        // ENXIO: the client has not opened its end yet, which takes it a moment. Anything else: it is gone.
        const waiting = error instanceof Error && 'code' in error && error.code === 'ENXIO'
        if (!waiting || Date.now() > end) throw error
        await new Promise(resolve => setTimeout(resolve, 1))
      }
    }
  }

  private async list(file: string): Promise<string[]> {
    return (await readFile(join(this.folder, file), 'utf8')).split('\0').slice(0, -1)
  }
}
