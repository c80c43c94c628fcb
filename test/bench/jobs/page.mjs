import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
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

const readProc = path => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // The process has ended meanwhile.
    return ''
  }
}

/** Bytes that the page's process has for itself alone: proc(5), smaps_rollup. The largest where there are several. */
function pageMemory(folder) {
  const pids = readdirSync('/proc').filter(name => /^\d+$/.test(name))
  const parent = new Map(pids.map(pid => [pid, /^PPid:\s+(\d+)/m.exec(readProc(`/proc/${pid}/status`))?.[1]]))
  const words = pid => readProc(`/proc/${pid}/cmdline`)
  const browser = pids.find(pid => words(pid).includes(join(folder, 'chromium')) && !words(pid).includes('--type='))
  const isBelow = pid => pid !== undefined && (pid === browser || isBelow(parent.get(pid)))
  const own = pids
    .filter(pid => words(pid).includes('--type=renderer') && isBelow(pid))
    .map(pid => [...readProc(`/proc/${pid}/smaps_rollup`).matchAll(/^Private_\w+:\s+(\d+) kB/gm)])
    .map(lines => lines.reduce((sum, [, kilobytes]) => sum + Number(kilobytes) * 1024, 0))
  return Math.max(...own)
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
      return await measure(page, folder)
    } finally {
      for (const close of ends.toReversed()) await close()
    }
  }
}

async function measure(page, folder) {
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
  const allThere = () => Number(document.querySelector('[role="treegrid"]')?.ariaRowCount) > 100_000
  // A busy machine takes more than the one wait that the page allows.
  await page.waitFor(allThere).catch(() => page.waitFor(allThere))
  await sleep(2000)
  const { steps, long } = await scroll(page)
  // Each step is a task at least; those that are not in the list took less than 50 ms.
  const slow = long.toSorted((a, b) => a - b)
  const at95 = slow[slow.length - 1 - Math.floor(steps * 0.05)] ?? 50
  await page.call('HeapProfiler.collectGarbage')
  const { usedSize } = await page.call('Runtime.getHeapUsage')
  const memory = pageMemory(folder)
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
      ...{ work: `${work}: memory of the page's process (heap ${Math.round(usedSize / 1e6)} MB)`, unit: 'MB' },
      ...{ ours: memory / 1e6, reference: 300, referenceName: 'limit', ratio: memory / 300e6, wanted: '<= 1' },
      met: memory <= 300e6
    })
  ]
}
