/** A terminal that a graphics card draws, until the card takes its memory back. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FarscopeWindow, openWindow } from './window'

let app: FarscopeWindow

/** Chromium's own WebGL 2, drawn by the processor, so that this needs no card. */
const browserArguments = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader']

beforeAll(async () => {
  app = await openWindow({ demo: true, browserArguments })
  // The window takes no card that is the processor in disguise: here it gets the name of one.
  await app.page.addInitScript(() => {
    const told = WebGL2RenderingContext.prototype.getParameter
    // UNMASKED_RENDERER_WEBGL of WEBGL_debug_renderer_info.
    WebGL2RenderingContext.prototype.getParameter = function (name) {
      return name === 0x9246 ? 'A graphics card' : told.call(this, name)
    }
  })
  await app.page.reload()
  await app.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Terminals' }).click()
  await app.page
    .getByRole('main')
    .getByRole('button', { name: /Demo facility/ })
    .first()
    .click()
  await pane().locator('.xterm-screen').waitFor()
})

afterAll(() => app.close())

const pane = () => app.page.locator('section[data-terminal]').first()
/** Text of the page itself; what a card draws is only a picture. */
const rows = () => pane().locator('.xterm-rows')
const type = (line: string) => app.page.keyboard.type(`${line}\n`)
/** The context of the picture that the card draws: xterm's canvas that is no mere layer of links. */
const card = () =>
  pane()
    .locator('.xterm-screen canvas')
    .evaluateAll(all =>
      all.flatMap(one => {
        const context = one instanceof HTMLCanvasElement ? one.getContext('webgl2') : null
        return context === null ? [] : [context.isContextLost()]
      })
    )

describe('a terminal', () => {
  it('is drawn by the graphics card', async () => {
    await expect.poll(card).toEqual([false])
    expect(await rows().count()).toBe(0)
  })

  it('is drawn by the page with all of its text when the card is lost, and goes on', async () => {
    await type('echo $((6*7))-before')
    // The text is in no element while the card draws: the shell says by its title that it has come so far.
    await type("printf '\\033]0;come-so-far\\007'")
    await pane().getByText('come-so-far').first().waitFor()
    await pane()
      .locator('.xterm-screen canvas')
      .evaluateAll(all => {
        for (const one of all)
          if (one instanceof HTMLCanvasElement)
            one.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext()
      })
    await rows().getByText('42-before').waitFor()
    await expect.poll(card).toEqual([])
    await type('echo $((6*8))-after')
    await rows().getByText('48-after').waitFor()
  })

  it('logged no error in the window', () => {
    expect(app.problems).toEqual([])
  })
})
