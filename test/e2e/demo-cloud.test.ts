/** The cloud room on the demo facility's cloud: a run that really runs, from the launch to what it cost. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readMrcHeader } from '@domain/mrc/header'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { referenceMap } from '../main/jobs/synthetic-particles'
import { violations, violationsOfDialog } from './violations'
import { type FarscopeWindow, openWindow } from './window'

const hostile = '<img src=x onerror=alert(1)> $(id)'
/** Another account of this computer, that gives no sign-in. */
const labProfile = 'electron-microscopy-core-facility-shared-account'
/** It writes for some seconds, so that one can look on, and ends by itself. */
const command = [
  'for i in 1 2 3 4 5 6; do echo "iteration $i of 6"; sleep 1; done',
  'tr a-z A-Z < particles.star > result.star',
  'echo all aligned'
].join('\n')

describe('a run on the demo cloud', () => {
  let app: FarscopeWindow
  let folder = ''

  const main = () => app.page.getByRole('main')
  const dialog = () => app.page.getByRole('dialog')
  const tab = (name: string) => main().getByRole('tab', { name, exact: true })
  const field = (name: string) => dialog().getByRole('textbox', { name, exact: true })
  const room = (name: string) =>
    app.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name }).first().click()
  const row = (name: string | RegExp) => main().getByRole('row', { name })
  const drawer = () => main().getByRole('complementary')
  const dark = async (name: string): Promise<void> => {
    await app.page.emulateMedia({ colorScheme: 'dark' })
    await app.picture(name)
    expect(await violations(app.page)).toEqual([])
    await app.page.emulateMedia({ colorScheme: 'light' })
  }

  beforeAll(async () => {
    app = await openWindow({
      demo: true,
      prepare: home => {
        mkdirSync(join(home, 'data'))
        writeFileSync(join(home, 'data', 'particles.star'), 'movies\n')
        mkdirSync(join(home, '.aws'))
        writeFileSync(join(home, '.aws', 'config'), `[profile ${labProfile}]\nregion = eu-west-2\n`)
      }
    })
    folder = join(app.home, 'data')
    await room('Cloud')
  })
  afterAll(() => app.close())

  it('says what a run is where there is none', async () => {
    await main().getByText('No run yet', { exact: false }).waitFor()
    await app.picture('demo-cloud-empty')
    expect(await violations(app.page)).toEqual([])
  })

  it('asks for what is missing before anything else', async () => {
    await main().getByRole('button', { name: 'Launch a run' }).first().click()
    await dialog().getByRole('button', { name: 'Show what it costs' }).click()
    await dialog().getByRole('alert').getByText('Give it a name', { exact: false }).waitFor()
    await field('Name').fill(hostile)
    await field('Command').fill(command)
    await field('Type of machine').fill('g5.2xlarge')
    await dialog().getByRole('row', { name: 'g5.2xlarge' }).waitFor()
    await app.picture('demo-cloud-launch')
    expect(await violationsOfDialog(app.page)).toEqual([])
    await field('Type of machine').press('Enter')
    await dialog().getByRole('button', { name: 'Show what it costs' }).click()
    await dialog().getByRole('alert').getByText('Say after how long', { exact: false }).waitFor()
  })

  it('can go to another account, for this run alone', async () => {
    const profile = () => dialog().getByRole('combobox', { name: 'Profile' })
    const choose = async (name: string): Promise<void> => {
      await profile().click()
      await app.page.getByRole('option', { name }).click()
    }
    await choose(labProfile)
    await dialog().getByText('gives no sign-in', { exact: false }).first().waitFor()
    expect(await dialog().getByRole('combobox', { name: 'Region' }).textContent()).toContain('eu-west-2')
    await app.page.setViewportSize({ width: 2560, height: 1440 })
    await field('Name').fill('relion_refine_mpi '.repeat(10))
    await app.picture('demo-cloud-launch-account')
    await app.page.emulateMedia({ colorScheme: 'dark' })
    await app.page.setViewportSize({ width: 1280, height: 800 })
    await app.picture('demo-cloud-launch-account-dark')
    expect(await violationsOfDialog(app.page)).toEqual([])
    await app.page.emulateMedia({ colorScheme: 'light' })
    await field('Name').fill(hostile)
    await choose('farscope-demo')
    await dialog().getByText('gives no sign-in', { exact: false }).first().waitFor({ state: 'detached' })
    await dialog().getByText('make-believe and costs nothing', { exact: false }).waitFor()
  })

  it('shows what it costs at most, and asks once', async () => {
    await field('Ends itself after').fill('2h')
    await field('Project').fill('ribosome')
    await dialog().getByRole('button', { name: 'Send a file or folder' }).click()
    await field('Send, 1: path').fill(join(folder, 'particles.star'))
    await expect.poll(() => field('Named there').inputValue()).toBe('particles.star')
    await dialog().getByRole('button', { name: 'Bring something back' }).click()
    await field('Bring back to, 1: path').fill(join(folder, 'result.star'))
    await field('What of the run’s folder').fill('result.star')
    await app.picture('demo-cloud-launch-files')
    await dialog().getByRole('button', { name: 'Show what it costs' }).click()
    await dialog()
      .getByRole('button', { name: /Launch, at most \$\d/ })
      .waitFor()
    await dialog().getByText('make-believe and costs nothing', { exact: false }).waitFor()
    await app.picture('demo-cloud-review')
    expect(await violationsOfDialog(app.page)).toEqual([])
    await dialog()
      .getByRole('button', { name: /Launch, at most/ })
      .click()
    await dialog().waitFor({ state: 'detached' })
    await row(/img src=x/).waitFor()
  })

  it('is watched while it runs', async () => {
    await drawer().getByRole('tab', { name: 'Log' }).click()
    await drawer()
      .getByText(/iteration 1 of 6/)
      .waitFor()
    await app.picture('demo-cloud-running')
    expect(await violations(app.page)).toEqual([])
    await drawer()
      .getByText(/all aligned/)
      .waitFor()
    await drawer().getByRole('textbox', { name: 'Find in the log' }).fill('ITERATION')
    await drawer().getByText('6 of 6', { exact: true }).waitFor()
    expect(await app.page.evaluate(() => document.querySelectorAll('main img').length)).toBe(0)
  })

  it('is done with its output here and the machine gone', async () => {
    await drawer().getByRole('tab', { name: 'Overview' }).click()
    await row(/^done/).waitFor()
    expect(readFileSync(join(folder, 'result.star'), 'utf8')).toBe('MOVIES\n')
    await app.picture('demo-cloud-done')
    await dark('demo-cloud-done-dark')
    await drawer().getByRole('tab', { name: 'Machine' }).click()
    await drawer().getByText('Gone since').waitFor()
    await drawer().getByRole('tab', { name: 'Files' }).click()
    await drawer().getByText('1 file, all verified').first().waitFor()
    await app.picture('demo-cloud-files')
  })

  it('stands among the jobs, and in the palette', async () => {
    await room('Jobs')
    await row(/img src=x/).waitFor()
    await main().getByRole('button', { name: 'Cloud', exact: true }).click()
    await app.picture('demo-cloud-jobs')
    expect(await violations(app.page)).toEqual([])
    await app.page.keyboard.press('Control+k')
    await dialog().getByRole('combobox').fill('run img')
    await app.page.keyboard.press('Enter')
    await tab('Runs').waitFor()
    await drawer().waitFor()
  })

  it('is what was spent, against a budget', async () => {
    await tab('Spend').click()
    await row(/img src=x/).waitFor()
    await main().getByRole('button', { name: 'Change the budgets…' }).click()
    await field('Project').fill('ribosome')
    await field('At most').fill('25')
    await dialog().getByRole('button', { name: 'Save the budgets' }).click()
    await main().getByRole('progressbar', { name: 'Used of the budget of ribosome' }).waitFor()
    await app.picture('demo-cloud-spend')
    expect(await violations(app.page)).toEqual([])
    await dark('demo-cloud-spend-dark')
  })

  it('tells under the bell that a budget is used up, and leads to it', async () => {
    await main().getByRole('button', { name: 'Change the budgets…' }).click()
    await field('At most').fill('0.01')
    await dialog().getByRole('button', { name: 'Save the budgets' }).click()
    await dialog().waitFor({ state: 'detached' })
    await tab('Resources').click()
    await app.page.getByText('100 % of the budget of $0.01 a month for ribosome').first().waitFor()
    // Reminders of sessions may stand there too.
    await app.page.getByRole('button', { name: /^Notices, \d+ unread$/ }).click()
    const notice = app.page.getByRole('button', { name: /100 % of the budget of \$0\.01 a month for ribosome/ })
    await notice.waitFor()
    await app.picture('demo-cloud-bell')
    expect(await violations(app.page)).toEqual([])
    await notice.click()
    await main().getByRole('progressbar', { name: 'Used of the budget of ribosome' }).waitFor()
    await app.page.getByRole('button', { name: 'Notices', exact: true }).waitFor()
  })

  it('leaves nothing behind in the account, and is forgotten when asked', async () => {
    await tab('Resources').click()
    await row(/Security group/).waitFor()
    await app.picture('demo-cloud-resources')
    expect(await row(/Instance/).count()).toBe(0)
    await tab('Runs').click()
    await drawer().getByRole('button', { name: 'Forget…' }).click()
    await dialog().getByRole('button', { name: 'Forget the run' }).click()
    await main().getByText('No run yet', { exact: false }).waitFor()
    expect(app.problems).toEqual([])
  })

  it('is filled in by a step of the planner', async () => {
    await room('Planner')
    await main()
      .getByRole('row', { name: /2D classification/ })
      .first()
      .click()
    await main().getByRole('button', { name: 'Machines for this step' }).click()
    await main()
      .getByRole('grid', { name: 'Machines for 2D classification' })
      .getByRole('row', { name: /xlarge/ })
      .first()
      .click()
    await main().getByRole('button', { name: 'Run this…' }).click()
    const machines = dialog().getByRole('list', { name: 'Machines in the order in which they are tried' })
    await machines.getByRole('listitem').first().waitFor()
    expect(await field('Name').inputValue()).not.toBe('')
    expect(await field('Ends itself after').inputValue()).not.toBe('')
    await app.page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'detached' })
  })

  it('may be a real program of RELION', async context => {
    if (spawnSync('bash', ['-c', 'command -v relion_image_handler']).status !== 0)
      context.skip('relion is not installed')
    writeFileSync(join(folder, 'map.mrc'), referenceMap())
    await room('Cloud')
    await tab('Runs').click()
    await main().getByRole('button', { name: 'Launch a run' }).first().click()
    await field('Name').fill('cut')
    await field('Command').fill('relion_image_handler --i map.mrc --o small.mrc --new_box 16')
    await field('Type of machine').fill('g5.2xlarge')
    await dialog().getByRole('row', { name: 'g5.2xlarge' }).waitFor()
    await field('Type of machine').press('Enter')
    await field('Ends itself after').fill('1h')
    await dialog().getByRole('button', { name: 'Send a file or folder' }).click()
    await field('Send, 1: path').fill(join(folder, 'map.mrc'))
    await expect.poll(() => field('Named there').inputValue()).toBe('map.mrc')
    await dialog().getByRole('button', { name: 'Bring something back' }).click()
    await field('Bring back to, 1: path').fill(join(folder, 'small.mrc'))
    await field('What of the run’s folder').fill('small.mrc')
    await dialog().getByRole('button', { name: 'Show what it costs' }).click()
    await dialog()
      .getByRole('button', { name: /Launch, at most/ })
      .click()
    await row(/^done.*cut/).waitFor({ timeout: 120_000 })
    const small = readFileSync(join(folder, 'small.mrc'))
    expect(readMrcHeader(small, small.length, 'small.mrc')).toMatchObject({ columns: 16, rows: 16, sections: 16 })
    expect(app.problems).toEqual([])
  })
})
