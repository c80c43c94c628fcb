/** Jobs made from templates, as scripts make them; real SLURM behind a real sshd. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { scratch } from '../facility/facility'
import { createRig, errorOf, type Rig } from './command-rig'

let rig: Rig
/** Remote. */
let folder: string

beforeAll(async () => {
  rig = await createRig()
})
afterAll(() => rig.end())

const echo = ['job', 'submit', 'hpc', '--template', 'array-job', '--set', 'memory=64M', '--set', 'time=5']

describeFacility('a job from a template', 'slurm', () => {
  beforeAll(async () => {
    await rig.site('hpc', 'facility')
    folder = await scratch()
  })

  it('is shown as the exact script before it is submitted', async () => {
    const args = [...echo, '--set', "command=echo 'a b'", '--set', 'array=7', '--module', 'null', '--dry-run']
    const outcome = await rig.farscope(args)
    expect(outcome.status).toBe(0)
    const stdout = String(outcome.stdout)
    expect(stdout).toMatch(/^#!\/bin\/bash -l\n#SBATCH --job-name=array-job\n/)
    expect(stdout).toContain("\nmodule load 'null' || exit 1\n")
    expect(await rig.json(args)).toEqual({ template: 'array-job', script: stdout })
  })

  it('runs with what was set', async () => {
    const command = 'printf "%s\\n" "$SLURM_ARRAY_TASK_ID: it\'s me"'
    const job = await rig.json([...echo, '--set', `command=${command}`, '--set', 'array=7-8', '--chdir', folder])
    const { arrayId } = job as { arrayId: string } // the shape is what `farscope schema job submit` says
    const task = `${arrayId}_7`
    expect(await rig.json(['job', 'wait', 'hpc', task])).toMatchObject({ state: 'COMPLETED', name: 'array-job' })
    expect(await rig.json(['job', 'tail', 'hpc', task])).toMatchObject({ text: "7: it's me\n" })
  })

  it('names the field that is unknown, missing, wrong or given twice', async () => {
    const message = async (...more: string[]): Promise<string> => {
      const run = await rig.farscope([...echo, ...more, '--json'])
      expect(run.status).toBe(2)
      return errorOf(run).message
    }
    expect(await message('--set', 'command=x', '--set', 'comand=y')).toContain('"comand"')
    expect(await message()).toContain('command')
    expect(await message('--set', 'command=x', '--set', 'array=all')).toContain('array')
    expect(await message('--set', 'command=x', '--set', 'command=y')).toContain('command')
    expect(await message('--set', 'command')).toContain('"command"')
  })

  it('is not made from a lane script, which belongs to cryoSPARC', async () => {
    const lane = ['job', 'submit', 'hpc', '--template', 'cryosparc-lane']
    expect((await rig.farscope(lane)).status).toBe(2)
    expect(String((await rig.farscope([...lane, '--dry-run'])).stdout)).toContain('\n{{ run_cmd }}\n')
  })

  it('is chosen from the list of templates, with modules of the site', async () => {
    expect(await rig.json(['job', 'templates'])).toContainEqual(expect.objectContaining({ id: 'relion-refine3d' }))
    expect(String((await rig.farscope(['job', 'templates', 'relion-class2d'])).stdout)).toContain('classes=int [50]')
    expect(await rig.json(['job', 'modules', 'hpc'])).toMatchObject({ modules: expect.any(Array) })
  })
})
