import { client, linkStore, startLink } from '../../../../src/renderer/client/engine-link'
import { createOutputFlow } from '../../../../src/renderer/features/terminals/output-flow'
import { createTerminalScreen } from '../../../../src/renderer/features/terminals/terminal-screen'
import { endMark, floodText } from '../text.mjs'
import '@fontsource-variable/jetbrains-mono'
import '../../../../src/renderer/ui/tokens.css'

// The window's own client, screen and flow control without the rest of the window, driven from outside.

const look = { fontSize: 13, theme: 'face', scrollback: 100_000, ligatures: false }
const nothing = () => {}
const events = {
  ...{ onInput: nothing, onTitle: nothing, onFolder: nothing, onFound: nothing },
  ...{ onSelected: nothing, onFocus: nothing, paths: { find: () => [], open: nothing } }
}
const terminals = new Map()
let count = 0

/** A screen that is drawn, on top of the others. */
async function openScreen() {
  const host = document.createElement('div')
  document.querySelector('#screens').append(host)
  let screen
  const size = await new Promise(sized => {
    screen = createTerminalScreen(look, { ...events, onResize: sized })
    screen.attach(host)
  })
  const dispose = () => {
    screen.dispose()
    host.remove()
  }
  return { screen, size, dispose }
}

/** Milliseconds until xterm took all of the text, written as it would come. */
async function direct(kind, bytes) {
  const text = floodText(kind, bytes)
  const { screen, dispose } = await openScreen()
  const [pieceLength, most] = [64 * 1024, 16]
  const started = performance.now()
  await new Promise(done => {
    let at = 0
    let waiting = 0
    const more = () => {
      while (waiting < most && at < text.length) {
        waiting += 1
        screen.write(text.slice(at, at + pieceLength), () => {
          waiting -= 1
          if (at >= text.length && waiting === 0) done()
          else more()
        })
        at += pieceLength
      }
    }
    more()
  })
  const ms = performance.now() - started
  dispose()
  return { ms, bytes: text.length }
}

/** Opens a shell and shows it as the window does. `slow`: nothing is acknowledged. */
async function open(site, { slow = false } = {}) {
  const id = `bench-terminal-${++count}`
  const { screen, size, dispose } = await openScreen()
  await client.terminals.open({ id, place: { kind: 'site', site }, cols: size.cols, rows: size.rows })
  const flow = createOutputFlow()
  const stop = new AbortController()
  const terminal = { id, tail: '', watchers: new Set(), received: 0 }
  const taken = (text, end) => {
    terminal.tail = (terminal.tail + text).slice(-400)
    for (const watcher of terminal.watchers) watcher(terminal.tail)
    const offset = slow ? null : flow.taken(end)
    if (offset !== null) void client.terminals.ack({ id, offset }).catch(nothing)
  }
  const follow = async () => {
    for await (const item of await client.terminals.watch({ id }, { signal: stop.signal })) {
      if (item.type !== 'data') continue
      terminal.received += item.data.length
      const text = flow.fresh(item.offset, item.data)
      screen.write(text, () => taken(text, item.offset + item.data.length))
    }
  }
  void follow().catch(nothing)
  terminal.close = async () => {
    stop.abort()
    await client.terminals.close({ id })
    dispose()
  }
  terminals.set(id, terminal)
  return id
}

/** Milliseconds from sending until the screen took text whose newest 400 letters match. */
function type(id, data, pattern, limitMs = 120_000) {
  const terminal = terminals.get(id)
  const wanted = new RegExp(pattern)
  terminal.tail = ''
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${pattern} did not come: ${terminal.tail}`)), limitMs)
    const started = performance.now()
    const watcher = tail => {
      if (!wanted.test(tail)) return
      clearTimeout(timer)
      terminal.watchers.delete(watcher)
      resolve(performance.now() - started)
    }
    terminal.watchers.add(watcher)
    void client.terminals.input({ id, data }).catch(reject)
  })
}

/** Milliseconds of each of so many keys until its echo was taken, one after the other. */
async function echoes(id, keys) {
  const times = []
  for (let key = 0; key < keys; key++) {
    times.push(await type(id, 'x', 'x$', 20_000))
    await new Promise(done => setTimeout(done, 20))
  }
  return times
}

window.bench = {
  endMark,
  direct,
  open,
  type,
  echoes,
  send: (id, data) => client.terminals.input({ id, data }),
  received: id => terminals.get(id).received,
  close: async id => {
    await terminals.get(id).close()
    terminals.delete(id)
  },
  engine: async () => (await client.app.info()).pid
}
startLink()
linkStore.subscribe(({ state }) => {
  document.documentElement.dataset.link = state
})
