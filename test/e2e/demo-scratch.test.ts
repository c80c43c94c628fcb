import { it } from 'vitest'
import { violations, violationsOfDialog } from './violations'
import { openWindow } from './window'

it('shows', async () => {
  for (const [scheme, width, height] of [
    ['light', 1280, 800],
    ['dark', 2560, 1440]
  ] as const) {
    const app = await openWindow({
      demo: true,
      colorScheme: scheme,
      viewport: { width, height },
      environment: { FARSCOPE_STUB_RUNS: '10000' }
    })
    const tab = (name: string) => app.page.getByRole('main').getByRole('tab', { name })
    try {
      await app.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Cloud' }).click()
      await app.page.getByRole('grid').getByRole('row').nth(2).waitFor()
      await app.picture(`w-${scheme}-runs`)
      console.log(await violations(app.page))
      await app.page
        .getByRole('row', { name: /3D refine 8/ })
        .first()
        .click()
      await app.picture(`w-${scheme}-drawer`)
      console.log(await violations(app.page))
      await app.page
        .getByRole('row', { name: /^running 3D refine 13|nanodisc/ })
        .first()
        .click()
      for (const section of ['Log', 'Files', 'Machine', 'Cost']) {
        await app.page.getByRole('complementary').getByRole('tab', { name: section }).click()
        await app.page.waitForTimeout(500)
        await app.picture(`w-${scheme}-${section}`)
        console.log(section, await violations(app.page))
      }
      await app.page.keyboard.press('Escape')
      await tab('Spend').click()
      await app.page.getByText('Spent in these days').waitFor()
      await app.page.waitForTimeout(500)
      await app.picture(`w-${scheme}-spend`)
      console.log('spend', await violations(app.page))
      await app.page.getByRole('button', { name: 'Change the budgets…' }).click()
      await app.page.waitForTimeout(300)
      await app.picture(`w-${scheme}-budgets`)
      console.log(await violationsOfDialog(app.page))
      await app.page.keyboard.press('Escape')
      await tab('Runs').click()
      await app.page.getByRole('button', { name: 'Launch a run' }).click()
      await app.page.waitForTimeout(800)
      await app.picture(`w-${scheme}-launch`)
      console.log(await violationsOfDialog(app.page))
      const dialog = app.page.getByRole('dialog')
      await dialog.getByLabel('Name', { exact: true }).fill('Test')
      await dialog.getByLabel('Command', { exact: true }).fill('echo hi')
      await dialog.getByLabel('Type of machine').fill('g5.2xlarge')
      await dialog.getByLabel('Type of machine').press('Enter')
      await dialog.getByLabel('Ends itself after').fill('6h')
      await dialog.getByRole('button', { name: 'Send a file or folder' }).click()
      await dialog.getByRole('button', { name: 'Bring something back' }).click()
      await dialog.getByRole('button', { name: 'Advanced' }).click()
      await dialog.getByRole('button', { name: 'Advanced' }).scrollIntoViewIfNeeded()
      await app.picture(`w-${scheme}-launch-2`)
      console.log(await violationsOfDialog(app.page))
      await dialog.getByRole('button', { name: 'Show what it costs' }).click()
      await app.page.waitForTimeout(300)
      await app.picture(`w-${scheme}-launch-fault`)
      for (const what of ['Do not send 1', 'Do not bring back 1'])
        await dialog.getByRole('button', { name: what }).click()
      await dialog.getByRole('button', { name: 'Show what it costs' }).click()
      await dialog.getByRole('button', { name: /Launch, at most/ }).waitFor()
      await app.picture(`w-${scheme}-review`)
      console.log(await violationsOfDialog(app.page))
      await app.page.keyboard.press('Escape')
      await app.page
        .getByRole('row', { name: /3D refine 8/ })
        .first()
        .click()
      await app.page.keyboard.press('Control+a')
      await app.page.keyboard.press('t')
      await app.page.waitForTimeout(500)
      await app.picture(`w-${scheme}-terminate`)
      console.log(await violationsOfDialog(app.page))
      await app.page.keyboard.press('Escape')
      await app.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Now' }).click()
      await app.page.waitForTimeout(500)
      await app.picture(`w-${scheme}-now`)
      await app.page.keyboard.press('Control+k')
      await app.page.keyboard.type('run')
      await app.page.waitForTimeout(300)
      await app.picture(`w-${scheme}-palette`)
      console.log(app.problems)
    } finally {
      await app.close()
    }
  }
})
