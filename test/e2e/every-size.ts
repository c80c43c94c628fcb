/** Pictures of a page as everybody has it: light and dark, on the smallest and on a large window. */
import { expect } from 'vitest'
import type { FarscopeWindow } from './window'

/** No part of it is wider than the window; the small light window stays. */
export async function pictureEverySize(app: FarscopeWindow, name: string): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const)
    for (const [width, height] of [
      [2560, 1440],
      [1280, 800]
    ] as const) {
      await app.page.emulateMedia({ colorScheme })
      await app.page.setViewportSize({ width, height })
      // A plot and the map are drawn anew in the frame after the theme and the size have changed.
      await app.page.waitForTimeout(300)
      await expect.poll(() => app.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0)
      await app.picture(`${name}-${colorScheme}-${width}`)
    }
}
