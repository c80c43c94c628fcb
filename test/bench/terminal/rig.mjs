import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { build } from 'vite'
import { createFarscope } from '../transfer/farscope.mjs'
import { run } from '../transfer/process.mjs'
import { facilityUp, loopUp } from '../transfer/servers.mjs'
import { openPlainPage } from './plain-page.mjs'

const root = resolve(import.meta.dirname, '..', '..', '..')

/** The page of this bench beside the window's own, so that the host door serves it. Gone when the returned function is called. */
async function buildPage(folder) {
  const at = path => join(root, path)
  const outDir = join(folder, 'page')
  await build({
    ...{ root: join(import.meta.dirname, 'page'), base: './', configFile: false, logLevel: 'error' },
    resolve: { alias: { '@contract': at('src/contract'), '@domain': at('src/domain') } },
    plugins: [react()],
    build: { outDir, emptyOutDir: true, assetsInlineLimit: 0 }
  })
  const served = join(root, 'out', 'renderer', 'bench-terminal')
  cpSync(outDir, served, { recursive: true })
  return () => rmSync(served, { recursive: true, force: true })
}

/**
 * An engine with its host door, sites on two servers of this machine, and the page in Chromium.
 *
 * @returns {Promise<object>} `page`, `account`, `folder` and `close`
 */
export async function createTerminalRig() {
  const folder = mkdtempSync('/dev/shm/farscope-terminal-')
  const ends = [async () => rmSync(folder, { recursive: true, force: true })]
  const close = async () => {
    for (const end of ends.splice(0).toReversed()) await end()
  }
  try {
    // mkdtemp's folder is private; the far user has to get through.
    await run(['chmod', '755', folder])
    const account = await facilityUp()
    ends.push(await loopUp(folder), await buildPage(folder))
    const farscope = await createFarscope(folder, account)
    await farscope.addSite('one', 'loop', 'free')
    const second = ['--host', '127.0.0.1', '--port', '2222', '--user', 'cryo', '--identity', account.key]
    await farscope.command(['site', 'add', 'two', ...second])
    await farscope.command(['site', 'trust', 'two', '--yes'])
    await farscope.startEngine()
    ends.push(() => farscope.stopEngine())
    const browser = await openPlainPage(folder, process.env.FARSCOPE_CHROMIUM ?? '/usr/bin/chromium')
    ends.push(browser.close)
    const { page } = browser
    // The window's address gives the cookie; the page beside it uses it.
    await page.goto(farscope.windowUrl())
    await page.goto(new URL('/bench-terminal/index.html', farscope.windowUrl()).href)
    await page.waitFor(() => document.documentElement.dataset.link === 'open')
    return { page, account, folder, close }
  } catch (error) {
    await close()
    throw error
  }
}
