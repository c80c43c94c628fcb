import { writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { scratch } from '../facility/facility'
import { createJobsRig, type JobsRig } from '../main/jobs/jobs-rig'
import { openClusterWindow } from './cluster-window'
import { violations } from './violations'
import type { FarscopeWindow } from './window'

const name = `prints-${Date.now()}`
const limitMs = 60_000

describeFacility('what a job of a real SLURM prints', 'slurm', () => {
  let app: FarscopeWindow
  let jobs: JobsRig
  let folder: string
  const drawer = () => app.page.getByRole('complementary', { name: /^Job / })
  const log = () => drawer().getByRole('log', { name: 'Log' })

  /** The job goes on when a file of this name is there. */
  const go = (step: string): Promise<void> => writeFile(`${folder}/${step}`, '')

  beforeAll(async () => {
    jobs = await createJobsRig()
    folder = await scratch()
    const until = (step: string) => `while [ ! -e ${step} ]; do sleep 0.2; done`
    const body = [
      ...['echo first line; echo oh >&2', until('grow'), 'echo second line', until('rotate')],
      ...['mv out.txt old.txt; echo anew >out.txt', until('finish'), 'echo last line >>out.txt']
    ].join('\n')
    const files = [`--chdir=${folder}`, '--output=out.txt', '--error=err.txt']
    await jobs.submit(body, `--job-name=${name}`, '-t', '10', ...files)
    app = await openClusterWindow()
    await app.page.getByLabel('Filter', { exact: true }).fill(name)
    await app.page.getByRole('row', { name: new RegExp(`running ${name}`) }).click({ timeout: limitMs })
    await drawer().getByRole('tab', { name: 'Output' }).click()
  }, 120_000)
  afterAll(async () => {
    await jobs.close()
    await app.close()
  })

  it('grows in the window, and begins anew when the file is replaced', async () => {
    await expect.poll(() => log().innerText(), { timeout: limitMs }).toBe('first line\n')
    await go('grow')
    await expect.poll(() => log().innerText(), { timeout: limitMs }).toBe('first line\nsecond line\n')
    await app.picture('job-output')
    await go('rotate')
    await expect.poll(() => log().innerText(), { timeout: limitMs }).toBe('anew\n')
    await go('finish')
    await expect.poll(() => log().innerText(), { timeout: limitMs }).toBe('anew\nlast line\n')
    expect(await violations(app.page)).toEqual([])
  }, 120_000)

  it('has its errors apart, and its script beside it', async () => {
    await drawer().getByRole('button', { name: 'Errors' }).click()
    await expect.poll(() => log().innerText(), { timeout: limitMs }).toBe('oh\n')
    await drawer().getByRole('tab', { name: 'Script' }).click()
    await drawer().getByText('echo second line').waitFor({ timeout: limitMs })
  })

  it('lies in a folder that opens in Files', async () => {
    await drawer().getByRole('button', { name: 'Open folder' }).click()
    await app.page.getByRole('row', { name: /old\.txt/ }).waitFor({ timeout: limitMs })
    expect(app.problems).toEqual([])
  })
})
