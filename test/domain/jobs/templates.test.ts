import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type JobTemplate, jobTemplateSchema, templateRequestSchema } from '@contract/job-templates'
import { Failure } from '@domain/failure'
import { isResource, readResource, renderTemplate } from '@domain/jobs/templates'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readTemplates } from '../../../src/main/jobs/templates'

const plain = { resources: {}, modules: [], launcher: 'srun' as const }
const shipped = (): Promise<JobTemplate[]> =>
  readTemplates(resolve(import.meta.dirname, '../../../resources/job-templates'))
const byId = async (id: string): Promise<JobTemplate> => {
  const found = (await shipped()).find(template => template.id === id)
  if (!found) throw new Error(`no template ${id}`)
  return found
}

/** Fills in whatever a template insists on. */
const needed = (template: JobTemplate): Record<string, string> =>
  Object.fromEntries(
    template.fields
      .filter(field => field.required && field.default === '')
      .map(field => [field.key, field.kind === 'number' || field.kind === 'int' ? '100' : 'some/file.star'])
  )

const failureOf = (act: () => unknown): Failure => {
  try {
    act()
  } catch (thrown) {
    return Failure.from(thrown)
  }
  throw new Error('nothing was refused')
}

describe('the templates that come with the program', () => {
  it('name only fields that they have, and no field is called like a resource', async () => {
    for (const template of await shipped()) {
      const keys = template.fields.map(field => field.key)
      expect(new Set(keys).size).toBe(keys.length)
      expect(keys.filter(isResource)).toEqual([])
      const texts = [...template.folders, template.log ?? '', ...template.command.flatMap(group => group.args)]
      const used = texts.flatMap(text => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, key = '']) => key))
      const asked = template.command.flatMap(({ when, unless }) => [when, unless].filter(key => key !== undefined))
      for (const key of [...used, ...asked])
        expect(keys.includes(key) || isResource(key), `${template.id}: ${key}`).toBe(true)
      for (const key of keys)
        expect(used.includes(key) || asked.includes(key), `${template.id} asks for ${key} in vain`).toBe(true)
      expect(template.source).toMatch(/^https:/)
    }
  })

  it('become scripts as soon as what they need is filled in', async () => {
    for (const template of await shipped())
      expect(renderTemplate(template, { ...plain, values: needed(template) })).toMatch(/^#!\/bin\/bash -l\n/)
  })

  it('write a motion correction as RELION itself does', async () => {
    const script = renderTemplate(await byId('relion-motioncorr'), {
      ...plain,
      values: { input: 'Import/job001/movies.star', output: 'MotionCorr/job002/', dose_weighting: 'yes' },
      resources: { partition: 'cpu', cpus: 2 },
      modules: ['relion/3.1.3']
    })
    expect(script).toBe(`#!/bin/bash -l
#SBATCH --job-name=MotionCorr
#SBATCH --partition=cpu
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=2
#SBATCH --mem=16G
#SBATCH --time=12:00:00

module load 'relion/3.1.3' || exit 1

mkdir -p -- 'MotionCorr/job002' || exit 1

set -o pipefail
{ 'relion_run_motioncorr' \\
  '--i' 'Import/job001/movies.star' \\
  '--o' 'MotionCorr/job002/' \\
  '--first_frame_sum' '1' \\
  '--last_frame_sum' '-1' \\
  '--use_own' \\
  '--j' '2' \\
  '--bin_factor' '1' \\
  '--bfactor' '150' \\
  '--dose_per_frame' '1' \\
  '--preexposure' '0' \\
  '--patch_x' '1' \\
  '--patch_y' '1' \\
  '--eer_grouping' '32' \\
  '--dose_weighting' \\
  '--pipeline_control' 'MotionCorr/job002/' \\
  2>&1 >&3 3>&- | tee -- 'MotionCorr/job002/run.err' >&2 3>&-; } 3>&1 | tee -- 'MotionCorr/job002/run.out'
exit "$?"
`)
  })

  it('keep their own resources but for those that a request names', async () => {
    const request = templateRequestSchema.parse({
      template: 'x',
      values: { command: 'true' },
      resources: { memory: '1G' }
    })
    const script = renderTemplate(await byId('gpu-job'), request)
    expect(script).toContain('#SBATCH --job-name=gpu-job\n')
    expect(script).toContain('#SBATCH --mem=1G\n')
  })

  it('give RELION its steps before oversampling, and the GPU list only with GPUs', async () => {
    const values = { input: 'p.star', reference: 'r.mrc', diameter: '180', sampling: '3.7', offset_step: '1.5' }
    const script = renderTemplate(await byId('relion-refine3d'), {
      ...plain,
      values,
      resources: { tasks: 5, gpus: 2 },
      launcher: 'mpirun'
    })
    expect(script).toContain("'mpirun' \\\n  '-n' '5' 'relion_refine_mpi'")
    expect(script).toContain("'--healpix_order' '3'")
    expect(script).toContain("'--auto_local_healpix_order' '4'")
    expect(script).toContain("'--offset_step' '3'")
    expect(script).toContain("'--gpu' ''")
    expect(script).toContain('#SBATCH --gres=gpu:2\n')
    const class2d = renderTemplate(await byId('relion-class2d'), {
      ...plain,
      values: { input: 'p.star', diameter: '180' }
    })
    expect(class2d).toContain("'--psi_step' '12'")
    expect(class2d).not.toContain('gpu')
  })

  it('keep from RELION what it would give to a shell itself', async () => {
    const template = await byId('relion-motioncorr')
    for (const output of ['a b', 'a;touch owned', '$(touch owned)', "it's", 'a|b', '~/x', 'a\\b'])
      expect(
        failureOf(() => renderTemplate(template, { ...plain, values: { input: 'movies.star', output } }))
      ).toMatchObject({ code: 'usage', message: expect.stringContaining('output') })
    const good = renderTemplate(template, { ...plain, values: { input: 'Movies/*_ä漢.tiff', output: 'M/job002' } })
    expect(good).toContain("'--i' 'Movies/*_ä漢.tiff'")
  })

  it('refuse fewer processes than the program can work with', async () => {
    const template = await byId('relion-refine3d')
    const values = { input: 'p.star', reference: 'r.mrc', diameter: '180' }
    expect(failureOf(() => renderTemplate(template, { ...plain, values, resources: { tasks: 1 } }))).toMatchObject({
      code: 'usage',
      message: expect.stringContaining('tasks')
    })
  })

  it('give MotionCor3 what its own parser takes: whole kilovolts, two B-factors, no CTF unless asked for', async () => {
    const template = await byId('motioncor3')
    const values = { input: 'a.tiff', pixel_size: '0.83' }
    const script = renderTemplate(template, { ...plain, values })
    for (const words of [
      "'-kV' '300'",
      "'-Bft' '500' '100'",
      "'-Iter' '15'",
      "'-Tol' '0.1'",
      "'-Cs' '0'",
      "'-InTiff' 'a.tiff'"
    ])
      expect(script).toContain(words)
    expect(script).not.toMatch(/-EerSampling|-FmIntFile|-Gain|-FmDose/)
    expect(failureOf(() => renderTemplate(template, { ...plain, values: { ...values, voltage: '299.5' } })).code).toBe(
      'usage'
    )
    const eer = { ...values, format: 'eer', eer_sampling: '2', frame_integration: 'frames.txt' }
    expect(renderTemplate(template, { ...plain, values: eer })).toMatch(
      /'-EerSampling' '2'[\s\S]*'-FmIntFile' 'frames.txt'/
    )
  })

  it('leave cryoSPARC’s own marks in its lane script, and let no value be one', async () => {
    const lane = await byId('cryosparc-lane')
    const script = renderTemplate(lane, { ...plain, values: {}, resources: { partition: 'gpu' } })
    // One process with threads, on one node.
    for (const option of ['nodes=1', 'ntasks=1', 'cpus-per-task={{ num_cpu }}', 'gres=gpu:{{ num_gpu }}'])
      expect(script).toContain(`#SBATCH --${option}\n`)
    expect(script).toContain('#SBATCH --partition=gpu\n')
    expect(script).toContain('#SBATCH --gres=gpu:{{ num_gpu }}\n')
    expect(script.trimEnd().split('\n').at(-1)).toBe('{{ run_cmd }}')
    const act = () => renderTemplate(lane, { ...plain, values: {}, modules: ['x{{run_cmd}}'] })
    expect(failureOf(act).code).toBe('usage')
  })
})

const echo = jobTemplateSchema.parse({
  id: 'echo',
  label: 'Echo',
  description: '',
  source: 'https://example.org',
  fields: [
    { key: 'word', label: 'Word', kind: 'text', required: true },
    { key: 'file', label: 'File', kind: 'path' },
    { key: 'count', label: 'Count', kind: 'int', least: 1, most: 9 },
    { key: 'mode', label: 'Mode', kind: 'choice', choices: [{ value: 'a', label: 'A' }] }
  ],
  folders: ['{{file}}'],
  log: '{{file}}/run',
  program: { alone: 'node' },
  command: [
    { args: ['args.cjs', 'first'] },
    { args: ['{{word}}'] },
    { args: ['--file', '{{file}}'] },
    { args: ['last'] }
  ]
})

describe('a value in a template', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'templates-'))
    const program =
      "require('fs').writeFileSync('seen.json', JSON.stringify(process.argv.slice(2)))\nconsole.log('out')\nconsole.error('err')\nprocess.exit(7)"
    writeFileSync(join(folder, 'args.cjs'), program)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

  const alphabet = [...'\'"\\$`!*?[]{}()<>|&;#~=-+%^@,.:/ abcXYZ019é漢😀']
  /** Repeatable: a linear congruential generator (Numerical Recipes). */
  const words = (count: number): string[] => {
    let seed = 7
    const next = (below: number): number => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
      return Math.floor((seed / 2 ** 32) * below)
    }
    return Array.from({ length: count }, () =>
      Array.from({ length: 1 + next(24) }, () => alphabet[next(alphabet.length)] ?? '').join('')
    )
  }

  it.skipIf(process.platform === 'win32')('arrives as one argument whatever it is', { timeout: 60_000 }, () => {
    const nasty = [
      "'",
      "'; touch owned; '",
      '$(touch owned)',
      '`touch owned`',
      '\\',
      '-rf',
      '#SBATCH -p x',
      '{{file}}',
      '!!'
    ]
    for (const word of [...nasty, ...words(12)]) {
      const file = `x${word.replaceAll('/', '_')}`.trim()
      const script = renderTemplate(echo, { ...plain, values: { word, file } })
      writeFileSync(join(folder, 'job.sh'), script)
      execFileSync('bash', ['-n', 'job.sh'], { cwd: folder })
      expect(script.match(/^#SBATCH/gm)).toBeNull()
      let status: unknown = 0
      try {
        // Without the login shell's own start-up files.
        execFileSync('bash', ['job.sh'], { cwd: folder, stdio: 'pipe' })
      } catch (thrown) {
        status = thrown instanceof Error && 'status' in thrown ? thrown.status : thrown
      }
      expect(status).toBe(7)
      expect(JSON.parse(readFileSync(join(folder, 'seen.json'), 'utf8'))).toEqual([
        'first',
        word,
        '--file',
        file,
        'last'
      ])
      expect(readFileSync(join(folder, file, 'run.out'), 'utf8')).toBe('out\n')
      expect(readFileSync(join(folder, file, 'run.err'), 'utf8')).toBe('err\n')
    }
    expect(() => readFileSync(join(folder, 'owned'))).toThrow()
  })

  it('can add no line, with no kind of line break and no control character', () => {
    for (const bad of ['a\nb', 'a\rb', 'a\0b', 'a\x1bb', 'a\x85b', 'a\u2028b', 'a\ud800b']) {
      for (const key of ['word', 'file', 'count', 'mode'])
        expect(failureOf(() => renderTemplate(echo, { ...plain, values: { word: 'x', [key]: bad } }))).toMatchObject({
          code: 'usage',
          message: expect.stringContaining(key)
        })
      expect(failureOf(() => renderTemplate(echo, { ...plain, values: { word: 'x' }, modules: [bad] })).code).toBe(
        'usage'
      )
    }
  })

  it('cannot be an option of sbatch', () => {
    for (const key of ['name', 'partition', 'account', 'memory', 'time', 'array'] as const)
      for (const bad of ['x --uid=0', 'x\n#SBATCH --uid=0', '-x', 'x #', '"x"', 'x\\'])
        expect(
          failureOf(() => renderTemplate(echo, { ...plain, values: { word: 'x' }, resources: { [key]: bad } }))
        ).toMatchObject({ code: 'usage', message: expect.stringContaining(key) })
    expect(readResource('cpus', ' 8 ')).toBe(8)
    expect(readResource('partition', '')).toBeNull()
    expect(failureOf(() => readResource('cpus', 'many')).message).toContain('cpus')
  })

  it('is named when it is unknown, missing or wrong', () => {
    const message = (values: Record<string, string>): string =>
      failureOf(() => renderTemplate(echo, { ...plain, values })).message
    expect(message({ word: 'x', wrod: 'y' })).toContain('"wrod"')
    expect(message({})).toContain('word')
    expect(message({ word: 'x', count: '10' })).toContain('count')
    expect(message({ word: 'x', count: '1.5' })).toContain('count')
    expect(message({ word: 'x', mode: 'b' })).toContain('mode')
    expect(message({ word: 'x', file: '-rf' })).toContain('file')
    expect(message({ word: 'x', constructor: 'y' })).toContain('constructor')
  })
})
