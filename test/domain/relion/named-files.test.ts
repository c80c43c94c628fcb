import { relionCloudJob } from '@domain/relion/cloud-job'
import { filesOfOptions, filesOfTable, type NamedFile } from '@domain/relion/named-files'
import { parseStar } from '@domain/relion/star'
import { describe, expect, it } from 'vitest'

function optionsOf(command: string): (readonly [string, boolean])[] {
  const job = relionCloudJob(command)
  return job ? filesOfOptions(job).map(({ path, needed }) => [path, needed] as const) : []
}

const table = (path = 'p.star'): NamedFile => ({ path, by: '--i', needed: true, read: true })

const tableOf = (text: string, kind: string | null) => filesOfTable(parseStar(text), kind, table())

describe('the files that options name', () => {
  it('are inputs, references and masks, not outputs, numbers or programs', () => {
    const command = `relion_refine --o Class3D/job14/run --i Extract/job7/particles.star --ref ./Import/ref.mrc --solvent_mask MaskCreate/job9/mask.mrc --particle_diameter 200.5 --ini_high 40 --scratch_dir /ssd --sym C1 --j 4 --gpu "0:1" --pipeline_control Class3D/job14/`
    expect(optionsOf(command)).toEqual([
      ...[
        ['Extract/job7/particles.star', true],
        ['Import/ref.mrc', true],
        ['MaskCreate/job9/mask.mrc', true]
      ]
    ])
  })

  it('are those of motion correction, with the gain, and no program of this computer', () => {
    const command =
      'relion_run_motioncorr --i Import/job1/movies.star --o MotionCorr/job2/ --gainref Movies/gain.mrc --motioncor2_exe /opt/motioncor2 --use_motioncor2 --gpu 0'
    expect(optionsOf(command)).toEqual([
      ['Import/job1/movies.star', true],
      ['Movies/gain.mrc', true]
    ])
  })

  it('may be there or not where an option is not known', () => {
    expect(optionsOf('relion_new_thing --o New/job1/ --i a.star --extra dir/b.mrc')).toEqual([
      ...[
        ['a.star', true],
        ['dir/b.mrc', false]
      ]
    ])
  })

  it('are both half maps', () => {
    expect(
      optionsOf('relion_postprocess --i Refine3D/job20/run_half1_class001_unfil.mrc --o PostProcess/job22/p')
    ).toEqual([
      ...[
        ['Refine3D/job20/run_half1_class001_unfil.mrc', true],
        ['Refine3D/job20/run_half2_class001_unfil.mrc', true]
      ]
    ])
  })

  it('are no words that RELION has for a reference', () => {
    expect(optionsOf('relion_autopick --i m.star --odir AutoPick/job4/ --ref gauss')).toEqual([['m.star', true]])
    expect(optionsOf('relion_refine --o Class2D/job1/run --i p.star --ref None')).toEqual([['p.star', true]])
  })

  it.each([
    ['relion_refine --o Class2D/job1/run --i $DATA/p.star', 'usage'],
    ['relion_refine --o Class2D/job1/run --i /data/p.star', 'unsupported'],
    ['relion_refine --o Class2D/job1/run --i ../other/p.star', 'unsupported'],
    ["relion_run_motioncorr --o MotionCorr/job2/ --i 'Movies/*.tiff'", 'unsupported']
  ])('are refused where they are not in the project: %s', (command, code) => {
    expect(() => optionsOf(command)).toThrow(expect.objectContaining({ code }))
  })
})

describe('the files that a table names', () => {
  const particles = `
data_optics
loop_
_rlnOpticsGroup #1
_rlnMtfFileName #2
1 mtf.star

data_particles
loop_
_rlnImageName #1
_rlnMicrographName #2
000001@Extract/job007/Movies/a.mrcs MotionCorr/job002/Movies/a.mrc
000002@Extract/job007/Movies/a.mrcs MotionCorr/job002/Movies/a.mrc
000001@Extract/job007/Movies/b.mrcs MotionCorr/job002/Movies/b.mrc
"000001@Extract/job007/My movies/c.mrcs" MotionCorr/job002/Movies/b.mrc
`

  it('are the stacks of particles, each once, and not the micrographs that they came from', () => {
    const stack = (path: string) => ({ path, by: 'rlnImageName in p.star', needed: true, read: false })
    expect(tableOf(particles, 'Class2D')).toEqual([
      { path: 'mtf.star', by: 'rlnMtfFileName in p.star', needed: false, read: true },
      stack('Extract/job007/Movies/a.mrcs'),
      stack('Extract/job007/Movies/b.mrcs'),
      stack('Extract/job007/My movies/c.mrcs')
    ])
  })

  it('are the movies for motion correction, and by way of their own tables for polishing', () => {
    const movies = 'data_movies\nloop_\n_rlnMicrographMovieName\nMovies/a.tiff\nMovies/b.tiff\n'
    expect(tableOf(movies, 'MotionCorr').map(({ path }) => path)).toEqual(['Movies/a.tiff', 'Movies/b.tiff'])
    const corrected = 'data_micrographs\nloop_\n_rlnMicrographName\n_rlnMicrographMetadata\nM/a.mrc M/a.star\n'
    expect(tableOf(corrected, 'Polish')).toMatchObject([{ path: 'M/a.star', read: true }])
    const one = 'data_general\n_rlnMicrographMovieName Movies/a.tiff\n_rlnMicrographGainName Movies/gain.mrc\n'
    expect(tableOf(one, 'Polish').map(({ path }) => path)).toEqual(['Movies/a.tiff', 'Movies/gain.mrc'])
  })

  it("are an optimiser's own", () => {
    const optimiser =
      'data_optimiser_general\n_rlnModelStarFile Class2D/job12/run_it010_model.star\n_rlnExperimentalDataStarFile Class2D/job12/run_it010_data.star\n_rlnSolventMaskName None\n'
    expect(tableOf(optimiser, 'Class2D').map(({ path, read }) => [path, read])).toEqual([
      ...[
        ['Class2D/job12/run_it010_model.star', true],
        ['Class2D/job12/run_it010_data.star', true]
      ]
    ])
  })

  it.each(['/data/a.mrcs', '../a.mrcs', '1@/data/a.mrcs'])('are refused outside of the project: %s', path => {
    expect(() => tableOf(`data_particles\nloop_\n_rlnImageName\n${path}\n`, 'Class2D')).toThrow(
      expect.objectContaining({ code: 'unsupported' })
    )
  })
})
