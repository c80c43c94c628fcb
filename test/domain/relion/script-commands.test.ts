import { relionCommands } from '@domain/relion/script-commands'
import { describe, expect, it } from 'vitest'

const shown = (script: string) =>
  relionCommands(script).map(({ program, processes, options }) => [program, processes, Object.fromEntries(options)])

describe("RELION's commands in a script", () => {
  it('are found behind mpirun, in the back quotes that RELION writes', () => {
    const script = `#!/bin/bash
#SBATCH --ntasks=3
mpirun -n 3 \`which relion_refine_mpi\` --o Class2D/job012/run --i Extract/job007/particles.star --gpu "" --K 50 --flatten_solvent  --pipeline_control Class2D/job012/
`
    expect(shown(script)).toEqual([
      [
        'relion_refine_mpi',
        3,
        {
          ...{ o: 'Class2D/job012/run', i: 'Extract/job007/particles.star', gpu: '', K: '50' },
          ...{ flatten_solvent: '', pipeline_control: 'Class2D/job012/' }
        }
      ]
    ])
  })

  it.each([
    ['an equals sign', 'relion_refine --o a/b --i x=1/y=2.star --j 2', { o: 'a/b', i: 'x=1/y=2.star', j: '2' }],
    ['a variable before it', "relioncmd=x OMP=1 relion_refine --i 'a=b.star'", { i: 'a=b.star' }],
    ['spaces in single quotes', "relion_refine --i 'My data/a b.star' --j 1", { i: 'My data/a b.star', j: '1' }],
    ['spaces in double quotes', 'relion_refine --i "My data/a b.star" --j 1', { i: 'My data/a b.star', j: '1' }],
    ['escaped spaces', 'relion_refine --i My\\ data/a.star --j 1', { i: 'My data/a.star', j: '1' }],
    ['a negative value', 'relion_refine --offset -1 --j 1', { offset: '-1', j: '1' }],
    ['lines that go on', 'relion_refine \\\n  --i a.star \\\n  --j 1\n', { i: 'a.star', j: '1' }],
    ['lines of Windows', 'relion_refine --i a.star --j 1\r\n', { i: 'a.star', j: '1' }],
    ['redirections', 'relion_refine --i a.star >> run.out 2>> run.err', { i: 'a.star' }],
    ['joined streams', 'relion_refine --i a.star > run.out 2>&1 --j 4', { i: 'a.star', j: '4' }],
    ['a comment', 'relion_refine --i a.star # --i b.star', { i: 'a.star' }],
    ['a hash in a word', 'relion_refine --i a#1.star', { i: 'a#1.star' }],
    ['the background', 'relion_refine --i a.star &', { i: 'a.star' }],
    ['what a shell works out', 'relion_refine --i $DATA/a.star --ref "$(pwd)/r.mrc"', { i: null, ref: null }],
    ['quotes within a word', `relion_refine --i a'b c'"d".star`, { i: 'ab cd.star' }]
  ])('are read with %s', (_, script, options) => {
    expect(shown(script)).toEqual([['relion_refine', 1, options]])
  })

  it('are several where there are several', () => {
    const script = `set -e
mpirun --oversubscribe -np 5 \`which relion_preprocess_mpi\` --i a.star --part_star Extract/job007/p.star
\`which relion_star_handler\` --i Extract/job007/p.star && relion_refine --i b.star; $(which relion_project) --i c.mrc | tee log
`
    expect(shown(script).map(([program, processes]) => [program, processes])).toEqual([
      ...[
        ['relion_preprocess_mpi', 5],
        ['relion_star_handler', 1],
        ['relion_refine', 1],
        ['relion_project', 1]
      ]
    ])
  })

  it.each([
    ['mpirun -n 9 relion_refine_mpi', 9],
    ['mpirun -n4 relion_refine_mpi', 4],
    ['srun --ntasks=7 /opt/relion-5.0/bin/relion_refine_mpi', 7],
    ['mpirun -n $SLURM_NTASKS relion_refine_mpi', null],
    ['srun -c 4 -n 5 relion_refine_mpi', 5],
    ['srun -c 4 relion_refine_mpi', null],
    ['mpirun -c 5 relion_refine_mpi', 5],
    ['srun relion_refine_mpi', null],
    ['"`which relion_refine`"', 1]
  ])('tell their processes: %s', (script, processes) => {
    expect(relionCommands(script).map(one => one.processes)).toEqual([processes])
  })

  it('are not what only names a program', () => {
    expect(
      shown('echo relion_refine --i a.star\nwhich relion_refine\n# relion_refine --i b.star\nmodule load relion_5')
    ).toEqual([])
    expect(shown('')).toEqual([])
  })

  it('are read of any script in time that grows with its length', () => {
    expect(shown(`relion_refine ${'"a\\'.repeat(20_000)}`)).toHaveLength(1)
    expect(shown(`${'`which '.repeat(20_000)}`)).toHaveLength(0)
    expect(shown('$('.repeat(20_000))).toHaveLength(0)
  })
})
