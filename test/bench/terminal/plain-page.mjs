import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { end, sleep } from '../transfer/process.mjs'

// A page that nobody listens to. Playwright asks Chromium to report each WebSocket frame: the window's whole output went
// a second time through Chromium's processes and the bench, which cost more than the engine does.

const limitMs = 30_000
const flags = ['--headless', '--no-sandbox', '--remote-debugging-port=0', '--window-size=1280,800', '--mute-audio']
const asIfSeen = ['background-timer-throttling', 'renderer-backgrounding', 'backgrounding-occluded-windows']
const quiet = ['extensions', 'sync', 'component-update', 'background-networking', 'default-apps']

/** Chromium's debugging protocol: a call and its answer. */
async function connect(address) {
  const socket = new WebSocket(address, { maxPayload: 0 })
  await new Promise((opened, failed) => socket.once('open', opened).once('error', failed))
  const waiting = new Map()
  let count = 0
  socket.on('message', data => {
    const { id, result, error } = JSON.parse(data)
    const call = waiting.get(id)
    waiting.delete(id)
    if (error) call?.reject(new Error(error.message))
    else call?.resolve(result)
  })
  socket.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('Chromium ended'))
  })
  return {
    call: (method, params = {}, sessionId = undefined) =>
      new Promise((resolve, reject) => {
        count += 1
        waiting.set(count, { resolve, reject })
        socket.send(JSON.stringify({ id: count, method, params, sessionId }))
      }),
    close: () => socket.close()
  }
}

/** Tries again until it does not throw and is true. */
async function until(what, act) {
  const last = Date.now() + limitMs
  for (;;) {
    const value = await Promise.resolve()
      .then(act)
      .catch(() => undefined)
    if (value) return value
    if (Date.now() > last) throw new Error(`${what}: not within ${limitMs / 1000} s`)
    await sleep(50)
  }
}

/**
 * Starts Chromium with one page of 1280 x 800.
 *
 * @returns {Promise<object>} `page` with `goto(url)`, `evaluate(function, argument)`, `waitFor(function)` and
 *   `call(method, parameters)` of the debugging protocol; `close`
 */
export async function openPlainPage(folder, executable) {
  const data = join(folder, 'chromium')
  const off = [...asIfSeen, ...quiet].map(name => `--disable-${name}`)
  const child = spawn(executable, [...flags, ...off, `--user-data-dir=${data}`, 'about:blank'], { stdio: 'ignore' })
  try {
    const [port, path] = await until('Chromium', () =>
      readFileSync(join(data, 'DevToolsActivePort'), 'utf8').trim().split('\n')
    )
    const protocol = await connect(`ws://127.0.0.1:${port}${path}`)
    const { targetInfos } = await protocol.call('Target.getTargets')
    const { targetId } = targetInfos.find(({ type }) => type === 'page')
    const { sessionId } = await protocol.call('Target.attachToTarget', { targetId, flatten: true })
    const call = (method, params) => protocol.call(method, params, sessionId)
    const evaluate = async (act, argument) => {
      const expression = `(${act})(${JSON.stringify(argument) ?? ''})`
      const answer = await call('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
      if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.exception?.description ?? 'the page failed')
      return answer.result.value
    }
    const page = {
      call,
      evaluate,
      waitFor: act => until('the page', () => evaluate(act)),
      async goto(url) {
        await call('Page.navigate', { url })
        await until(url, () => evaluate(() => document.readyState === 'complete' && location.href !== 'about:blank'))
      }
    }
    const close = async () => {
      protocol.close()
      await end(child)
    }
    return { page, close }
  } catch (error) {
    await end(child)
    throw error
  }
}
