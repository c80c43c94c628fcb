import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pictureEverySize } from './every-size'
import { violations, violationsOfDialog } from './violations'
import { type FarscopeWindow, openWindow } from './window'

let app: FarscopeWindow

beforeAll(async () => {
  app = await openWindow({ demo: true, colorScheme: 'light' })
  await app.page.getByRole('navigation', { name: 'Main' }).waitFor()
})
afterAll(() => app.close())

const field = (name: string) => app.page.getByRole('textbox', { name, exact: true })
const openTab = (name: string) => app.page.getByRole('tab', { name, exact: true }).click()
const steps = () => app.page.getByRole('grid', { name: 'Steps of the workflow' })
const machines = () => app.page.getByRole('grid', { name: 'Machines for Movie alignment' })
const button = (name: string) => app.page.getByRole('button', { name, exact: true })

/** By its key, which every room has once the first site is opened in the files. */
async function enter(): Promise<void> {
  await app.page.getByRole('heading', { name: 'Files', exact: true }).waitFor({ state: 'attached' })
  await app.page.keyboard.press('Control+6')
}

const pictures = (name: string): Promise<void> => pictureEverySize(app, name)

async function expectAccessible(): Promise<void> {
  expect(await violations(app.page)).toEqual([])
  await app.page.emulateMedia({ colorScheme: 'dark' })
  expect(await violations(app.page)).toEqual([])
  await app.page.emulateMedia({ colorScheme: 'light' })
}

describe('the planner', () => {
  it('is entered by its key and shows the benchmark as it was measured', async () => {
    await enter()
    await expect
      .poll(() =>
        steps()
          .getByRole('row', { name: /Movie alignment/ })
          .textContent()
      )
      .toContain('34.00')
    await app.page.getByText('Source', { exact: false }).first().waitFor()
    await pictures('planner-steps')
    await expectAccessible()
  })

  it('scales the steps to the data that is typed, and marks what is no number', async () => {
    const cell = () =>
      steps()
        .getByRole('row', { name: /Movie alignment/ })
        .textContent()
    const before = await cell()
    await field('Movies').fill('412,000')
    await expect.poll(cell).not.toBe(before)
    await field('Movies').fill('many')
    await app.page.getByText('A whole number from 1 to 1,000,000,000, or empty').waitFor()
    await app.picture('planner-wrong-number')
    await expectAccessible()
    await field('Movies').fill('')
    await expect.poll(cell).toBe(before)
  })

  it('scales from the size of the benchmark that somebody knows better', async () => {
    const cell = () =>
      steps()
        .getByRole('row', { name: /Movie alignment/ })
        .textContent()
    const before = await cell()
    await field('Movies').fill('3000')
    await button("Benchmark's data…").click()
    await field('Movies of the benchmark').fill('3000')
    await expect.poll(cell).toBe(before)
    await app.picture('planner-benchmark')
    expect(await violationsOfDialog(app.page)).toEqual([])
    await field('Movies of the benchmark').fill('')
    await app.page.keyboard.press('Escape')
    await field('Movies').fill('')
  })

  it('keeps what was typed over a restart', async () => {
    await field('Particles').fill('250000')
    await field('Link').fill('5')
    await expect.poll(() => readFile(`${app.dataFolder}/settings.json`, 'utf8').catch(() => '')).toContain('5000000')
    await app.restart()
    await enter()
    await expect.poll(() => field('Particles').inputValue()).toBe('250000')
    await expect.poll(() => field('Link').inputValue()).toBe('5')
    await steps()
      .getByRole('row', { name: /Polish/ })
      .waitFor()
  })
})

describe('the machines for a step', () => {
  it('are a plot and a table with one choice, reached by the keyboard', async () => {
    await steps()
      .getByRole('row', { name: /Movie alignment/ })
      .click()
    await button('Machines for this step').click()
    await machines().getByRole('row').nth(1).waitFor()
    const plot = app.page.getByRole('listbox', { name: 'Cost against time' })
    await plot.focus()
    await app.page.keyboard.press('Home')
    const quickest = await plot.getByRole('option').textContent()
    expect(quickest).toMatch(/^.+: .+, \$.+, (best at its price|beaten)$/)
    await app.page.keyboard.press('End')
    const name = (await plot.getByRole('option').textContent())?.split(':')[0] ?? ''
    await expect.poll(() => machines().locator('[aria-selected="true"]').textContent()).toContain(name)
    await pictures('planner-machines')
    await expectAccessible()
  })

  it('are ranked anew, and one is chosen for the plan', async () => {
    await button('By time').click()
    await expect.poll(() => machines().getByRole('row').nth(1).textContent()).toContain('fastest')
    await machines().getByRole('row').nth(1).click()
    await expect.poll(() => machines().locator('[aria-selected="true"]').textContent()).toContain('fastest')
    const name = (await machines().locator('[aria-selected="true"]').textContent()) ?? ''
    await app.page.keyboard.press('Enter')
    await button('Leave the choice to the ranking').waitFor()
    await openTab('Steps')
    const chosen = steps().getByRole('row', { name: /Movie alignment/ })
    await expect
      .poll(() => chosen.getByRole('gridcell').allTextContents())
      .toContain(name.split(' ').slice(0, 3).join(' '))
    await openTab('Machines')
    await button('Leave the choice to the ranking').click()
    await button('Choose it for the plan').waitFor()
  })

  it("gain a run of one's own, and lose it again", async () => {
    await button('Your own run…').click()
    const dialog = app.page.getByRole('dialog', { name: 'Your own run of Movie alignment' })
    await button('Add the run').click()
    await dialog.getByText('Write on which machine it ran').waitFor()
    await app.picture('planner-own-run')
    expect(await violationsOfDialog(app.page)).toEqual([])
    await dialog.getByRole('textbox', { name: 'Machine', exact: true }).fill('the <i>new</i> server')
    await dialog.getByRole('textbox', { name: 'It took' }).fill('1,5')
    await app.page.keyboard.press('Enter')
    const own = machines().getByRole('row', { name: /the <i>new<\/i> server/ })
    await own.click()
    await expect.poll(() => own.textContent()).toContain('1 h 30 min')
    await expect.poll(() => own.textContent()).toContain('unknown')
    await button('Take your run away').click()
    await own.waitFor({ state: 'detached' })
  })

  it('on two kinds of storage are told apart in the table', async () => {
    await app.page.getByRole('combobox', { name: 'Step', exact: true }).click()
    await app.page.getByRole('option', { name: 'cryoSPARC queue' }).click()
    const queue = app.page.getByRole('grid', { name: 'Machines for cryoSPARC queue' })
    await queue.getByRole('row', { name: /g5\.24xlarge.*WEKA/ }).waitFor()
    await pictures('planner-queue-machines')
    await expectAccessible()
    await expect.poll(() => button('Choose it for the plan').getAttribute('title')).toMatch(/not in the workflow/)
    await app.page.getByRole('combobox', { name: 'Step', exact: true }).click()
    await app.page.getByRole('option', { name: 'Movie alignment' }).click()
    await machines().getByRole('row').nth(1).waitFor()
  })

  it('that nobody measured are in the table, with unknown time', async () => {
    await app.page.getByRole('checkbox', { name: 'Also unmeasured types' }).click()
    await machines().getByText('unknown').first().waitFor()
    await app.picture('planner-machines-unmeasured')
    await expectAccessible()
    await app.page.getByRole('checkbox', { name: 'Also unmeasured types' }).click()
  })

  it('are saved as CSV', async () => {
    const download = app.page.waitForEvent('download')
    await button('Export CSV').click()
    const file = await download
    expect(file.suggestedFilename()).toMatch(/\.csv$/)
    expect((await readFile(await file.path(), 'utf8')).split('\r\n').length).toBeGreaterThan(2)
  })
})

describe('data and money', () => {
  it('tells what each tier of storage costs', async () => {
    await openTab('Storage')
    await app.page
      .getByRole('grid', { name: 'Tiers of storage' })
      .getByRole('row', { name: /Glacier/ })
      .waitFor()
    await field('On the hot tier').fill('7')
    await pictures('planner-storage')
    await expectAccessible()
  })

  it('tells by how much the link will not keep up', async () => {
    await openTab('Transfer')
    await app.page.getByText('The link will not keep up.').waitFor()
    await pictures('planner-transfer')
    await expectAccessible()
    await field('Link').fill('500')
    await app.page.getByText('The link keeps up.').waitFor()
    await field('Link').fill('')
    await app.page.getByText(/Write the rate of the link/).waitFor()
    await expect.poll(() => button('Export CSV').getAttribute('aria-disabled')).toBe('true')
    await field('Link').fill('5')
  })

  it('tells from how many datasets on a workstation costs less', async () => {
    await openTab('Workstation or cloud')
    await app.page.getByText('Dollars after so many datasets').first().waitFor()
    await field('Price of the workstation').fill('25000')
    await app.page.getByText('$25,000.00').waitFor()
    await pictures('planner-break-even')
    await expectAccessible()
  })

  it('sets the queue against the cloud', async () => {
    await openTab('Queue or cloud')
    const jobs = app.page.getByRole('combobox', { name: /^Waiting job on/ })
    await jobs.click()
    // The second choice is the first job; the demo facility always has some that wait.
    await app.page.getByRole('option').nth(1).click()
    await field('It runs here for').fill('6')
    await button('Compare').click()
    await app.page.getByRole('region', { name: 'In the cloud' }).getByText('Begins').waitFor()
    await pictures('planner-queue')
    await expectAccessible()
  })

  it('shows what the documents print beside what their numbers give', async () => {
    await openTab('Documents')
    await app.page.getByText('$1,378.15').first().waitFor()
    await pictures('planner-documents')
    await expectAccessible()
  })

  it('shows the queues and the storage of the other document', async () => {
    await button('WEKA and FSx, 2023').click()
    await app.page.getByRole('grid', { name: 'Queues of the document' }).getByText('24,787 s').waitFor()
    await pictures('planner-weka')
    await expectAccessible()
  })
})

describe('a plan', () => {
  const longName = `GABA-A nanodisc ${'with a name that goes on '.repeat(6)}<b>2026</b>`

  it('is saved under a name, and says when it has changed', async () => {
    await openTab('Steps')
    await button('Save as…').click()
    const dialog = app.page.getByRole('dialog', { name: 'Save the plan' })
    await button('Save').click()
    await dialog.getByText('A plan needs a name').waitFor()
    await app.picture('planner-save')
    expect(await violationsOfDialog(app.page)).toEqual([])
    await dialog.getByRole('textbox', { name: 'Name' }).fill(longName)
    await app.page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    await button('Save').waitFor({ state: 'detached' })
    await field('Box size').fill('384')
    await button('Save').waitFor()
    await app.picture('planner-changed')
    await expectAccessible()
  })

  it('is renamed, opened again, and deleted only after a question', async () => {
    await button('Plans…').click()
    const list = app.page.getByRole('dialog', { name: 'Saved plans' })
    await list.getByRole('button', { name: /^Rename/ }).click()
    await app.page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('TRPV1')
    await button('Rename').click()
    const opened = list.getByRole('button', { name: /^TRPV1/ })
    await opened.waitFor()
    await app.picture('planner-plans')
    expect(await violationsOfDialog(app.page)).toEqual([])
    await opened.click()
    await expect.poll(() => field('Box size').inputValue()).toBe('')
    await button('Plans…').click()
    await list.getByRole('button', { name: 'Delete TRPV1' }).click()
    await app.page.getByRole('dialog', { name: 'Delete TRPV1?' }).waitFor()
    await app.picture('planner-delete')
    expect(await violationsOfDialog(app.page)).toEqual([])
    await button('Delete the plan').click()
    await list.getByText(/Plans stand here once you save one/).waitFor()
    await app.page.keyboard.press('Escape')
    await list.waitFor({ state: 'detached' })
  })

  it('leaves nothing in the console', () => {
    expect(app.problems).toEqual([])
  })
})
