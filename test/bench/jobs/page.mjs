import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openPlainPage } from '../terminal/plain-page.mjs'
import { limitRow } from '../transfer/contest.mjs'
import { createFarscope } from '../transfer/farscope.mjs'
import { end, run, sleep, start } from '../transfer/process.mjs'
import { facility } from '../transfer/servers.mjs'

const port = 2263
const tasks = 100_000

/** An sshd whose log-ins find another squeue first. */
async function sshdUp(folder) {
  const programs = join(folder, 'bin')
  mkdirSync(programs)
  copyFileSync(join(import.meta.dirname, 'squeue-100000'), join(programs, 'squeue'))
  chmodSync(join(programs, 'squeue'), 0o755)
  const file = join(folder, 'sshd.conf')
  writeFileSync(
    file,
    `Port ${port}
ListenAddress 127.0.0.1
HostKey ${join(facility, 'ssh', 'facility.ed25519')}
PidFile none
AllowUsers cryo
UsePAM no
SetEnv PATH=${programs}:/usr/local/bin:/usr/bin:/bin
`
  )
  mkdirSync('/run/sshd', { recursive: true })
  const { stdout } = await run(['sh', '-c', 'command -v sshd || echo /usr/sbin/sshd'])
  const { child } = await start(['sh', '-c', 'exec "$@" 2>&1', 'sh', stdout.trim(), '-D', '-e', '-f', file])
  return () => end(child)
}

/** Rolls the table from top to bottom and back by wheel, and notes the length of every task of the page's thread. */
async function scroll(page) {
  await page.evaluate(() => {
    window.longTasks = []
    new PerformanceObserver(list => {
      for (const { duration } of list.getEntries()) window.longTasks.push(duration)
    }).observe({ type: 'longtask' })
  })
  let steps = 0
  for (const deltaY of [400, 4000, 40_000, -40_000, -4000, -400])
    for (let count = 0; count < 40; count++, steps++) {
      await page.call('Input.dispatchMouseEvent', { type: 'mouseWheel', x: 600, y: 500, deltaX: 0, deltaY })
      await sleep(16)
    }
  await sleep(300)
  const long = await page.evaluate(() => window.longTasks)
  return { steps, long }
}

/** The window with 100,000 tasks, each in a row of its own. */
export const pageRow = {
  id: 'page',
  run: async ({ folder, account }) => {
    await run(['chmod', '755', folder])
    const own = join(folder, 'window')
    mkdirSync(own)
    const ends = [await sshdUp(folder)]
    try {
      const farscope = await createFarscope(own, account)
      const at = ['--host', '127.0.0.1', '--port', String(port), '--user', 'cryo', '--identity', account.key]
      await farscope.command(['site', 'add', 'many', ...at])
      await farscope.command(['site', 'trust', 'many', '--yes'])
      await farscope.startEngine()
      ends.push(() => farscope.stopEngine())
      const browser = await openPlainPage(folder, process.env.FARSCOPE_CHROMIUM ?? '/usr/bin/chromium')
      ends.push(browser.close)
      const { page } = browser
      await page.goto(farscope.windowUrl())
      return await measure(page)
    } finally {
      for (const close of ends.toReversed()) await close()
    }
  }
}

async function measure(page) {
  await page.waitFor(() => {
    const jobs = [...document.querySelectorAll('button')].find(({ textContent }) => textContent.startsWith('Jobs'))
    jobs?.click()
    return Boolean(jobs)
  })
  await page.waitFor(() => {
    const each = [...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'Each task')
    each?.click()
    return Boolean(each)
  })
  await page.waitFor(() => Number(document.querySelector('[role="treegrid"]')?.ariaRowCount) > 100_000)
  await sleep(2000)
  const { steps, long } = await scroll(page)
  // Each step is a task at least; those that are not in the list took less than 50 ms.
  const slow = long.toSorted((a, b) => a - b)
  const at95 = slow[slow.length - 1 - Math.floor(steps * 0.05)] ?? 50
  await page.call('HeapProfiler.collectGarbage')
  const { usedSize, totalSize } = await page.call('Runtime.getHeapUsage')
  const work = `${tasks.toLocaleString('en')} tasks in the window`
  return [
    limitRow({
      ...{
        work: `${work}: task of a scroll step, 95th percentile (${long.length} of ${steps} over 50 ms)`,
        unit: 'ms'
      },
      ...{ ours: at95, reference: 50, referenceName: 'limit', ratio: at95 / 50, wanted: '<= 1', met: at95 <= 50 }
    }),
    limitRow({
      ...{ work: `${work}: memory of the page's heap (${Math.round(usedSize / 1e6)} MB in use)`, unit: 'MB' },
      ...{ ours: totalSize / 1e6, reference: 300, referenceName: 'limit', ratio: totalSize / 300e6, wanted: '<= 1' },
      met: totalSize <= 300e6
    })
  ]
}
