import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pricesDocumentSchema } from '@domain/plan/plan-data'
import { relionCloudJob } from '@domain/relion/cloud-job'
import { suitableTypes } from '@domain/relion/suitable-machine'
import { describe, expect, it } from 'vitest'

/** As RELION fills in farscope-cloud-submit.sh. */
const script = (command: string): string => `#!/bin/bash
# name: Class2D/job012/
set -e
${command}
`
const class2d = (more = '', processes = 5): string =>
  script(
    `mpirun -n ${processes} \`which relion_refine_mpi\` --o Class2D/job012/run --i Extract/job007/particles.star --K 50 --gpu "" --j 4 ${more} --pipeline_control Class2D/job012/`
  )

describe('a job of RELION as a run in the cloud', () => {
  it('has its folder, its kind and its step of the planner', () => {
    expect(relionCloudJob(class2d())).toMatchObject({ folder: 'Class2D/job012', kind: 'Class2D', step: 'class2d' })
  })

  it('is one job where some of its commands name the folder by --o alone', () => {
    const both = `${class2d()}\nrelion_star_handler --i a.star --o Class2D/./job012/sorted.star`
    expect(relionCloudJob(both)).toMatchObject({ folder: 'Class2D/job012', kind: 'Class2D' })
    const other = `${class2d()}\nrelion_star_handler --i a.star --o Select/job013/sorted.star`
    expect(() => relionCloudJob(other)).toThrow('several jobs: Class2D/job012, Select/job013')
  })

  it.each([
    ['relion_run_motioncorr_mpi --i Import/job001/movies.star --o MotionCorr/job002/ --use_own', 'movie-alignment'],
    ['relion_run_ctffind --i MotionCorr/job002/corrected_micrographs.star --o CtfFind/job003/', 'ctf'],
    ['relion_autopick --i CtfFind/job003/micrographs_ctf.star --odir AutoPick/job004/ --gpu "0"', 'autopick'],
    [
      'relion_preprocess --i CtfFind/job003/m.star --part_star Extract/job005/p.star --pipeline_control Extract/job005/',
      'extract'
    ],
    ['relion_refine --o InitialModel/job013/run --i p.star --denovo_3dref --grad', 'class3d'],
    ['relion_refine --o Class3D/job014/run --i p.star --ref r.mrc', 'class3d'],
    ['relion_refine --o Refine3D/job020/run --i p.star --ref r.mrc --auto_refine', 'refine3d-first'],
    ['relion_motion_refine --i Refine3D/job020/run_data.star --o Polish/job021/', 'polish'],
    ['relion_postprocess --i Refine3D/job020/run_half1_class001_unfil.mrc --o PostProcess/job022/postprocess', null]
  ])('knows the step of %s', (command, step) => {
    expect(relionCloudJob(script(command))?.step).toBe(step)
  })

  it.each([
    [class2d('', 2), { cores: 8, gpus: 1, memory: 'usual' }, 'g5.4xlarge'],
    [class2d('', 5), { cores: 20, gpus: 4, memory: 'usual' }, 'g5.12xlarge'],
    [class2d('', 9), { cores: 36, gpus: 8, memory: 'usual' }, 'g5.48xlarge'],
    [class2d('').replace('--gpu ""', '--gpu "0:1"'), { cores: 20, gpus: 2, memory: 'usual' }, 'g5.12xlarge'],
    [class2d('').replace('--gpu ""', ''), { cores: 20, gpus: 0, memory: 'usual' }, 'c7i.24xlarge'],
    [
      script('relion_refine --o Class2D/job1/run --i p.star --j 4 --gpu'),
      { cores: 4, gpus: 1, memory: 'usual' },
      'g5.2xlarge'
    ],
    [
      script('mpirun -n 3 relion_motion_refine_mpi --i p.star --o Polish/job021/ --j 16'),
      { cores: 48, gpus: 0, memory: 'much' },
      'r7i.24xlarge'
    ]
  ])('gets a machine that holds its processes, threads and GPUs', (text, needs, type) => {
    const job = relionCloudJob(text)
    expect([job?.needs, job?.types[0]]).toEqual([needs, type])
  })

  it('gets the largest machine where none holds it', () => {
    expect(suitableTypes({ cores: 400, gpus: 8, memory: 'usual' })).toEqual(['g5.48xlarge', 'g6.48xlarge'])
    expect(suitableTypes({ cores: 400, gpus: 0, memory: 'usual' })).toEqual(['c7i.48xlarge', 'c7a.48xlarge'])
    expect(suitableTypes({ cores: 300, gpus: 1, memory: 'usual' })[0]).toBe('g5.48xlarge')
  })

  it('may have several commands, of one job', () => {
    const two = `mpirun -n 5 relion_preprocess_mpi --i m.star --part_star Extract/job007/p.star --pipeline_control Extract/job007/
relion_star_handler --i Extract/job007/p.star --pipeline_control Extract/job007/`
    expect(relionCloudJob(script(two))).toMatchObject({ folder: 'Extract/job007', commands: [{}, {}] })
    const mixed = `${two.replaceAll('job007', 'job008')}\n${two}`
    expect(() => relionCloudJob(script(mixed))).toThrow(expect.objectContaining({ code: 'usage' }))
  })

  it('may have spaces and equals signs in its folder', () => {
    const command = `relion_refine --o 'Class2D/my=job 1/run' --i p.star`
    expect(relionCloudJob(script(command))?.folder).toBe('Class2D/my=job 1')
  })

  it('is none where no program of RELION is called', () => {
    expect(relionCloudJob('#!/bin/bash\nnvidia-smi\n')).toBeNull()
  })

  it.each([
    ['the template itself', '#!/bin/bash\nmpirun -n XXXmpinodesXXX XXXcommandXXX\n', 'usage'],
    ['a script for csh', '#!/bin/csh\nrelion_refine --o Class2D/job1/run\n', 'usage'],
    ['a script for env tcsh', '#!/usr/bin/env tcsh\nrelion_refine --o Class2D/job1/run\n', 'usage'],
    ['no folder', 'relion_refine --i p.star\n', 'usage'],
    ['a folder that only a shell knows', 'relion_refine --o $OUT/run\n', 'usage'],
    ['an absolute folder', 'relion_refine --o /data/Class2D/job1/run\n', 'unsupported'],
    ['a folder above the project', 'relion_refine --o ../Class2D/job1/run\n', 'unsupported']
  ])('is refused with %s', (_, text, code) => {
    expect(() => relionCloudJob(text)).toThrow(expect.objectContaining({ code }))
  })

  it.each(['#!/bin/bash -l', '#!/usr/bin/env bash', '#!/bin/sh', ''])('takes %s', first => {
    expect(relionCloudJob(`${first}\nrelion_refine --o Class2D/job1/run\n`)?.folder).toBe('Class2D/job1')
  })
})

it('gets no machine whose price the program does not know, so that a limit of cost can hold', async () => {
  const file = join(import.meta.dirname, '../../../resources/plan/ec2-prices.json')
  const { machines } = pricesDocumentSchema.parse(JSON.parse(await readFile(file, 'utf8')))
  const priced = new Set(
    machines.flatMap(({ type, onDemand, offered }) => (onDemand !== null && offered ? [type] : []))
  )
  const needs = [1, 16, 40, 90].flatMap(cores =>
    [0, 1, 4, 8].flatMap(gpus => (['usual', 'much'] as const).map(memory => ({ cores, gpus, memory })))
  )
  expect(needs.flatMap(suitableTypes).filter(type => !priced.has(type))).toEqual([])
})
