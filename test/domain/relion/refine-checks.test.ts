import { refineProblems } from '@domain/relion/refine-checks'
import { relionCommands } from '@domain/relion/script-commands'
import { parseStar } from '@domain/relion/star'
import { describe, expect, it } from 'vitest'

const star = (columns: string, row: string, optics = '_rlnImagePixelSize\n_rlnImageSize\n1.0 256\n'): string =>
  `data_optics\nloop_\n${optics}\ndata_particles\nloop_\n${columns}\n${row}\n`
const whole = star('_rlnImageName\n_rlnDefocusU', '1@a.mrcs 12000')

function problems(options: string, text = whole, referenceBox: number | null = null): string[] {
  const [command] = relionCommands(`relion_refine_mpi --o Class3D/job1/run --i p.star ${options}`)
  if (!command) throw new Error('no command')
  return refineProblems(command, { particles: parseStar(text), referenceBox })
}

describe('what would end a refinement at once', () => {
  it('is nothing of a sound one', () => {
    expect(problems('--ctf --particle_diameter 200 --ref r.mrc', whole, 256)).toEqual([])
  })

  it.each([
    ['a table of micrographs', '', star('_rlnMicrographName', 'a.mrc'), 'rlnImageName'],
    ['no particles', '', star('_rlnImageName', ''), 'no particles'],
    ['no defocus', '--ctf', star('_rlnImageName', '1@a.mrcs'), 'rlnDefocusU'],
    ['no pixel size', '', 'data_particles\nloop_\n_rlnImageName\n1@a.mrcs\n', 'pixel size'],
    ['a mask wider than the box', '--particle_diameter 257', whole, 'wider than the box of 256']
  ])('is %s', (_, options, text, words) => {
    expect(problems(options, text)).toEqual([expect.stringContaining(words)])
  })

  it('is a reference of another box, unless it is to be trusted', () => {
    expect(problems('--ref r.mrc', whole, 128)).toEqual(['The particles are 256 pixels wide, the reference 128.'])
    expect(problems('--ref r.mrc --trust_ref_size', whole, 128)).toEqual([])
  })

  it('is not the pixel size of RELION 3.0, or one that the command gives', () => {
    const old = 'data_\nloop_\n_rlnImageName\n_rlnMagnification\n_rlnDetectorPixelSize\n1@a.mrcs 10000 1\n'
    expect(problems('', old)).toEqual([])
    expect(problems('--angpix 1.1', 'data_\nloop_\n_rlnImageName\n1@a.mrcs\n')).toEqual([])
  })

  it('is to continue to an iteration that was reached', () => {
    const from = '--continue Class2D/job12/run_it025_optimiser.star'
    expect(problems(`${from} --iter 25`)).toEqual([expect.stringContaining('iteration 25')])
    expect(problems(`${from} --iter 30`, star('_rlnMicrographName', 'a'))).toEqual([])
  })

  it('is asked of relion_refine alone', () => {
    const [command] = relionCommands('relion_autopick --i m.star --ctf')
    expect(command && refineProblems(command, { particles: parseStar(''), referenceBox: 1 })).toEqual([])
  })
})
