/** The program of the far end, run here: what it says is there is there whole, whatever happens to it. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ManyWrite } from '@domain/files/many-files'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { farArguments, greeting } from '../../../src/main/files/bulk/far-program'
import { readBatch, readOf, writeBatch, writtenOf } from '../../../src/main/files/bulk/many-frames'

let folder: string
const running: ChildProcessWithoutNullStreams[] = []
beforeEach(async () => {
  folder = await fs.mkdtemp(join(tmpdir(), 'far-program-'))
})
afterEach(async () => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
  await fs.rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

/** `before`: sh commands that limit it. */
function start(before = ''): ChildProcessWithoutNullStreams {
  const child = spawn('sh', ['-c', `${before}\nexec perl -e "$1"`, 'sh', ...farArguments])
  running.push(child)
  child.stdin.on('error', () => undefined)
  child.stdin.write(greeting)
  return child
}

/** The first answer, or undefined when it ends before. */
function answerOf(child: ChildProcessWithoutNullStreams): Promise<Buffer | undefined> {
  return new Promise(resolve => {
    let said = Buffer.alloc(0)
    child.once('exit', () => resolve(undefined))
    child.stdout.on('data', (chunk: Buffer) => {
      said = Buffer.concat([said, chunk])
      const head = greeting.length + 8
      if (said.length >= head && said.length >= head + said.readUInt32BE(greeting.length + 4))
        resolve(said.subarray(head))
    })
  })
}

const write = (name: string, data: Uint8Array, how: ManyWrite['how'] = 'new'): ManyWrite => ({
  ...{ part: join(folder, `.${name}.part`), target: join(folder, name), how },
  ...{ mode: 0o600, mtime: 1000, data }
})

it('A file that the disk has no room for is not there, nor is its part, and what had its name stays', async () => {
  const child = start("trap '' XFSZ; ulimit -f 8")
  await fs.writeFile(join(folder, 'old'), 'old')
  const files = [
    write('a', randomBytes(100)),
    write('b', randomBytes(50_000)),
    write('old', randomBytes(50_000), 'replace')
  ]
  const answer = answerOf(child)
  child.stdin.write(writeBatch(0, files))
  expect(writtenOf((await answer) ?? Buffer.alloc(0), 3)).toEqual([true, false, false])
  expect((await fs.readdir(folder)).sort()).toEqual(['a', 'old'])
  expect(await fs.readFile(join(folder, 'old'), 'utf8')).toBe('old')
})

it('A batch that does not come whole makes no file', async () => {
  const child = start()
  const frame = writeBatch(0, [write('a', randomBytes(100)), write('b', randomBytes(50_000))])
  const ended = new Promise(resolve => child.once('exit', resolve))
  child.stdin.end(frame.subarray(0, -1))
  await ended
  expect(await fs.readdir(folder)).toEqual([])
})

it('Whenever it is killed, a name has the whole file or none', async () => {
  const data = randomBytes(20_000)
  for (let turn = 0; turn < 12; turn++) {
    const child = start()
    const ended = new Promise(resolve => child.once('exit', resolve))
    const files = Array.from({ length: 64 }, (_, at) => write(`${turn}-${at}`, data))
    child.stdin.write(writeBatch(0, files))
    await expect
      .poll(async () => (await fs.readdir(folder)).some(name => name.startsWith(`${turn}-`)), { interval: 1 })
      .toBe(true)
    child.kill('SIGKILL')
    await ended
  }
  for (const name of await fs.readdir(folder))
    if (!name.startsWith('.')) expect((await fs.readFile(join(folder, name))).equals(data)).toBe(true)
})

it('Names with any bytes are read and written as they are', async () => {
  const names = ['-e', '|cat', '>x', '$(touch y)', 'a\nb', '\udcff\udc80', ' ', '*', 'x'.repeat(240)]
  const child = start()
  const written = answerOf(child)
  child.stdin.write(
    writeBatch(
      0,
      names.map((name, at) => write(name, Buffer.from(`content ${at}`)))
    )
  )
  expect(writtenOf((await written) ?? Buffer.alloc(0), names.length)).toEqual(names.map(() => true))
  expect(await fs.readdir(folder)).toHaveLength(names.length)
  const other = start()
  const read = answerOf(other)
  other.stdin.write(
    readBatch(
      0,
      names.map(name => ({ path: join(folder, name), most: 100, expected: 10 }))
    )
  )
  const files = readOf((await read) ?? Buffer.alloc(0), names.length)
  expect(files.map(file => Buffer.from(file?.data ?? []).toString())).toEqual(names.map((_, at) => `content ${at}`))
})

it('A folder, a pipe, a device and a file that is too long are not read', async () => {
  await fs.mkdir(join(folder, 'folder'))
  await new Promise(resolve => spawn('mkfifo', [join(folder, 'pipe')]).once('exit', resolve))
  await fs.writeFile(join(folder, 'long'), 'x'.repeat(101))
  const child = start()
  const read = answerOf(child)
  const paths = [join(folder, 'folder'), join(folder, 'pipe'), '/dev/zero', join(folder, 'long'), join(folder, 'none')]
  child.stdin.write(
    readBatch(
      0,
      paths.map(path => ({ path, most: 100, expected: 10 }))
    )
  )
  expect(readOf((await read) ?? Buffer.alloc(0), 5)).toEqual(paths.map(() => undefined))
})

it('A name that is a folder, and one in no folder, are left as they are', async () => {
  await fs.mkdir(join(folder, 'taken'))
  const child = start()
  const answer = answerOf(child)
  child.stdin.write(writeBatch(0, [write('taken', Buffer.from('x'), 'replace'), write('none/file', Buffer.from('x'))]))
  expect(writtenOf((await answer) ?? Buffer.alloc(0), 2)).toEqual([false, false])
  expect(await fs.readdir(folder)).toEqual(['taken'])
})
