import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { openClusterWindow } from './cluster-window'
import { violationsOfDialog } from './violations'
import type { FarscopeWindow } from './window'

/** Names of this run alone: jobs of other runs are in the list too. */
const run = `acts-${Date.now()}`
const first = `${run}-a`
const second = `${run}-b`
const limitMs = 60_000

describeFacility('acts on several jobs of a real SLURM', 'slurm', () => {
  let app: FarscopeWindow
  const row = (name: string) => app.page.getByRole('row', { name: new RegExp(name) }).first()
  const dialog = () => app.page.getByRole('dialog')

  async function submit(name: string): Promise<void> {
    await app.page
      .getByRole('button', { name: /New job/ })
      .first()
      .click()
    // It waits until it is allowed to begin, an hour from now, so that it can be held.
    const script = `#!/bin/sh\n#SBATCH --job-name=${name}\n#SBATCH --begin=now+1hour\n#SBATCH --time=30\nsleep 5\n`
    await dialog()
      .getByLabel(/Script/)
      .fill(script)
    await dialog()
      .getByRole('button', { name: /Submit/ })
      .click()
    await row(name).waitFor({ timeout: limitMs })
  }

  /** Both jobs of this run, chosen; the filter leaves only them. */
  async function chooseBoth(): Promise<void> {
    await row(first).click()
    await row(second).click({ modifiers: ['Shift'] })
    await app.page.getByText('2 selected').waitFor()
  }

  async function act(name: string, confirm: string): Promise<void> {
    await chooseBoth()
    await row(first).click({ button: 'right' })
    await app.page.getByRole('menuitem', { name: new RegExp(`^${name}`) }).click()
    for (const job of [first, second])
      await dialog()
        .getByText(new RegExp(`\\d+ ${job}`))
        .waitFor()
    expect(await violationsOfDialog(app.page)).toEqual([])
    await dialog().getByRole('button', { name: confirm }).click()
  }

  beforeAll(async () => {
    app = await openClusterWindow()
    await submit(first)
    await submit(second)
    await app.page.getByLabel('Filter', { exact: true }).fill(run)
  })
  afterAll(async () => {
    for (const name of [first, second]) await promisify(execFile)('scancel', ['-u', 'cryo', '-n', name])
    await app.close()
  })

  it('holds both after a question that names them, and says so in their rows', async () => {
    await act('Hold', 'Hold 2 jobs')
    for (const name of [first, second])
      await app.page.getByRole('row', { name: new RegExp(`held.*${name}`) }).waitFor({ timeout: limitMs })
  })

  it('offers no second hold, and says why', async () => {
    await chooseBoth()
    await row(first).click({ button: 'right' })
    const hold = app.page.getByRole('menuitem', { name: /^Hold/ })
    await hold.waitFor()
    expect([await hold.getAttribute('aria-disabled'), await hold.getAttribute('title')]).toEqual([
      'true',
      'Only a job that waits, and is not held, can be held'
    ])
    await app.page.keyboard.press('Escape')
  })

  it('releases both', async () => {
    await act('Release', 'Release 2 jobs')
    for (const name of [first, second])
      await app.page.getByRole('row', { name: new RegExp(`waiting.*${name}`) }).waitFor({ timeout: limitMs })
  })

  it('changes the time limit of both', async () => {
    await app.page.getByRole('button', { name: 'Choose the columns' }).click()
    await app.page.getByRole('checkbox', { name: 'Time limit', exact: true }).click()
    await app.page.keyboard.press('Escape')
    await chooseBoth()
    await app.page.keyboard.press('t')
    await dialog().getByLabel('New time limit').fill('20m')
    expect(await violationsOfDialog(app.page)).toEqual([])
    await dialog().getByRole('button', { name: 'Change the limit' }).click()
    for (const name of [first, second])
      await app.page.getByRole('row', { name: new RegExp(`${name}.*20:00`) }).waitFor({ timeout: limitMs })
  })

  it('gathers them under the head of a group', async () => {
    await app.page.getByRole('combobox', { name: 'Groups' }).click()
    await app.page.getByRole('option', { name: 'By state' }).click()
    await app.page.getByRole('row', { name: /^waiting 2 jobs/ }).waitFor()
    await app.picture('jobs-groups')
    await app.page.getByRole('combobox', { name: 'Groups' }).click()
    await app.page.getByRole('option', { name: 'Not grouped' }).click()
  })

  it('cancels both, and shows them as cancelled when the scheduler has', async () => {
    await act('Cancel', 'Cancel 2 jobs')
    for (const name of [first, second])
      await app.page.getByRole('row', { name: new RegExp(`${name}.*Cancelled`) }).waitFor({ timeout: limitMs })
    expect(app.problems).toEqual([])
  })
})
