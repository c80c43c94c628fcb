import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { createJobsRig, type JobsRig } from '../main/jobs/jobs-rig'
import { openClusterWindow } from './cluster-window'
import type { FarscopeWindow } from './window'

/** The jobs of this run alone: jobs of other runs are in the list too. */
const run = `odd-${Date.now()}`
const markup = '<img src=x onerror="document.body.dataset.odd=1"><b>bold</b>&amp;<script>document.title="odd"</script>'
const names = {
  long: `${run}-1 ${markup} \x1f \x1e \x1b[31m `.padEnd(1000, 'x'),
  lines: `${run}-2 two\nJobId=1 UserId=root(0)\n\tJobState=FAILED`,
  plain: `${run}-3`
}
const limitMs = 60_000

describeFacility('job names that hold anything', 'slurm', () => {
  let app: FarscopeWindow
  let jobs: JobsRig
  const row = (start: string) => app.page.getByRole('row', { name: new RegExp(start) }).first()

  /** Nothing of a name has become a part of the page. */
  async function harmless(): Promise<void> {
    const found = await app.page.evaluate(() => ({
      elements: document.querySelectorAll('img[src="x"], [data-odd]').length,
      run: document.body.dataset.odd ?? null,
      titled: document.title === 'odd',
      wide: document.documentElement.scrollWidth - window.innerWidth
    }))
    expect(found).toEqual({ elements: 0, run: null, titled: false, wide: 0 })
  }

  beforeAll(async () => {
    jobs = await createJobsRig()
    for (const name of Object.values(names))
      await jobs.submit('sleep 60', '--hold', `--job-name=${name}`, `--comment=${name}`)
    app = await openClusterWindow()
    await app.page.getByLabel('Filter', { exact: true }).fill(run)
  }, 120_000)
  afterAll(async () => {
    await jobs.close()
    await app.close()
  })

  it('are text in the list, in rows as high as any', async () => {
    await row(`${run}-3`).waitFor({ timeout: limitMs })
    const heights = []
    for (const number of [1, 2, 3]) {
      const box = await row(`${run}-${number}`).boundingBox()
      heights.push(box?.height)
    }
    expect(new Set(heights).size, `heights ${heights.join(', ')}`).toBe(1)
    await expect.poll(() => row(`${run}-1`).textContent()).toContain(markup)
    await expect.poll(() => row(`${run}-2`).textContent()).toContain('JobId=1 UserId=root(0)')
    await harmless()
    await app.picture('jobs-odd-names')
  })

  it.each([
    ['a thousand characters of markup', 1, 'xxxxxxxx'],
    ['lines that look like SLURM', 2, 'JobId=1 UserId=root(0)']
  ])('are text in the drawer and in the question before a job is cancelled: %s', async (_, number, part) => {
    await row(`${run}-${number}`).click()
    const drawer = app.page.getByRole('complementary', { name: /^Job / })
    await drawer.waitFor()
    await expect.poll(() => drawer.textContent(), { timeout: limitMs }).toContain(part)
    await harmless()
    await app.picture(`jobs-odd-drawer-${number}`)
    await row(`${run}-${number}`).click({ button: 'right' })
    await app.page.getByRole('menuitem', { name: /^Cancel/ }).click()
    const dialog = app.page.getByRole('dialog')
    await dialog.waitFor()
    await expect.poll(() => dialog.textContent()).toContain(part)
    const inside = await dialog.boundingBox()
    for (const shown of [
      dialog.getByText(/files already written stay/),
      dialog.getByRole('button', { name: 'Keep it' })
    ]) {
      const box = await shown.boundingBox()
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThan((inside?.y ?? 0) + (inside?.height ?? 0))
    }
    await harmless()
    await app.picture(`jobs-odd-cancel-${number}`)
    await app.page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })

  it('left no error in the page', () => {
    expect(app.problems).toEqual([])
  })
})
