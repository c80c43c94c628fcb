import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'ssh2'
import { limitRow } from '../transfer/contest.mjs'
import { median, sleep } from '../transfer/process.mjs'
import { ports } from '../transfer/servers.mjs'
import { floodText } from './text.mjs'

const prompt = 'READY>'
const MB = 1_000_000

/** A call of the page's `window.bench`. */
const inPage = (page, name, ...args) => page.evaluate(([call, rest]) => window.bench[call](...rest), [name, args])

/** A shell whose prompt is known and that says nothing else. */
async function openShell(page, site, options = {}) {
  const id = await inPage(page, 'open', site, options)
  await inPage(page, 'type', id, `exec env PS1='${prompt}' bash --norc --noprofile\r`, `${prompt}$`)
  return id
}

function flood(kind) {
  return {
    id: `${kind}-text`,
    run: async ({ page, folder, quick, turns }) => {
      const bytes = (quick ? 10 : 50) * MB
      const file = join(folder, `${kind}.txt`)
      const text = floodText(kind, bytes)
      writeFileSync(file, text, { mode: 0o644 })
      const id = await openShell(page, 'one')
      // Without output processing the same bytes arrive that are written directly.
      await inPage(page, 'type', id, 'stty -opost\r', `${prompt}$`)
      const rates = { ours: [], direct: [] }
      // The page's first megabytes are slower than all others.
      await inPage(page, 'direct', kind, 2 * MB)
      for (let turn = 0; turn < turns; turn++) {
        const { ms } = await inPage(page, 'direct', kind, bytes)
        rates.direct.push(text.length / MB / (ms / 1000))
        const ours = await inPage(page, 'type', id, `cat ${file}\r`, `END-OF-THE-FLOOD`)
        rates.ours.push(text.length / MB / (ours / 1000))
      }
      await inPage(page, 'close', id)
      const [ours, direct] = [median(rates.ours), median(rates.direct)]
      return limitRow({
        ...{ work: `${bytes / MB} MB of ${kind} text through ssh, engine, door, xterm`, unit: 'MB/s', ours },
        ...{ reference: direct, referenceName: 'written into xterm', ratio: ours / direct },
        ...{ wanted: '>= 0.85', met: ours >= 0.85 * direct }
      })
    }
  }
}

const interrupt = {
  id: 'interrupt',
  run: async ({ page, turns }) => {
    const id = await openShell(page, 'one')
    const times = []
    for (let turn = 0; turn < Math.max(turns, 3); turn++) {
      await inPage(page, 'send', id, 'yes flood of words that never ends\r')
      await sleep(1500)
      times.push(await inPage(page, 'type', id, '\x03', `${prompt}$`))
    }
    await inPage(page, 'close', id)
    const worst = Math.max(...times)
    return limitRow({
      ...{ work: 'Ctrl-C during a flood until the prompt is shown, the slowest', unit: 'ms', ours: worst },
      ...{ reference: 300, referenceName: 'limit', ratio: worst / 300, wanted: '<= 1', met: worst <= 300 }
    })
  }
}

const resident = pid => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1000

const slowPage = {
  id: 'slow-page',
  run: async ({ page, quick }) => {
    const engine = await inPage(page, 'engine')
    const id = await openShell(page, 'one', { slow: true })
    const before = resident(engine)
    await inPage(page, 'send', id, 'yes flood of words that never ends\r')
    await sleep(2000)
    const soon = resident(engine)
    const first = await inPage(page, 'received', id)
    await sleep(quick ? 5000 : 15_000)
    const later = resident(engine)
    const came = (await inPage(page, 'received', id)) - first
    await inPage(page, 'close', id)
    const grown = later - soon
    return limitRow({
      work: `engine's memory while a page takes nothing of a flood (before ${Math.round(before)}, came ${came} units more)`,
      ...{ unit: 'MB', ours: later, reference: soon, referenceName: 'at its beginning', ratio: later / soon },
      ...{ wanted: '<= 1.1', met: grown <= 0.1 * soon }
    })
  }
}

/** Milliseconds of so many keys on a raw pseudo-terminal of ssh2. */
async function rawEchoes({ key }, keys) {
  const link = new Client()
  await new Promise((ready, failed) => {
    link.on('ready', () => {
      // As ssh(1) and the engine do: a key does not wait for the packet before it.
      link.setNoDelay(true)
      ready()
    })
    link.on('error', failed)
    link.connect({ host: '127.0.0.1', port: ports.free, username: 'cryo', privateKey: readFileSync(key) })
  })
  const channel = await new Promise((opened, failed) =>
    link.exec('cat', { pty: { term: 'xterm-256color', cols: 80, rows: 24 } }, (error, made) =>
      error ? failed(error) : opened(made)
    )
  )
  await sleep(300)
  const times = []
  for (let count = 0; count < keys; count++) {
    const sent = performance.now()
    const back = new Promise(done => channel.once('data', done))
    channel.write('x')
    await back
    times.push(performance.now() - sent)
    await sleep(20)
  }
  link.end()
  return times
}

/** Leaves `cat` running, which the terminal's own echo precedes: one key, one echo. */
async function openEcho(page, site) {
  const id = await openShell(page, site)
  await inPage(page, 'type', id, 'exec cat\r', 'exec cat')
  await sleep(300)
  return id
}

const echo = {
  id: 'echo',
  run: async ({ page, account, quick }) => {
    const keys = quick ? 40 : 150
    const id = await openEcho(page, 'one')
    const raw = [await rawEchoes(account, keys)]
    const through = await inPage(page, 'echoes', id, keys)
    raw.push(await rawEchoes(account, keys))
    await inPage(page, 'close', id)
    const [ours, reference] = [median(through), median(raw.flat())]
    return limitRow({
      ...{ work: 'echo of a key until xterm took it, median', unit: 'ms', ours, reference },
      ...{ referenceName: 'raw ssh on a pty', ratio: ours / reference, wanted: '<= +8 ms', met: ours <= reference + 8 }
    })
  }
}

const twenty = {
  id: 'twenty',
  run: async ({ page, quick }) => {
    // Ten on each of two connections: sshd opens no more on one.
    const ids = []
    for (let at = 0; at < 16; at++) ids.push(await openEcho(page, at % 2 ? 'one' : 'two'))
    const keys = quick ? 5 : 10
    const all = async () => {
      const times = []
      for (const id of ids) times.push(...(await inPage(page, 'echoes', id, keys)))
      return median(times)
    }
    const floods = []
    for (let at = 0; at < 4; at++) floods.push(await openShell(page, at % 2 ? 'one' : 'two'))
    const idle = await all()
    for (const id of floods) await inPage(page, 'send', id, 'yes flood of words that never ends\r')
    await sleep(1500)
    const busy = await all()
    for (const id of [...floods, ...ids]) await inPage(page, 'close', id)
    return limitRow({
      ...{
        work: 'echo in 16 terminals while 4 in sight are flooded, median',
        unit: 'ms',
        ours: busy,
        reference: idle
      },
      ...{ referenceName: 'all 20 idle', ratio: busy / idle, wanted: '<= 3', met: busy <= 3 * idle }
    })
  }
}

export const terminalRows = [flood('plain'), flood('coloured'), interrupt, slowPage, echo, twenty]
