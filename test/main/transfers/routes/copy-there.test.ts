/** What a host copies by itself, with a worker that copies on this computer. */
import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Failure } from '@domain/failure'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createLocalFileSystem } from '../../../../src/main/files/local-file-system'
import { type CopyFile, createCopyFile, type FileTask } from '../../../../src/main/transfers/copy-file'
import { createCopyThere } from '../../../../src/main/transfers/routes/copy-there'
import type { CopyWorker } from '../../../../src/main/transfers/routes/copy-worker'
import { createSlots } from '../../../../src/main/transfers/slots'

const bytes = randomBytes(1_000_000)
let root: string
let source: string
let target: string
beforeEach(async () => {
  root = await fs.mkdtemp(join(tmpdir(), 'copy-there-'))
  source = join(root, 'source')
  target = join(root, 'target')
  await fs.writeFile(source, bytes)
})
afterEach(() => fs.rm(root, { recursive: true, force: true, maxRetries: 5 }))

const works: CopyWorker['copy'] = async (from, to) => {
  await fs.copyFile(from, to)
  return { code: 0, said: '' }
}

/** As `createRouteThere` puts it together. */
function there(copy: CopyWorker['copy']): CopyFile {
  const files = createLocalFileSystem(root)
  const parts = { from: files, to: files, newId: () => 'id' }
  return createCopyThere({
    ...parts,
    worker: { copy, close: () => undefined },
    words: (from, part) => [from, part],
    keepsAttributes: false,
    here: createCopyFile({ ...parts, requests: createSlots(4) })
  })
}

const task = (more: Partial<FileTask> = {}): FileTask => ({ source, target, how: 'new', size: bytes.length, ...more })
const quiet = { signal: new AbortController().signal, sent: () => undefined }

it('a name that another takes meanwhile is left to it', async () => {
  const copy = there(async (from, to, signal) => {
    await fs.writeFile(target, 'of another')
    return works(from, to, signal)
  })
  await expect(copy(task(), quiet)).rejects.toMatchObject({ code: 'exists' })
  expect(await fs.readFile(target, 'utf8')).toBe('of another')
  expect((await fs.readdir(root)).sort()).toEqual(['source', 'target'])
})

it('what the host cannot copy goes through this computer, which is told, and keeps to the limit', async () => {
  let taken = 0
  const throttle = {
    async take(some: number) {
      taken += some
    }
  }
  const copy = there(async () => ({ code: 1, said: 'cp: no' }))
  expect(await copy(task(), { ...quiet, throttle })).toMatchObject({ bytes: bytes.length, throughHere: true })
  expect(taken).toBe(bytes.length)
  expect(bytes.equals(await fs.readFile(target))).toBe(true)
  expect(await there(works)(task({ how: 'replace' }), quiet)).not.toHaveProperty('throughHere')
})

it('a copy that is cancelled leaves nothing, and the command is told to end', async () => {
  const stop = new AbortController()
  let told = false
  const copy = there(
    (_from, to, signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          told = true
          reject(signal.reason)
        })
        void fs.writeFile(to, bytes.subarray(0, 1000)).then(() => stop.abort(new Failure('cancelled', 'no more')))
      })
  )
  await expect(copy(task(), { ...quiet, signal: stop.signal })).rejects.toMatchObject({ code: 'cancelled' })
  expect(told).toBe(true)
  expect(await fs.readdir(root)).toEqual(['source'])
})

it('a copy that is cancelled while its size is asked for leaves no rejection that nobody hears', async () => {
  const stop = new AbortController()
  const unheard: unknown[] = []
  const hear = (thrown: unknown): void => void unheard.push(thrown)
  process.on('unhandledRejection', hear)
  const files = createLocalFileSystem(root)
  let answered: Promise<void> | undefined
  const to = {
    ...files,
    // The answer comes late: the copy has failed by then.
    lstat: () => {
      stop.abort(new Failure('cancelled', 'no more'))
      answered = new Promise(resolve => setTimeout(resolve, 50))
      return answered.then(() => Promise.reject(stop.signal.reason))
    }
  }
  const copy = createCopyThere({
    ...{ from: files, to, newId: () => 'id', keepsAttributes: false, words: (from, part) => [from, part] },
    worker: {
      copy: (_from, _to, signal) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      close: () => undefined
    },
    here: createCopyFile({ from: files, to, newId: () => 'id', requests: createSlots(4) })
  })
  try {
    await expect(copy(task(), { ...quiet, signal: stop.signal })).rejects.toMatchObject({ code: 'cancelled' })
    await answered
    await new Promise(resolve => setTimeout(resolve, 10))
    expect(unheard).toEqual([])
  } finally {
    process.off('unhandledRejection', hear)
  }
})

it('a part that was a file of the person is not thrown away', async () => {
  await fs.writeFile(target, bytes.subarray(0, 400_000))
  const { size, mtimeMs } = await fs.stat(target)
  const resumeFrom = { size, mtime: Math.floor(mtimeMs / 1000) }
  const outcome = await there(works)(task({ how: 'replace', resumeFrom }), quiet)
  expect(outcome).toMatchObject({ resumedBytes: 400_000, throughHere: true })
  expect(bytes.equals(await fs.readFile(target))).toBe(true)
})
