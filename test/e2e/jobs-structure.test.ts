import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { scratch } from '../facility/facility'
import { createJobsRig, type JobsRig } from '../main/jobs/jobs-rig'
import { openClusterWindow } from './cluster-window'
import { violations } from './violations'
import type { FarscopeWindow } from './window'

/** The jobs of this run alone: jobs of other runs are in the list too. */
const run = `tied-${Date.now()}`
const limitMs = 60_000

describeFacility('jobs of a real SLURM that belong together', 'slurm', () => {
  let app: FarscopeWindow
  let jobs: JobsRig
  /** A RELION project of the site. */
  let project: string
  /** By the mark and the name that it begins with: a row also names the job that it waits for. */
  const row = (name: string) => app.page.getByRole('row', { name: new RegExp(`^\\w+ ${run}-${name}`) }).first()
  const rows = (name: string) => app.page.getByRole('row', { name: new RegExp(`${run}-${name}`) })
  const dialog = () => app.page.getByRole('dialog').first()

  beforeAll(async () => {
    jobs = await createJobsRig()
    project = await scratch()
    const folder = `${project}/Class2D/job012`
    mkdirSync(folder, { recursive: true })
    const named = (name: string) => [`--job-name=${run}-${name}`, '-t', '20', '-o', '/dev/null']
    const first = await jobs.submit('sleep 300', '--hold', ...named('first'), `--chdir=${project}`)
    await jobs.submit('true', `--dependency=afterok:${first.id}`, ...named('second'), `--chdir=${folder}`)
    await jobs.submit('sleep 60', '--hold', ...named('parts'), ':', '-p', 'gpu', '--gres=gpu:1')
    app = await openClusterWindow()
    await app.page.getByLabel('Filter', { exact: true }).fill(run)
  }, 120_000)
  afterAll(async () => {
    // Requeued and sent from the window, so the rig does not know of them.
    for (const name of ['first', 'local', 'remote'])
      await promisify(execFile)('scancel', ['-u', 'cryo', '-n', `${run}-${name}`])
    await jobs.close()
    await app.close()
  })

  it('tell what one waits for, and mark both when one is chosen', async () => {
    await row('second').waitFor({ timeout: limitMs })
    await row('second')
      .getByRole('img', { name: new RegExp(`^Waits for \\d+ ${run}-first \\(held\\) to end well`) })
      .waitFor()
    await row('second').click()
    await row('first').getByText('before', { exact: true }).waitFor()
    const drawer = app.page.getByRole('complementary', { name: /^Job / })
    await drawer.getByText('Waits for').waitFor({ timeout: limitMs })
    await drawer.getByText(/must have ended well, now pending/).waitFor({ timeout: limitMs })
    await app.picture('jobs-dependency')
    await row('first').click()
    await row('second').getByText('after', { exact: true }).waitFor()
    expect(await violations(app.page)).toEqual([])
    await drawer.getByRole('button', { name: 'Close' }).click()
  })

  it('stand under each other where they are parts of one, which counts once', async () => {
    await row('parts').getByText('2 parts').waitFor()
    await expect.poll(() => rows('parts').count()).toBe(2)
    await expect.poll(() => rows('parts').nth(1).textContent()).toMatch(/part/)
    await app.page.getByText(/^\s*3 of \d[\d,]* jobs/).waitFor()
    await row('parts').focus()
    await row('parts').click()
    await app.page.keyboard.press('ArrowLeft')
    await expect.poll(() => rows('parts').count()).toBe(1)
    await app.page.keyboard.press('ArrowRight')
    await expect.poll(() => rows('parts').count()).toBe(2)
  })

  it('are gathered by their project, whose head stands for all of them: released, requeued', async () => {
    await app.page.getByRole('combobox', { name: 'Groups' }).click()
    await app.page.getByRole('option', { name: 'By project folder' }).click()
    const head = app.page.getByRole('row', { name: new RegExp(`^${project} 2 jobs`) })
    await head.waitFor()
    await app.picture('jobs-projects')
    const act = async (item: RegExp, confirm: string): Promise<void> => {
      await head.click()
      await head.click({ button: 'right' })
      await app.page.getByRole('menuitem', { name: item }).click()
      await dialog()
        .getByText(new RegExp(`\\d+ ${run}-first`))
        .waitFor()
      await dialog().getByText('1 other chosen job stays as it is').waitFor()
      await dialog().getByRole('button', { name: confirm }).click()
    }
    await act(/^Release/, 'Release the job')
    await app.page.getByRole('row', { name: new RegExp(`running.*${run}-first`) }).waitFor({ timeout: limitMs })
    await act(/^Requeue/, 'Requeue the job')
    await app.page.getByRole('row', { name: new RegExp(`waiting.*${run}-first`) }).waitFor({ timeout: limitMs })
    await app.page.getByRole('combobox', { name: 'Groups' }).click()
    await app.page.getByRole('option', { name: 'Not grouped' }).click()
  })

  it('begin from a script in a file, of this computer or of the site', async () => {
    const text = (name: string) => `#!/bin/sh\n#SBATCH --job-name=${run}-${name}\n#SBATCH -t 5\n#SBATCH --hold\ntrue\n`
    const local = join(app.home, 'local.sh')
    writeFileSync(local, text('local'))
    const remote = join(project, 'remote.sh')
    writeFileSync(remote, text('remote'))
    const open = () =>
      app.page
        .getByRole('button', { name: /New job/ })
        .first()
        .click()
    const submit = () =>
      dialog()
        .getByRole('button', { name: /Submit/ })
        .click()

    await open()
    const chooser = app.page.waitForEvent('filechooser')
    await dialog().getByRole('button', { name: 'From a file' }).click()
    await app.page.getByRole('button', { name: 'Choose a file of this computer' }).click()
    await (await chooser).setFiles(local)
    await expect.poll(() => dialog().getByLabel('Script', { exact: true }).inputValue()).toBe(text('local'))
    await app.picture('job-from-file')
    await submit()
    await row('local').waitFor({ timeout: limitMs })

    await open()
    await dialog().getByRole('button', { name: 'From a file' }).click()
    await app.page.getByLabel('Path on cluster').fill(`${project}/none.sh`)
    await app.page.keyboard.press('Enter')
    await app.page
      .getByText(/none\.sh/)
      .first()
      .waitFor()
    await app.page.getByLabel('Path on cluster').fill(remote)
    await app.picture('job-from-remote-file')
    await app.page.getByRole('button', { name: 'Read', exact: true }).click()
    await expect.poll(() => dialog().getByLabel('Script', { exact: true }).inputValue()).toBe(text('remote'))
    await expect.poll(() => dialog().getByLabel('Folder it runs in').inputValue()).toBe(project)
    await submit()
    await row('remote').waitFor({ timeout: limitMs })
  })

  it('that SLURM refuses stay in the dialog, with its own words and what to do', async () => {
    await app.page
      .getByRole('button', { name: /New job/ })
      .first()
      .click()
    await dialog().getByLabel('Script', { exact: true }).fill(`#!/bin/sh\n#SBATCH -J ${run}-refused\ntrue\n`)
    await dialog().getByLabel('Further options').fill('--partition=nowhere')
    await dialog()
      .getByRole('button', { name: /Submit/ })
      .click()
    const refusal = dialog().getByRole('alert')
    await refusal.getByText('The scheduler refused the job.').waitFor({ timeout: limitMs })
    await expect
      .poll(() => refusal.textContent())
      .toMatch(/one of its partitions.*invalid partition specified: nowhere/s)
    expect(await dialog().getByLabel('Script', { exact: true }).inputValue()).toContain(`${run}-refused`)
    await app.picture('job-refused')
    await dialog().getByLabel('Further options').fill('')
    await dialog().getByRole('button', { name: 'Cancel', exact: true }).click()
  })

  it('begin from one that lives', async () => {
    await app.page
      .getByRole('button', { name: /New job/ })
      .first()
      .click()
    await dialog().getByRole('button', { name: 'From an earlier job' }).click()
    const choice = app.page.getByRole('button', { name: new RegExp(`${run}-remote in the queue`) })
    await choice.waitFor()
    await app.picture('job-from-earlier')
    await choice.click()
    await expect.poll(() => dialog().getByLabel('Script', { exact: true }).inputValue()).toContain(`${run}-remote`)
    await dialog().getByRole('button', { name: 'Cancel', exact: true }).click()
    expect(app.problems).toEqual([])
  })
})
