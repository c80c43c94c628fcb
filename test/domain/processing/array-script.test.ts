import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type JobTemplate, jobTemplateSchema } from '@contract/job-templates'
import { arrayName, arrayScript, batchFolder, refusedPath } from '@domain/processing/array-script'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const template = (id: string): JobTemplate =>
  jobTemplateSchema.parse(
    JSON.parse(readFileSync(resolve(import.meta.dirname, `../../../resources/job-templates/${id}.json`), 'utf8'))
  )
const request = (id: string, values: Record<string, string>, resources = {}) => ({
  ...{ template: id, values, resources, modules: [], launcher: 'srun' as const }
})
const wish = { batch: 'b1', name: 'run-b1', files: 3, atOnce: 2 }
const script = (id: string, values: Record<string, string>, resources = {}) =>
  arrayScript(template(id), request(id, values, resources), wish)

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'array-script-'))
  mkdirSync(join(folder, batchFolder('b1')), { recursive: true })
})
afterEach(() => rmSync(folder, { recursive: true, maxRetries: 5 }))

/** Runs the script as SLURM runs one task. */
function runTask(text: string, task: number, array = '77'): void {
  const environment = { ...process.env, SLURM_ARRAY_JOB_ID: array, SLURM_ARRAY_TASK_ID: String(task) }
  try {
    execFileSync('bash', ['-c', text], { cwd: folder, env: environment, stdio: 'pipe' })
  } catch {
    // Its status is in the file that it leaves.
  }
}
const batchFile = (name: string): string => readFileSync(join(folder, batchFolder('b1'), name), 'utf8')
const list = (...files: string[]): void =>
  writeFileSync(join(folder, batchFolder('b1'), 'files'), files.map(file => `${file}\n`).join(''))

describe('the script of an array', () => {
  it('is the template with a task for each file, at most so many at once', () => {
    const text = script(
      'motioncor3',
      { input: '{file}', output: '{name}.mrc', pixel_size: '0.73' },
      { partition: 'gpu' }
    )
    expect(text).toContain('#SBATCH --array=1-3%2\n')
    expect(text).toContain('#SBATCH --job-name=run-b1\n')
    expect(text).toContain('#SBATCH --partition=gpu\n')
    expect(text).toContain(`"$FARSCOPE_FILE"`)
    expect(text).toContain(`'MotionCor3/'"$FARSCOPE_NAME"'.mrc'`)
    expect(text).not.toContain('{file}')
  })

  it('is asked nothing that is about many files of one run', () => {
    const values = { input: '{file}', output: '{name}.mrc', pixel_size: '0.73' }
    expect(() => script('motioncor3', { ...values, serial: 'yes' })).toThrow(/serial .* cannot be set here/)
    expect(script('motioncor3', { ...values, serial: 'no' })).not.toContain('-Serial')
  })

  it('gives each task the file of its line, whatever its name, and writes down how it ended', () => {
    const names = [`/data/it's $(touch harm) one.eer`, '/data/{file} `x`.tiff', '/data/bad.mrc']
    list(...names)
    const text = script('array-job', {
      command: 'printf %s "$FARSCOPE_FILE" >"$SLURM_ARRAY_TASK_ID.txt"; [ "$FARSCOPE_NAME" != bad ]'
    })
    for (const task of [1, 2, 3]) runTask(text, task)
    expect([1, 2, 3].map(task => readFileSync(join(folder, `${task}.txt`), 'utf8'))).toEqual(names)
    expect([1, 2, 3].map(task => batchFile(`${task}.exit`))).toEqual(['0\n', '0\n', '1\n'])
    expect(readdirSync(folder)).not.toContain('harm')
  })

  it('hands a mark in a value on as one argument, whatever the name of the file', () => {
    list(`/data/it's $(touch harm) "two".eer`)
    const own = {
      ...template('motioncor3'),
      program: { alone: 'printf' },
      folders: [],
      command: [{ args: ['%s\n', '{{input}}', '{{output}}'], keepEmpty: false }]
    }
    const values = { input: '{file}', output: `{name} 'of' $HOME.mrc`, pixel_size: '1' }
    const text = arrayScript(own, request('motioncor3', values), wish).replaceAll('srun ', '')
    writeFileSync(join(folder, 'job.sh'), text)
    const said = execFileSync('bash', ['job.sh'], {
      ...{ cwd: folder, encoding: 'utf8' as const },
      env: { ...process.env, SLURM_ARRAY_JOB_ID: '77', SLURM_ARRAY_TASK_ID: '1' }
    })
    expect(said).toBe(`/data/it's $(touch harm) "two".eer\nit's $(touch harm) "two" 'of' $HOME.mrc\n`)
  })

  it('works in the array that came first alone, and in that one again after a requeue', () => {
    list('/data/a.mrc')
    const text = script('array-job', { command: 'echo "$FARSCOPE_FILE" >>did' })
    runTask(text, 1, '77')
    runTask(text, 1, '78')
    expect(readFileSync(join(folder, 'did'), 'utf8')).toBe('/data/a.mrc\n')
    runTask(text, 1, '77')
    expect(readFileSync(join(folder, 'did'), 'utf8')).toBe('/data/a.mrc\n/data/a.mrc\n')
    expect(batchFile('job')).toBe('77\n')
  })

  it('refuses what would do the same for each file, or let a name be read as a command', () => {
    expect(() => script('array-job', { command: './all.sh' })).toThrow(/names the file/)
    expect(() => script('array-job', { command: './one.sh {file}' })).toThrow(/cannot hold \{file\}/)
    expect(() => script('motioncor3', { input: '{file}', pixel_size: '1' }, { array: '0-3' })).toThrow(
      /array cannot be set/
    )
    expect(() => script('motioncor3', { input: '{file}' })).toThrow(/pixel_size/)
    expect(() => script('cryosparc-lane', {})).toThrow(/not for sbatch/)
  })
})

describe('a file', () => {
  it('is refused where its name cannot be given to the program', () => {
    const [plain, motioncor] = [template('relion-motioncorr'), template('motioncor3')]
    expect(refusedPath(motioncor, '/data/a b.mrc')).toBeNull()
    expect(refusedPath(plain, '/data/a b.mrc')).toMatch(/space/)
    expect(refusedPath(motioncor, '/data/a\nb.mrc')).toMatch(/line break/)
    expect(refusedPath(motioncor, '/data/a\udc80.mrc')).toMatch(/UTF-8/)
  })

  it('is found by the name of its array, which no other has', () => {
    expect(arrayName('r'.repeat(100), 'abc')).toHaveLength(64)
    expect(arrayName('run7', 'abc')).toBe('run7-abc')
  })
})
