import { relionFolder } from '@domain/relion/job-folder'
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
