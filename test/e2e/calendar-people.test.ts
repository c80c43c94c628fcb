/** What administrators do beside the calendar: consent, people, displays and folders; and what the bell tells of it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ResourcesFile, resourcesFileSchema } from '@contract/resources'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { booking, me, nextWeek, resourcesFile, writeSite, writeStore } from './calendar-store'
import { violations, violationsOfDialog } from './violations'
import { type FarscopeWindow, openWindow } from './window'

const week = nextWeek()
const patience = { timeout: 60_000 }
let app: FarscopeWindow

const dialog = (): Locator => app.page.getByRole('dialog')
const folder = (): string => join(app.dataFolder, 'bookings')
const written = (): ResourcesFile =>
  resourcesFileSchema.parse(JSON.parse(readFileSync(join(folder(), 'resources.json'), 'utf8')))
/** The files of a resource whose text has all the words. */
const filesWith = (resource: string, ...words: string[]): number =>
  readdirSync(join(folder(), resource))
    .filter(name => name.endsWith('.ics'))
    .map(name => readFileSync(join(folder(), resource, name), 'utf8').replaceAll('\r\n ', ''))
    .filter(text => words.every(word => text.includes(word))).length

async function openPage(name: string): Promise<void> {
  await app.page.getByRole('button', { name: 'More of the calendar' }).click()
  await app.page.getByRole('menuitem', { name }).click()
}
const backToCalendar = (): Promise<void> =>
  app.page.locator('header').getByRole('button', { name: 'Calendar', exact: true }).click()

beforeAll(async () => {
  const now = new Date().toISOString().replace(/\.\d+/, '')
  const waiting = { status: 'waiting' as const, created: now, changed: now }
  const series = [0, 1, 2].map(at =>
    booking(week, 'krios2', 9 + at * 168, 24, { title: 'Block allocation', series: 'block', ...waiting })
  )
  const one = booking(week, 'krios2', 80, 8, { title: 'Training day', owner: 'jseo', ...waiting })
  const file = resourcesFile([me])
  const crowd = Array.from({ length: 2000 }, (_, at) => ({
    ...{ user: `user${at}`, name: `Guest ${at}`, roles: ['collaborator' as const], permits: [] },
    training: [
      { name: 'Cryo safety', ...(at === 1234 && { until: new Date(Date.now() + 5e8).toISOString().slice(0, 10) }) }
    ]
  }))
  app = await openWindow({
    environment: { FARSCOPE_CALENDAR_LOOK_MS: '500' },
    prepare: (_, dataFolder) => {
      writeSite(dataFolder)
      writeStore(dataFolder, { ...file, people: [...file.people, ...crowd] }, [...series, one])
    }
  })
  await app.page.getByRole('button', { name: /^Calendar/ }).click()
})
afterAll(() => app.close())

describe('notices of bookings', () => {
  it('stand under the bell, a series once, and lead to the booking', async () => {
    const { page } = app
    await page.getByRole('button', { name: 'Notices, 2 unread' }).click()
    await page.getByRole('button', { name: /asks for Krios 2.*Training day/ }).click()
    await page.getByRole('complementary', { name: 'Booking Training day' }).waitFor()
    await page.getByRole('button', { name: 'Notices', exact: true }).waitFor()
  })
})

describe('consent', () => {
  it('is given to a whole series from the list of all that waits', async () => {
    const { page } = app
    await page.getByText('4 bookings wait for your consent.').waitFor()
    await page.getByRole('button', { name: 'Look at them' }).click()
    await page.getByRole('row', { name: /Block allocation.*3 times/ }).click()
    expect(await violations(page)).toEqual([])
    await app.picture('calendar-consent')
    await page.getByRole('button', { name: 'Approve all 3' }).click()
    await expect.poll(() => filesWith('krios2', 'Block allocation', 'X-FARSCOPE-STATE:confirmed'), patience).toBe(3)
    await page.getByText('1 booking waits', { exact: true }).waitFor()
  })

  it('is refused with a word that the owner finds in the note', async () => {
    const { page } = app
    await page.getByRole('button', { name: 'Refuse…' }).click()
    await dialog()
      .getByRole('textbox', { name: /^A word to/ })
      .fill('The stage is out.')
    expect(await violationsOfDialog(page)).toEqual([])
    await dialog().getByRole('button', { name: 'Refuse', exact: true }).click()
    await page.getByText('Nothing waits for consent.').waitFor()
    const refused = ['Training day', 'STATUS:CANCELLED', 'Consent refused. The stage is out.']
    await expect.poll(() => filesWith('krios2', ...refused), patience).toBe(1)
    await backToCalendar()
  })
})

describe('people', () => {
  it('are found among two thousand by what ends soon, and are changed', async () => {
    const { page } = app
    await openPage('People')
    await page.getByText(/^2,007 people, 1 with something that ends within 30 days/).waitFor()
    // Only what is in sight is drawn.
    await expect.poll(() => page.getByRole('row').count()).toBeLessThan(80)
    await page.getByRole('combobox', { name: 'Who is shown' }).click()
    await page.getByRole('option', { name: 'Ends within 30 days' }).click()
    await page.getByRole('gridcell', { name: 'Guest 1234' }).click()
    await page.getByLabel('Last day of training 1').fill('2099-12-31')
    await page.getByLabel('Mail').fill('guest@lab.example')
    expect(await violations(page)).toEqual([])
    await app.picture('calendar-people')
    await page.getByRole('button', { name: 'Add a person' }).click()
    await page.getByLabel('Login name').fill('user7')
    await page.getByText('user7 stands there twice.').waitFor()
    await page.getByLabel('Login name').fill('newone')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect.poll(() => written().people.at(-1)?.user, patience).toBe('newone')
    expect(written().people.find(({ user }) => user === 'user1234')).toMatchObject({
      email: 'guest@lab.example',
      training: [{ name: 'Cryo safety', until: '2099-12-31' }]
    })
    await backToCalendar()
  })
})

describe('the display and the folders of a resource', () => {
  it('are set in the window, with the mistake beside the field', async () => {
    const { page } = app
    await openPage('Resources and rules')
    await page.getByRole('combobox', { name: 'Opened by its booking' }).click()
    await page.getByRole('option', { name: 'Amazon DCV' }).click()
    await page.getByLabel('Session', { exact: true }).fill('console')
    await page.getByLabel('Port').fill('99999')
    await page.getByText('At most 65535.').waitFor()
    await page.getByLabel('Port').fill('8443')
    await page.getByText('Folders are made when a session begins').click()
    await page.getByLabel('Folder of the session').fill('{yaer}/{user}')
    await page.getByText(/knows no \{yaer\}/).waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByLabel('Folder of the session').fill('{year}/{user}')
    await page.getByLabel('Folders inside it').fill('gain, atlas')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect
      .poll(() => written().resources[0], patience)
      .toMatchObject({
        display: { kind: 'dcv', session: 'console', port: 8443 },
        session: { folder: '{year}/{user}', folders: ['gain', 'atlas'] }
      })
    expect(app.problems).toEqual([])
  })
})
