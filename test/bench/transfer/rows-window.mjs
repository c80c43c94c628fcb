import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { clearOf, limitRow } from './contest.mjs'
import { freshFolder, MiB, makeFile } from './data.mjs'
import { median, sleep } from './process.mjs'

// Whether looking at the queue slows it down. The browser runs on the same processors as both ends of the copy.

async function openQueue(url) {
  const executablePath = process.env.FARSCOPE_CHROMIUM ?? '/usr/bin/chromium'
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    page.setDefaultTimeout(15_000)
    await page.goto(url)
    await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Files' }).click()
    const queue = page.getByRole('region', { name: 'Transfers' })
    await queue.waitFor()
    return { queue, page, close: () => browser.close() }
  } catch (error) {
    await browser.close()
    throw error
  }
}

/** Scrolls up and down as long as `going` says. */
async function scrollWhile({ queue, page }, going) {
  await queue.hover()
  for (let turn = 0; going(); turn++) {
    await page.mouse.wheel(0, turn % 20 < 10 ? 120 : -120)
    await sleep(100)
  }
}

const queueView = {
  id: 'queue-view',
  site: 'loop',
  run: async bench => {
    const size = bench.quick ? 512 : 2048
    const source = makeFile(join(bench.folder, 'near', 'movie.tiff'), size * MiB)
    const target = join(await freshFolder(join(bench.far, 'landing')), 'movie.tiff')
    const copy = async () => {
      clearOf(target)()
      return (await bench.farscope.copy(['put', source, `loop:${target}`])).seconds - bench.overhead
    }
    const times = { alone: [], watched: [] }
    const view = await openQueue(bench.farscope.windowUrl())
    try {
      for (let turn = 0; turn < bench.rounds; turn++) {
        // A page that is not seen draws nothing: the same as a window that is not there.
        await view.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Settings' }).click()
        times.alone.push(await copy())
        await view.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Files' }).click()
        let going = true
        const scrolling = scrollWhile(view, () => going)
        times.watched.push(await copy().finally(() => (going = false)))
        await scrolling
      }
    } finally {
      await view.close()
      clearOf(source, target)()
    }
    const [alone, watched] = [size / median(times.alone), size / median(times.watched)]
    return limitRow({
      ...{ work: `${size} MiB file, loopback, up, while the queue is scrolled`, unit: 'MiB/s', ours: watched },
      ...{ reference: alone, referenceName: 'the queue not in sight', ratio: watched / alone },
      ...{ wanted: '>= 0.9', met: watched >= 0.9 * alone }
    })
  }
}

export const windowRows = [queueView]
