import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { talliedMovies } from '@domain/cockpit/movie-tally'
import { Failure } from '@domain/failure'
import type { FileSystems } from '@domain/files/file-system'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMovieCounter, type MovieFolder } from '../../../src/main/cockpit/movie-counter'
import { createLocalFileSystem } from '../../../src/main/files/local-file-system'
import type { SiteAccess } from '../../../src/main/site-access'
import type { Connection } from '../../../src/main/ssh/types'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'farscope-counter-'))
  mkdirSync(join(folder, 'GridSquare_1', 'Data'), { recursive: true })
  for (const name of ['a_fractions.mrc', 'b_fractions.mrc', 'b.xml', 'gain.mrc'])
    writeFileSync(join(folder, 'GridSquare_1', 'Data', name), 'movie')
})
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

/** A host whose scripts end so; its files are this computer's. */
function counter(run: () => ReturnType<Connection['run']>) {
  const local = createLocalFileSystem(folder)
  // Only these are called.
  const files = { local, site: async () => local } as unknown as FileSystems
  const access = { connection: async () => ({ run }) } as unknown as SiteAccess
  const made = createMovieCounter({ access, files, now: () => Date.now() })
  return async (place: MovieFolder): Promise<number> => {
    const { arrivals } = talliedMovies((await made.count(place, undefined, true)).tally)
    return arrivals.reduce((sum, { movies }) => sum + movies, 0)
  }
}

const ended = (code: number, stdout = '') =>
  Promise.resolve({ stdout: Buffer.from(stdout), stderr: Buffer.alloc(0), code, signal: null })

describe('counting where a host cannot count by itself', () => {
  it('walks through the folder of this computer, and of a host without sh or with another find', async () => {
    const never = (): never => {
      throw new Error('not asked')
    }
    expect(await counter(never)({ site: null, path: folder })).toBe(2)
    const windows = counter(() => Promise.reject(new Failure('command-missing', 'There is no sh.')))
    expect(await windows({ site: 'scope', path: folder })).toBe(2)
    expect(await windows({ site: 'scope', path: folder })).toBe(2)
    expect(await counter(() => ended(4))({ site: 'mac', path: folder })).toBe(2)
  })

  it('says that the folder is not there, and hands on a link that is lost', async () => {
    await expect(counter(() => ended(3))({ site: 'north', path: '/data/x' })).rejects.toMatchObject({
      ...{ code: 'not-found', message: 'The folder of the movies, /data/x on north, cannot be opened.' }
    })
    await expect(counter(() => ended(124))({ site: 'north', path: folder })).rejects.toMatchObject({ code: 'timeout' })
    const lost = counter(() => Promise.reject(new Failure('unreachable', 'lost')))
    await expect(lost({ site: 'north', path: folder })).rejects.toMatchObject({ code: 'unreachable' })
  })

  it('counts anew for another folder', async () => {
    const told = [`now 1000\nfolder 1 .\nminute M 10 5 50 1\n`, `now 1000\nfolder 1 .\nminute M 10 3 30 1\n`]
    const count = counter(() => ended(0, told.shift()))
    expect(await count({ site: 'north', path: '/one' })).toBe(5)
    expect(await count({ site: 'north', path: '/two' })).toBe(3)
  })
})
