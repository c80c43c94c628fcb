import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createQualityReader } from '../../../src/main/cockpit/quality-reader'
import { createLocalFileSystem } from '../../../src/main/files/local-file-system'

let session = ''
beforeEach(() => {
  session = mkdtempSync(join(tmpdir(), 'farscope-quality-'))
})
afterEach(() => rmSync(session, { recursive: true, force: true, maxRetries: 5 }))

function put(path: string, text: string, at = 1000): void {
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
