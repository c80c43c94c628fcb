import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { facility, scratch } from '../facility/facility'
import { drift, frames, moviesStar, syntheticMovie } from '../main/jobs/synthetic-movie'
import { particleStack, particlesStar } from '../main/jobs/synthetic-particles'
import { giveAway } from './fault-rig'
import { violations } from './violations'
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
    expect(await violations(app.page)).toEqual([])
  })

  it('says which field is wrong, beside it', async () => {
    await dialog().getByLabel('Classes', { exact: true }).fill('many')
    await dialog()
      .getByText(/Classes cannot be "many"/)
      .first()
      .waitFor()
    await expect
      .poll(() =>
        dialog()
          .getByRole('button', { name: /Submit/ })
          .isEnabled()
      )
      .toBe(false)
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
    await app.page.getByRole('row', { name: /from-a-template/ }).waitFor({ timeout: 60_000 })
    await app.page.getByRole('tab', { name: 'Output' }).click()
    await app.page.getByText('made from a template').first().waitFor({ timeout: 60_000 })
    expect(app.problems).toEqual([])
  })
})

const hasRelion = (): boolean => {
  try {
    execFileSync('bash', ['-lc', 'command -v relion_refine'])
    return true
  } catch {
    return false
  }
}

/** A window with the facility's SLURM as its one site; its key is known. */
function openFacility(): Promise<FarscopeWindow> {
  const host = { name: 'main', host: facility.host, port: facility.ports.facility, user: 'cryo', roles: ['login'] }
  return openWindow({
    colorScheme: 'light',
    prepare: (home, dataFolder) => {
      mkdirSync(join(home, '.ssh'), { mode: 0o700 })
      copyFileSync(facility.knownHosts, join(home, '.ssh', 'known_hosts'))
      mkdirSync(join(dataFolder, 'sites'), { recursive: true, mode: 0o700 })
      const hosts = [{ ...host, identityFiles: [facility.keys.cryo], jumps: [], hostKeys: [] }]
      const site = { version: 1, name: 'northlight', label: 'Northlight', keepShells: false, hosts }
      writeFileSync(join(dataFolder, 'sites', 'northlight.json'), JSON.stringify(site))
    }
  })
}

describeFacility('a RELION job from a template on a real SLURM, watched in the window', 'slurm', () => {
  let facilityWindow: FarscopeWindow
  let project: string
  // The facility remembers the jobs of earlier runs.
  const mark = Date.now()
  const page = () => facilityWindow.page
  const form = () => page().getByRole('dialog')
  const drawer = () => page().getByRole('complementary')
  const tab = (name: string) => drawer().getByRole('tab', { name }).click()

  beforeAll(async () => {
    facilityWindow = await openFacility()
    project = await scratch()
    await page().getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Jobs' }).click()
  })
  afterAll(() => facilityWindow?.close())

  /** Fills the form and submits it; ends when the list says how the job ended. */
  async function runTemplate(
    template: string,
    name: string,
    values: Readonly<Record<string, string>>,
    clear: readonly string[] = []
  ): Promise<void> {
    await page()
      .getByRole('button', { name: /New job/ })
      .first()
      .click()
    await form().getByRole('button', { name: 'From a template' }).click()
    await form().getByRole('combobox', { name: 'Template' }).click()
    await page().getByRole('option', { name: template, exact: true }).click()
    const asked = {
      'Job name': name,
      Partition: 'cpu',
      Tasks: '1',
      'CPUs of each task': '1',
      'Memory of each node': '1G'
    }
    const all = { ...values, ...asked, 'GPUs of each node': '0', 'Time limit': '10', 'Folder it runs in': project }
    for (const [label, value] of Object.entries(all)) await form().getByLabel(label, { exact: true }).fill(value)
    for (const label of clear) await form().getByRole('checkbox', { name: label, exact: true }).uncheck()
    await form()
      .getByRole('button', { name: /Submit/ })
      .click()
    // It stays, with the reason, when the scheduler did not take the job.
    await form().waitFor({ state: 'detached' })
    await page()
      .getByRole('row', { name: new RegExp(`${name}.*exit 0`) })
      .waitFor({ timeout: 90_000 })
    await page()
      .getByRole('row', { name: new RegExp(name) })
      .click()
  }

  /** Pixels of the first plot that are drawn in the colour of its first series. */
  const drawnPixels = (): Promise<number> =>
    drawer()
      .locator('figure canvas')
      .first()
      .evaluate(canvas => {
        if (!(canvas instanceof HTMLCanvasElement)) return 0
        const probe = document.createElement('span')
        probe.style.color = 'var(--accent)'
        document.body.append(probe)
        const [red, green, blue] = getComputedStyle(probe).color.match(/\d+/g)?.map(Number) ?? []
        probe.remove()
        const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] }
        let found = 0
        for (let at = 0; at < data.length; at += 4)
          if (data[at] === red && data[at + 1] === green && data[at + 2] === blue && (data[at + 3] ?? 0) > 200)
            found += 1
        return found
      })

  it('MotionCorr: its motion is a plot and a table', { timeout: 180_000 }, async context => {
    if (!hasRelion()) context.skip('relion is not installed')
    mkdirSync(join(project, 'Movies'))
    const movies = [1, 2, 3, 4].map(at => `Movies/m${at}.mrc`)
    for (const [at, movie] of movies.entries()) writeFileSync(join(project, movie), syntheticMovie(at + 1))
    writeFileSync(join(project, 'movies.star'), moviesStar(movies))
    giveAway(project)
    await runTemplate('RELION MotionCorr', `motion-${mark}`, { 'Movies (STAR file)': 'movies.star' })
    await tab('Progress')
    await drawer()
      .getByText(/4 of 4 micrographs done/)
      .waitFor({ timeout: 60_000 })
    const motions = drawer().getByRole('table', { name: 'Motion' }).locator('tbody tr td:first-of-type')
    await expect.poll(() => motions.count()).toBe(4)
    const cells = await motions.allInnerTexts()
    // One ångström a pixel.
    const way = (frames - 1) * Math.hypot(drift.x, drift.y)
    for (const cell of cells) expect(Math.abs(Number.parseFloat(cell) - way), cell).toBeLessThan(0.1 * way)
    await expect.poll(drawnPixels).toBeGreaterThan(8)
    await facilityWindow.picture('job-motion-light')
    await page().emulateMedia({ colorScheme: 'dark' })
    await expect.poll(drawnPixels).toBeGreaterThan(8)
    await facilityWindow.picture('job-motion-dark')
    expect(await violations(page())).toEqual([])
  })

  it('Class2D: its classes are pictures, its resolution a plot', { timeout: 180_000 }, async context => {
    if (!hasRelion()) context.skip('relion is not installed')
    writeFileSync(join(project, 'parts.mrcs'), particleStack(3))
    writeFileSync(join(project, 'parts.star'), particlesStar('parts.mrcs'))
    giveAway(project)
    await page().emulateMedia({ colorScheme: 'light' })
    await runTemplate(
      'RELION Class2D',
      `classes-${mark}`,
      {
        ...{ 'Particles (STAR file)': 'parts.star', Classes: '2', Iterations: '4', 'Mask diameter': '120' },
        ...{ 'In-plane angular sampling': '12', 'Offset search range': '3', 'Particles in one batch': '30' }
      },
      ['Correct the CTF']
    )
    const images = drawer().getByRole('img', { name: /^Class \d/ })
    await images.nth(1).waitFor({ timeout: 60_000 })
    const least = (): Promise<number> =>
      images.evaluateAll(all =>
        Math.min(...all.map(image => (image instanceof HTMLImageElement ? image.naturalWidth : 0)))
      )
    await expect.poll(least).toBeGreaterThan(8)
    await drawer().getByRole('table', { name: 'Resolution' }).waitFor({ state: 'attached' })
    await expect.poll(drawnPixels).toBeGreaterThan(8)
    await facilityWindow.picture('job-classes-light')
  })

  it('is submitted again with the same form', async context => {
    if (!hasRelion()) context.skip('relion is not installed')
    await drawer().getByRole('button', { name: 'More about the job' }).click()
    await page()
      .getByRole('menuitem', { name: /Submit again/ })
      .click()
    await expect.poll(() => form().getByLabel('Particles (STAR file)').inputValue()).toBe('parts.star')
    await expect.poll(() => form().getByLabel('Job name').inputValue()).toBe(`classes-${mark}`)
    await expect.poll(() => form().getByLabel('Folder it runs in').inputValue()).toBe(project)
    await form().getByRole('button', { name: 'Cancel' }).click()
    expect(facilityWindow.problems).toEqual([])
  })
})
