import { ctfFindings, headLength, motionFindings, wholeRows } from '@domain/quality/tables'
import { describe, expect, it } from 'vitest'

const head = `
# version 30001

data_optics

loop_
_rlnOpticsGroup #1
_rlnMicrographOriginalPixelSize #2
           1     2.000000

# version 30001

data_micrographs

loop_
_rlnMicrographName #1
_rlnOpticsGroup #2
_rlnAccumMotionTotal #3
`
const rows = ' M/a.mrc 1 1.5\n M/b.mrc 1 2.5\n'

describe('tables of RELION', () => {
  it('tell drift in ångström', () => {
    expect(motionFindings(`${head}${rows}`)).toEqual([
      { path: 'M/a.mrc', writtenAt: null, driftAngstrom: 3 },
      { path: 'M/b.mrc', writtenAt: null, driftAngstrom: 5 }
    ])
  })

  it('tell defocus, astigmatism, resolution, and where the diagnostic image is', () => {
    const text = `data_micrographs\n\nloop_\n_rlnMicrographName #1\n_rlnCtfImage #2\n_rlnDefocusU #3\n_rlnDefocusV #4\n_rlnCtfMaxResolution #5\nM/a.mrc C/a.ctf:mrc 12000 11000 3.4\n`
    expect(ctfFindings(text)).toEqual([
      {
        ...{ path: 'M/a.mrc', writtenAt: null, ctfResolutionAngstrom: 3.4, defocusAngstrom: 11_500 },
        ...{ astigmatismAngstrom: 1000, spectrum: 'C/a.ctf' }
      }
    ])
  })

  it('are read piece by piece with their head in front', () => {
    const text = `${head}${rows}`
    const at = headLength(text)
    expect(at).toBe(head.length)
    expect(motionFindings(`${text.slice(0, at ?? 0)} M/z.mrc 1 1\n`)).toMatchObject([{ path: 'M/z.mrc' }])
  })

  it('have no head before their first row is there', () => {
    expect(headLength(head)).toBeNull()
    expect(headLength('')).toBeNull()
    expect(headLength('data_micrographs\n\nloop_\n_rlnMicro')).toBeNull()
  })

  it('end with the last whole row', () => {
    expect(wholeRows('a 1\nb 2\n \n')).toBe('a 1\nb 2\n'.length)
    expect(wholeRows('a 1\nb 2\nc')).toBe('a 1\nb 2\n'.length)
    expect(wholeRows('a')).toBe(0)
    expect(wholeRows(' \n\n')).toBe(0)
  })
})
