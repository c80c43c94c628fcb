import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { FileSystem } from '@domain/files/file-system'
import type { Finding } from '@domain/quality/joined'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createOwnResults } from '../../../src/main/cockpit/own-results'
import { findJobs, findProject, type ResultJob } from '../../../src/main/cockpit/result-folders'
import { createLocalFileSystem } from '../../../src/main/files/local-file-system'

let session = ''
beforeEach(() => {
  session = mkdtempSync(join(tmpdir(), 'farscope-results-'))
})
afterEach(() => rmSync(session, { recursive: true, force: true, maxRetries: 5 }))

function put(path: string, text: string, at?: number): void {
  const file = join(session, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  if (at !== undefined) utimesSync(file, at, at)
}

/** As CTFFIND 4.1 prints it. */
const log = (resolution: number): string => `
Estimated defocus values        : 12000.00 , 11800.00 Angstroms
Estimated azimuth of astigmatism: 12.34 degrees
Score                           : 0.12
Thon rings with good fit up to  : ${resolution} Angstroms
`
const files = () => createLocalFileSystem(session)

async function ctfJob(): Promise<ResultJob> {
  const project = await findProject(files(), [session], [], undefined)
  const [job] = await findJobs(files(), project ?? '', 'ctf', undefined)
  if (!job) throw new Error('no job')
  return job
}
const told = (found: readonly Finding[]): unknown =>
  found.map(one => [one.path.replace(/^.*\//, ''), one.ctfResolutionAngstrom])

describe('where results of RELION are found', () => {
  it('is a project in the folder of the session, or directly below it; never among the movies', async () => {
    expect(await findProject(files(), [session], [], undefined)).toBeNull()
    put('movies/MotionCorr/job001/x.star', '')
    expect(await findProject(files(), [session], [join(session, 'movies')], undefined)).toBeNull()
    put('processing/CtfFind/job003/run.out', '')
    expect(await findProject(files(), [session], [join(session, 'movies')], undefined)).toBe(
      join(session, 'processing')
    )
    put('MotionCorr/job001/run.out', '')
    expect(await findProject(files(), [session, join(session, 'none')], [], undefined)).toBe(session)
  })

  it('is the job that runs, and the newest that has its table; of neither the newest', async () => {
    const jobs = async () =>
      (await findJobs(files(), join(session, 'relion'), 'ctf', undefined)).map(({ folder }) => folder.slice(-6))
    put('relion/CtfFind/job003/run.out', '')
    put('relion/CtfFind/job012/run.out', '')
    expect(await jobs()).toEqual(['job012'])
    put('relion/CtfFind/job003/micrographs_ctf.star', '')
    put('relion/CtfFind/job003/RELION_JOB_EXIT_SUCCESS', '')
    expect(await jobs()).toEqual(['job012', 'job003'])
    put('relion/CtfFind/job012/RELION_JOB_EXIT_FAILURE', '')
    expect(await jobs()).toEqual(['job003'])
    put('relion/CtfFind/job012/micrographs_ctf.star', '')
    expect(await jobs()).toEqual(['job012'])
  })
})

describe('results before a table is written', () => {
  it('are in the logs of CTFFIND, each read once', async () => {
    const own = createOwnResults()
    put('relion/CtfFind/job003/Movies/a_ctffind4.log', log(3.4), 1000)
    put('relion/CtfFind/job003/Movies/b_ctffind4.log', log(4.1), 2000)
    put('relion/CtfFind/job003/run.out', 'no log of one micrograph')
    expect(told(await own.read(files(), await ctfJob(), undefined))).toEqual([
      ['a.mrc', 3.4],
      ['b.mrc', 4.1]
    ])
    put('relion/CtfFind/job003/Movies/c_ctffind4.log', log(5.2), 3000)
    const found = await own.read(files(), await ctfJob(), undefined)
    expect(told(found)).toEqual([
      ['a.mrc', 3.4],
      ['b.mrc', 4.1],
      ['c.mrc', 5.2]
    ])
    expect(found.at(-1)).toMatchObject({
      ...{ path: 'CtfFind/job003/Movies/c.mrc', writtenAt: 3_000_000 },
      ...{ defocusAngstrom: 11_900, astigmatismAngstrom: 200 }
    })
  })

  it('are read again when a log was not finished', async () => {
    const own = createOwnResults()
    put('relion/CtfFind/job003/Movies/a_ctffind4.log', 'Estimated', 1000)
    expect(await own.read(files(), await ctfJob(), undefined)).toEqual([])
    put('relion/CtfFind/job003/Movies/a_ctffind4.log', log(3.4), 1005)
    expect(told(await own.read(files(), await ctfJob(), undefined))).toEqual([['a.mrc', 3.4]])
  })

  it('are the newest ones where they are too many: those that were forgotten are not read again and again', async () => {
    const own = createOwnResults(3)
    const many = (from: number, to: number): void => {
      for (let at = from; at <= to; at++) put(`relion/CtfFind/job003/Movies/m${at}_ctffind4.log`, log(at), 1000 + at)
    }
    const local = files()
    let read = 0
    const counted: FileSystem = {
      ...local,
      readSmall: (...asked) => {
        read += 1
        return local.readSmall(...asked)
      }
    }
    many(1, 5)
    const last = async () => told(await own.read(counted, await ctfJob(), undefined))
    const wanted = (...names: number[]) => names.map(at => [`m${at}.mrc`, at])
    expect(await last()).toEqual(wanted(3, 4, 5))
    expect([await last(), read]).toEqual([wanted(3, 4, 5), 5])
    many(6, 6)
    expect([await last(), read]).toEqual([wanted(4, 5, 6), 6])
  })
})
