import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pictureEverySize } from './every-size'
import { violations } from './violations'
import { type FarscopeWindow, openWindow } from './window'

let app: FarscopeWindow

beforeAll(async () => {
  app = await openWindow({ demo: true, colorScheme: 'light' })
  await goTo('Jobs')
})
afterAll(() => app.close())

const goTo = (room: string) =>
  app.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: room }).click()
const openTab = (name: string) => app.page.getByRole('tab', { name, exact: true }).click()

const past = () => app.page.getByRole('grid', { name: 'Past jobs' })

const pictures = (name: string): Promise<void> => pictureEverySize(app, name)

describe('the cluster page', () => {
  it('shows partitions, nodes, GPUs and reservations', async () => {
    await openTab('Cluster')
    await app.page.getByRole('grid', { name: /Partitions of/ }).waitFor()
    await app.page.getByRole('listbox').first().waitFor()
    await pictures('cluster')
    expect(await violations(app.page)).toEqual([])
  })

  it('is walked with the keyboard, and tells of one node', async () => {
    await app.page.getByRole('listbox').first().focus()
    await app.page.keyboard.press('End')
    await app.page.keyboard.press('Enter')
    const drawer = app.page.getByRole('complementary', { name: /^Node / })
    await drawer.getByText('SLURM says').waitFor()
    await app.picture('cluster-node')
    expect(await violations(app.page)).toEqual([])
    await app.page.emulateMedia({ colorScheme: 'dark' })
    expect(await violations(app.page)).toEqual([])
    await app.page.emulateMedia({ colorScheme: 'light' })
    await drawer.getByRole('button', { name: 'Close' }).click()
    await drawer.waitFor({ state: 'detached' })
  })

  it('puts the nodes together by their GPUs, and picks out one use', async () => {
    await app.page.getByRole('button', { name: 'By GPU' }).click()
    await app.page
      .getByRole('listbox', { name: /^Nodes: / })
      .first()
      .waitFor()
    const idle = app.page.getByRole('button', { name: /^idle \d/ })
    await idle.click()
    await expect.poll(() => idle.getAttribute('aria-pressed')).toBe('true')
  })
})

describe('the history page', () => {
  it('lists jobs that ended, with plots by week', async () => {
    await openTab('History')
    await past().getByRole('row').nth(1).waitFor({ timeout: 60_000 })
    await app.page.getByText('Jobs a week').first().waitFor()
    await pictures('history')
    expect(await violations(app.page)).toEqual([])
  })

  it('narrows the list, and tells of one job', async () => {
    await app.page.getByPlaceholder('Name, number, folder').fill('no job has such a name')
    await app.page.getByText('No past job matches.').waitFor()
    await app.page.getByRole('button', { name: 'Show all' }).click()
    await past().getByRole('row').nth(2).click()
    await app.page.getByRole('complementary', { name: /^Job / }).getByText('Known from').waitFor()
    await app.picture('history-job')
    expect(await violations(app.page)).toEqual([])
  })

  it('saves what is listed as CSV', async () => {
    const download = app.page.waitForEvent('download')
    await app.page.getByRole('button', { name: 'Export CSV' }).click()
    const file = await download
    expect(file.suggestedFilename()).toMatch(/^farscope-jobs-demo-\d{4}-\d\d-\d\d\.csv$/)
    const lines = (await readFile(await file.path(), 'utf8')).split('\r\n')
    expect(lines[0]).toContain('id')
    expect(lines.length).toBeGreaterThan(2)
  })
})

describe('notices of jobs', () => {
  const bell = () => app.page.getByRole('banner').getByRole('button', { name: /^Notices/ })

  it('are told when a job fails, counted on the bell, and lead to the job', async () => {
    await openTab('Queue')
    // A browser of tests shows no notices of the system, and its page always has the focus.
    await app.page.evaluate(() => {
      class Shown extends EventTarget {
        static permission = 'granted'
        constructor(title: string) {
          super()
          document.body.dataset.told = title
        }
      }
      Object.assign(window, { Notification: Shown })
      document.hasFocus = () => false
    })
    await app.page.getByRole('button', { name: /New job/ }).click()
    const dialog = app.page.getByRole('dialog')
    await dialog.getByLabel(/Script/).fill('#!/bin/sh\n#SBATCH --job-name=told-of\nexit 42\n')
    await dialog.getByRole('button', { name: /Submit/ }).click()
    await app.page
      .getByRole('banner')
      .getByRole('button', { name: /Notices, \d+ unread/ })
      .waitFor({ timeout: 60_000 })
    await app.picture('notice-toast')
    await expect.poll(() => app.page.evaluate(() => document.body.dataset.told)).toMatch(/told-of.*exit code 42/)
    await bell().click()
    const notice = app.page.getByRole('button', { name: /told-of.*exit code 42/ })
    await notice.waitFor()
    await app.picture('notices')
    expect(await violations(app.page)).toEqual([])
    await app.page.getByRole('banner').getByRole('button', { name: 'Notices', exact: true }).waitFor()
    await notice.click()
    await app.page.getByRole('row', { name: /told-of/ }).waitFor()
  })

  it('are offered on the desktop, too, until the browser was answered', async () => {
    await app.page.evaluate(() => {
      Object.assign(window.Notification, { permission: 'default', requestPermission: async () => 'granted' })
    })
    await bell().click()
    const offer = app.page.getByRole('button', { name: 'Show on the desktop' })
    await offer.waitFor()
    await app.picture('notices-offer')
    expect(await violations(app.page)).toEqual([])
    await app.page.emulateMedia({ colorScheme: 'dark' })
    await app.picture('notices-offer-dark')
    expect(await violations(app.page)).toEqual([])
    await app.page.emulateMedia({ colorScheme: 'light' })
    await offer.click()
    await offer.waitFor({ state: 'detached' })
    await app.page.keyboard.press('Escape')
  })

  it('are chosen in the settings', async () => {
    await goTo('Settings')
    const jobs = app.page.getByRole('region', { name: 'Jobs' })
    await jobs.scrollIntoViewIfNeeded()
    await jobs.getByRole('checkbox', { name: /No system notices at night/ }).click()
    await expect.poll(() => jobs.getByLabel('From').inputValue()).toBe('22:00')
    await app.picture('settings-jobs')
    expect(await violations(app.page)).toEqual([])
  })

  it('left no error in the page', () => {
    expect(app.problems).toEqual([])
  })
})
