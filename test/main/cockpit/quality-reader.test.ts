import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createQualityReader } from '../../../src/main/cockpit/quality-reader'
import { createLocalFileSystem } from '../../../src/main/files/local-file-system'
import { madeExposures } from '../../domain/quality/made-npy'

let session = ''
beforeEach(() => {
  session = mkdtempSync(join(tmpdir(), 'farscope-quality-'))
})
afterEach(() => rmSync(session, { recursive: true, force: true, maxRetries: 5 }))

function put(path: string, text: string | Buffer, at = 1000): void {
  const file = join(session, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  utimesSync(file, at, at)
}

const row = (name: string, resolution: number): string =>
  `MotionCorr/job002/Movies/${name}.mrc 12000 11800 12 ${resolution}\n`
const table = (rows: string): string =>
  `data_micrographs\n\nloop_\n_rlnMicrographName #1\n_rlnDefocusU #2\n_rlnDefocusV #3\n_rlnDefocusAngle #4\n_rlnCtfMaxResolution #5\n${rows}`
const log = (resolution: number): string => `
Estimated defocus values        : 12000.00 , 11800.00 Angstroms
Thon rings with good fit up to  : ${resolution} Angstroms
`

const limits = { driftAngstrom: 30, ctfResolutionAngstrom: 5, astigmatismAngstrom: 500 }
function reader() {
  const quality = createQualityReader(() => 0)
  const files = createLocalFileSystem(session)
  return async () => {
    const question = { files, roots: [session], movies: null, timeZone: 'UTC', limits }
    const read = await quality.read(question, undefined)
    return new Map(read?.shown.map(({ name, ctfResolutionAngstrom }) => [name, ctfResolutionAngstrom]))
  }
}

describe('quality from several jobs of one kind', () => {
  it('is what the running job tells, beside what an older one has in its table', async () => {
    const read = reader()
    put('CtfFind/job003/micrographs_ctf.star', table(row('a', 3.1) + row('b', 3.2)))
    put('CtfFind/job003/RELION_JOB_EXIT_SUCCESS', '')
    expect(await read()).toEqual(
      new Map([
        ['a', 3.1],
        ['b', 3.2]
      ])
    )
    put('CtfFind/job007/Movies/b_ctffind4.log', log(4.4))
    put('CtfFind/job007/Movies/c_ctffind4.log', log(4.5))
    expect([...(await read())].sort()).toEqual([
      ['a', 3.1],
      ['b', 4.4],
      ['c', 4.5]
    ])
  })
})

describe('quality from an export of cryoSPARC Live', () => {
  const exposure = (name: string, fit: number) => ({
    path: `S1/motioncorrected/${name}.mrc`,
    fit,
    one: 9000,
    two: 9200
  })

  function liveReader() {
    let now = 0
    const quality = createQualityReader(() => now)
    const files = createLocalFileSystem(session)
    return {
      find: quality.find,
      later: () => {
        now += 60_000
      },
      read: () => quality.read({ files, roots: [session], movies: null, timeZone: 'UTC', limits }, undefined)
    }
  }

  it('is read from the newest job that has one, in a project below the folder, and again when it is written anew', async () => {
    const { read, find, later } = liveReader()
    expect(await read()).toBeNull()
    const names = async (): Promise<string[] | undefined> => (await read())?.shown.map(({ name }) => name)
    put('CS-run7/J2/P1_S1_accepted_live_exposures.cs', madeExposures([exposure('a', 3.5)]))
    put('CS-run7/J2/P1_S1_all_live_exposures.cs', madeExposures([exposure('a', 3.5), exposure('b', 9)]))
    put('CS-run7/J3/particles.cs', 'something else')
    later()
    expect(await read()).toMatchObject({
      folders: [join(session, 'CS-run7/J2')],
      micrographs: 2,
      medians: { driftAngstrom: null, ctfResolutionAngstrom: 6.25, defocusAngstrom: 9100, astigmatismAngstrom: 200 },
      beyond: { ctfResolutionAngstrom: 1 },
      newest: { micrograph: { name: 'b' }, spectrum: false }
    })
    expect(find('b')).toEqual({ micrograph: join(session, 'CS-run7/S1/motioncorrected/b.mrc'), spectrum: null })
    put('CS-run7/J2/P1_S1_all_live_exposures.cs', madeExposures([exposure('c', 4)]), 1001)
    expect(await names()).toEqual(['c'])
    put('CS-run7/J9/P1_S1_accepted_live_exposures.cs', madeExposures([exposure('d', 4)]), 1001)
    expect(await names()).toEqual(['d'])
  })

  it('is read from a file that somebody has put into the folder of the session', async () => {
    put('P1_S1_accepted_live_exposures.cs', madeExposures([exposure('20261117_091200_a', 3.5)]))
    expect((await liveReader().read())?.shown).toMatchObject([
      { name: '20261117_091200_a', at: '2026-11-17T09:12:00.000Z', ctfResolutionAngstrom: 3.5 }
    ])
  })

  it('gives way to what RELION tells', async () => {
    put('J2/P1_S1_all_live_exposures.cs', madeExposures([exposure('live', 3.5)]))
    put('CtfFind/job003/micrographs_ctf.star', table(row('relion', 3.1)))
    expect((await liveReader().read())?.shown.map(({ name }) => name)).toEqual(['relion'])
  })

  it('tells which file is damaged', async () => {
    put('J2/P1_S1_all_live_exposures.cs', madeExposures([exposure('a', 3.5)]).subarray(0, -7))
    await expect(liveReader().read()).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringMatching(/J2\/P1_S1_all_live_exposures\.cs cannot be read: it tells 1 rows of 116 bytes/)
    })
  })

  it('has all of a long one', async () => {
    const many = Array.from({ length: 12_000 }, (_, at) => exposure(`m${at}`, 3 + (at % 2)))
    put('J2/P1_S1_all_live_exposures.cs', madeExposures(many))
    const read = await liveReader().read()
    expect([read?.micrographs, read?.medians.ctfResolutionAngstrom]).toEqual([12_000, 3.5])
  })
})
