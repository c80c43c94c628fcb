import { appendFileSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FileSystem } from '@domain/files/file-system'
import { motionFindings } from '@domain/quality/tables'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createGrownTable } from '../../../src/main/cockpit/grown-table'
import { createLocalFileSystem } from '../../../src/main/files/local-file-system'

const head = `
data_optics

loop_
_rlnOpticsGroup #1
_rlnMicrographOriginalPixelSize #2
 1 2.0

data_micrographs

loop_
_rlnMicrographName #1
_rlnOpticsGroup #2
_rlnAccumMotionTotal #3
`
const row = (at: number): string => `   M/m${at}.mrc      1   ${at}.5\n`
const rows = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_none, at) => row(from + at)).join('')

let folder = ''
let path = ''
let files: FileSystem
let read: string[] = []

/** Tells how many bytes each look reads. */
function counting(inner: FileSystem): FileSystem {
  return {
    ...inner,
    openRead: async (file, signal) => {
      const handle = await inner.openRead(file, signal)
      return {
        info: again => handle.info(again),
        close: () => handle.close(),
        read: async (offset, length, again) => {
          const bytes = await handle.read(offset, length, again)
          read.push(`${offset}+${bytes.length}`)
          return bytes
        }
      }
    }
  }
}
const bytesRead = (): number => read.reduce((sum, one) => sum + Number(one.split('+')[1]), 0)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'farscope-table-'))
  path = join(folder, 'corrected_micrographs.star')
  files = counting(createLocalFileSystem(folder))
  read = []
})
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

const names = (found: readonly { path: string }[]): string[] => found.map(one => one.path)

describe('a table that grows', () => {
  it('is read whole once, then only what is new', async () => {
    const table = createGrownTable(motionFindings)
    writeFileSync(path, `${head}${rows(0, 1000)} \n`)
    expect(await table.read(files, path, undefined)).toHaveLength(1000)
    read = []
    // As RELION does it: the whole file is written anew, with more rows.
    writeFileSync(path, `${head}${rows(0, 1003)} \n`)
    const found = await table.read(files, path, undefined)
    expect(found).toHaveLength(1003)
    expect(names(found.slice(-2))).toEqual(['M/m1001.mrc', 'M/m1002.mrc'])
    expect(found.at(-1)?.driftAngstrom).toBe(2005)
    expect(bytesRead()).toBeLessThan(1000)
  })

  it('is not read at all while it has not changed', async () => {
    const table = createGrownTable(motionFindings)
    writeFileSync(path, `${head}${rows(0, 10)}`)
    await table.read(files, path, undefined)
    read = []
    expect(await table.read(files, path, undefined)).toHaveLength(10)
    expect(read).toEqual([])
  })

  it('is read anew when it was written anew with other rows', async () => {
    const table = createGrownTable(motionFindings)
    writeFileSync(path, `${head}${rows(0, 10)}`)
    await table.read(files, path, undefined)
    writeFileSync(path, `${head}${rows(50, 65)}`)
    expect(names(await table.read(files, path, undefined))).toEqual(names(motionFindings(readFileSync(path, 'utf8'))))
  })

  it('takes a row that was half written when it is whole', async () => {
    const table = createGrownTable(motionFindings)
    const half = row(2)
    writeFileSync(path, `${head}${rows(0, 2)}${half.slice(0, 12)}`)
    expect(await table.read(files, path, undefined)).toHaveLength(2)
    appendFileSync(path, half.slice(12))
    expect(names(await table.read(files, path, undefined))).toEqual(['M/m0.mrc', 'M/m1.mrc', 'M/m2.mrc'])
  })

  it('begins with its first row, and starts over with fewer', async () => {
    const table = createGrownTable(motionFindings)
    writeFileSync(path, head)
    expect(await table.read(files, path, undefined)).toEqual([])
    writeFileSync(path, `${head}${rows(0, 5)}`)
    expect(await table.read(files, path, undefined)).toHaveLength(5)
    writeFileSync(path, `${head}${rows(0, 2)}`)
    utimesSync(path, 1, 1)
    expect(await table.read(files, path, undefined)).toHaveLength(2)
  })
})
