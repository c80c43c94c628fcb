/** The room Now of a session while things go wrong: what must be seen in it, and its pictures. */
import type { Locator } from 'playwright-core'
import { expect } from 'vitest'
import { booking, me, resourcesFile, writeStore } from './calendar-store'
import type { Rig } from './command-rig'
import { violations } from './violations'
import { type FarscopeWindow, openWindow } from './window'

const hour = 3_600_000
/** Of a picture's page, CSS pixels. */
const sizes = { small: { width: 1280, height: 800 }, large: { width: 2560, height: 1440 } } as const
/** A look at the folder comes after five minutes at the latest. Milliseconds. */
const soon = 400_000

/** A booking that runs since an hour; its movies come into `folder`/movies at site `site`. Before the engine starts. */
export function laySession(dataFolder: string, site: string, folder: string, hours: number): void {
  const file = resourcesFile([me])
  const resources = file.resources.map(resource =>
    resource.name === 'krios1' ? { ...resource, session: { site, folder, folders: [], movies: 'movies' } } : resource
  )
  const people = [{ user: me, role: 'operator' as const }]
  const running = booking(Date.now() - hour, 'krios1', 0, hours + 3, {
    owner: me,
    people,
    title: 'Apoferritin, grid 2'
  })
  writeStore(dataFolder, { ...file, resources }, [running])
}

export interface SessionWindow {
  readonly app: FarscopeWindow
  /** In light and dark, at both sizes, and as a wall display. The essential is seen without scrolling. */
  pictures(name: string): Promise<void>
  /** So many movies were counted, and their pace is told. */
  counted(movies: number): Promise<void>
  copies(): Locator
  backlog(): Locator
  close(): Promise<void>
}

export async function openSessionWindow({ home, data }: Rig): Promise<SessionWindow> {
  const app = await openWindow({ at: { home, dataFolder: data } })
  const { page } = app
  const main = (): Locator => page.getByRole('main')
  const figures = (): Locator => main().getByRole('region', { name: 'Movies and room' })
  const room = (): Locator => main().getByRole('heading', { name: 'Krios 1' }).locator('xpath=ancestor::header/..')
  const figure = async (): Promise<number> => {
    const text = await figures().innerText()
    return Number(/Collected\s+([\d,]+)/.exec(text)?.[1]?.replaceAll(',', '') ?? Number.NaN)
  }

  async function enter(): Promise<void> {
    await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: /^Now/ }).click()
    await main().getByRole('heading', { name: 'Krios 1' }).waitFor()
  }

  async function inBothThemes(name: string): Promise<void> {
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      await app.picture(`session-${name}-${colorScheme}`)
    }
  }

  async function onTheWall(name: string): Promise<void> {
    await main().getByRole('button', { name: 'Wall display' }).click()
    await main().getByRole('button', { name: 'Leave wall display' }).waitFor()
    await expect.poll(async () => Math.round((await room().boundingBox())?.width ?? 0)).toBe(sizes.large.width)
    await inBothThemes(`${name}-wall`)
    await page.keyboard.press('Escape')
    await main().getByRole('button', { name: 'Wall display' }).waitFor()
  }

  await enter()
  return {
    app,
    async pictures(name) {
      for (const [size, viewport] of Object.entries(sizes)) {
        await page.setViewportSize(viewport)
        const hidden = (): Promise<number> => room().evaluate(box => box.scrollHeight - box.clientHeight)
        await expect.poll(hidden).toBeLessThanOrEqual(0)
        await inBothThemes(`${name}-${size}`)
      }
      await onTheWall(name)
      await page.setViewportSize(sizes.small)
      expect(await violations(page)).toEqual([])
    },
    async counted(movies) {
      await expect.poll(figure, { timeout: soon }).toBe(movies)
      await figures().getByText('Movies per hour').waitFor()
      expect(await figures().innerText()).toMatch(/Movies per hour\s+[\d,]+/)
    },
    copies: () => main().getByRole('region', { name: 'Copies' }),
    backlog: () =>
      figures()
        .getByText(/^Backlog/)
        .locator('xpath=../..'),
    close: () => app.close()
  }
}
