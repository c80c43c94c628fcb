import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/**
 * What keeps people with assistive technology from the page as it is now: the rules of axe and the first element for
 * each. What opens or closes is waited for, as it is half transparent meanwhile; so are notices, which are left out.
 */
export function violations(page: Page): Promise<string[]> {
  return inspect(page, new AxeBuilder({ page }).exclude('[data-sonner-toaster]'))
}

/** The same of the menu that is open, alone. Throws where there is none. */
export function violationsOfMenu(page: Page): Promise<string[]> {
  return inspect(page, new AxeBuilder({ page }).include('[role="menu"]'))
}

/** The same of the dialog that is open, alone: much quicker than the whole page. Throws where there is none. */
export function violationsOfDialog(page: Page): Promise<string[]> {
  return inspect(page, new AxeBuilder({ page }).include('[role="dialog"], [role="alertdialog"]'))
}

async function inspect(page: Page, axe: AxeBuilder): Promise<string[]> {
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter(one => Number.isFinite(one.effect?.getComputedTiming().endTime))
        .map(one => one.finished)
    )
  )
  const found = await axe.analyze()
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
}
