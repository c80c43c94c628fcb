import { EventEmitter } from 'node:events'
import { join, resolve } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import { build } from 'vite'
import { beforeAll, describe, expect, it, vi } from 'vitest'

const project = resolve(import.meta.dirname, '../../..')
let code: string

beforeAll(async () => {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      ssr: join(project, 'src/preload/preload.ts'),
      write: false,
      rolldownOptions: { external: ['electron'], output: { format: 'cjs' } }
    }
  })
  const [result] = Array.isArray(built) ? built : [built]
  if (!result || !('output' in result)) throw new Error('The preload was not built.')
  expect(result.output).toHaveLength(1)
  code = result.output[0].code
})

function load() {
  const ipcRenderer = Object.assign(new EventEmitter(), { send: vi.fn() })
  const required: string[] = []
  const page = new EventTarget()
  const window = {
    origin: 'farscope://app',
    postMessage: vi.fn(),
    addEventListener: page.addEventListener.bind(page)
  }
  const before = Object.keys(window)
  const context = createContext({
    window,
    module: { exports: {} },
    exports: {},
    require: (name: string) => {
      required.push(name)
      if (name !== 'electron') throw new Error(`A sandboxed preload has no ${name}.`)
      return { ipcRenderer }
    }
  })
  runInContext(code, context)
  return { ipcRenderer, required, window, page, added: Object.keys(window).filter(key => !before.includes(key)) }
}

describe('the preload', () => {
  it('needs nothing but electron and gives the page nothing of it', () => {
    const { required, added } = load()
    expect(required).toEqual(['electron'])
    expect(added).toEqual([])
  })

  it('asks for a port once the page is there', () => {
    const { ipcRenderer, page } = load()
    expect(ipcRenderer.send).not.toHaveBeenCalled()
    page.dispatchEvent(new Event('DOMContentLoaded'))
    expect(ipcRenderer.send.mock.calls).toEqual([['farscope:ready']])
  })

  it('hands on what the page asks to drag out, and what other windows say not', () => {
    const { ipcRenderer, page, window } = load()
    const say = (source: unknown, data: unknown) =>
      page.dispatchEvent(Object.assign(new Event('message'), { source, data }))
    const asked = { type: 'farscope:drag-out', paths: ['/data/a.mrc'] }
    for (const other of ['farscope:port', null, { type: 'more' }]) say(window, other)
    say({}, asked)
    expect(ipcRenderer.send).not.toHaveBeenCalled()
    say(window, asked)
    expect(ipcRenderer.send.mock.calls).toEqual([['farscope:drag-out', ['/data/a.mrc']]])
  })

  it('hands the port to its own origin alone', () => {
    const { ipcRenderer, window } = load()
    const port = {}
    ipcRenderer.emit('farscope:port', { ports: [port] }, { more: 'is not handed on' })
    expect(window.postMessage.mock.calls).toEqual([['farscope:port', 'farscope://app', [port]]])
  })
})
