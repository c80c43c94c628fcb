import { relionFolder, relionInput, relionKind } from '@domain/relion/job-folder'
import { describe, expect, it } from 'vitest'

describe('the folder of a RELION job', () => {
  it('is the one of --pipeline_control, from the folder the job runs in', () => {
    expect(relionFolder("'--o' 'C/job002/run' \\\n  '--pipeline_control' 'C/job002/' \\\n", '/data/p/')).toBe(
      '/data/p/C/job002'
    )
    expect(relionFolder('relion_refine --pipeline_control Class2D/job003/ | tee x', '/data')).toBe(
      '/data/Class2D/job003'
    )
    expect(relionFolder('--pipeline_control "/abs/a b/"', null)).toBe('/abs/a b')
  })

  it('is unknown where the script has none, or leaves it to a shell', () => {
    expect(relionFolder('#!/bin/sh\nsleep 1\n', '/data')).toBeNull()
    expect(relionFolder('--pipeline_control $HOME/x', '/data')).toBeNull()
    expect(relionFolder('--pipeline_control rel', null)).toBeNull()
  })
})

describe('the kind of a RELION job', () => {
  it('is the name of its folder, and else what its command does', () => {
    expect(relionKind('relion_refine --K 2', '/p/Class2D/job003')).toBe('Class2D')
    expect(relionKind('relion_run_motioncorr_mpi --i x', '/p/my/run7')).toBe('MotionCorr')
    expect(relionKind("'relion_refine' '--auto_refine' '--ref' 'x'", '/p/run7')).toBe('Refine3D')
    expect(relionKind('relion_refine --ref a.mrc --K 4', '/p/Own/job004')).toBe('Class3D')
    expect(relionKind('relion_refine --K 50', '/p/out')).toBe('Class2D')
    expect(relionKind('sleep 5 # --pipeline_control', '/p/out')).toBeNull()
  })

  it('goes with its table of movies, but for a wildcard', () => {
    expect(relionInput("'relion_run_motioncorr' '--i' 'Import/job001/movies.star' '--o' 'x'", '/p')).toBe(
      '/p/Import/job001/movies.star'
    )
    expect(relionInput("--i 'Movies/*.tiff'", '/p')).toBeNull()
    expect(relionInput('--iter 5', '/p')).toBeNull()
  })
})
