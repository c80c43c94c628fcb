import AxeBuilder from '@axe-core/playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FarscopeWindow, openWindow } from './window'

let app: FarscopeWindow

beforeAll(async () => {
  app = await openWindow({ demo: true, colorScheme: 'light' })
  await app.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Jobs' }).click()
})
afterAll(() => app.close())

const dialog = () => app.page.getByRole('dialog')
async function choose(template: string): Promise<void> {
  await dialog().getByRole('combobox', { name: 'Template' }).click()
  await app.page.getByRole('option', { name: template, exact: true }).click()
}

describe('a new job from a template', () => {
  it('shows the exact script as soon as the form is filled in', async () => {
    await app.page.getByRole('button', { name: /New job/ }).click()
    await dialog().getByRole('button', { name: 'From a template' }).click()
    await choose('RELION Class2D')
    await dialog().getByText('The script is shown when the form is filled in').waitFor()
    await dialog().getByLabel('Particles (STAR file)').fill('Extract/job003/particles.star')
    await dialog().getByLabel('Mask diameter').fill('180')
    const script = dialog().getByLabel('The script, exactly')
    await expect.poll(() => script.inputValue()).toContain("'--i' 'Extract/job003/particles.star'")
    await app.picture('job-template-light')
    await app.page.emulateMedia({ colorScheme: 'dark' })
    await script.scrollIntoViewIfNeeded()
    await app.picture('job-template-dark')
    const { violations } = await new AxeBuilder({ page: app.page }).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
  })

  it('says which field is wrong, beside it', async () => {
    await dialog().getByLabel('Classes', { exact: true }).fill('many')
    await dialog()
      .getByText(/Classes cannot be "many"/)
      .first()
      .waitFor()
    expect(
      await dialog()
        .getByRole('button', { name: /Submit/ })
        .isEnabled()
    ).toBe(false)
  })

  it('is submitted and runs', async () => {
    await choose('GPU job')
    await dialog().getByLabel('Command').fill('echo "made from a template"')
    await dialog().getByLabel('Job name').fill('from-a-template')
    await dialog().getByLabel('GPUs of each node').fill('0')
    await dialog().getByLabel('CPUs of each task').fill('1')
    await dialog().getByLabel('Memory of each node').fill('1G')
    await dialog()
      .getByRole('button', { name: /Submit/ })
      .click()
    await app.page.getByRole('row', { name: /from-a-template/ }).waitFor({ timeout: 40_000 })
    await app.page.getByText('made from a template').first().waitFor({ timeout: 40_000 })
    expect(app.problems).toEqual([])
  })
})
