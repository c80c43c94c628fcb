import { EventEmitter } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MessagePort as NodeMessagePort } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { FarscopeClient } from '../../../src/main/client-type'
import { electron, FakeContents, FakeTray, FakeWindow } from './fake-electron'

const program = vi.hoisted(() => ({ folder: '' }))
vi.mock('electron', async () => (await import('./fake-electron')).electron)
vi.mock('../../../src/main/program', () => ({
  programVersion: '0.0.0',
  programFolder: () => program.folder,
  rendererFolder: () => join(program.folder, 'out', 'renderer')
}))

const { app, dialog, ipcMain, powerSaveBlocker, protocol, session, shell } = electron
const argv = process.argv
let folder: string

function theWindow(): FakeWindow {
  const [window] = FakeWindow.all
  if (!window) throw new Error('No window was opened.')
  return window
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farscope-electron-'))
  program.folder = folder
  await mkdir(join(folder, 'out', 'renderer', 'assets'), { recursive: true })
  await writeFile(join(folder, 'out', 'renderer', 'index.html'), '<!doctype html>')
  await writeFile(join(folder, 'out', 'secret.json'), '{}')
  process.argv = ['electron', folder, `--data-dir=${join(folder, 'data')}`, '--enable-logging']
  const { run } = await import('../../../src/main/electron/main')
  const started = run()
  // Whatever is registered only after the first await comes too late for an Electron that is ready by then.
  expect(protocol.registerSchemesAsPrivileged).toHaveBeenCalledOnce()
  expect(app.setPath).toHaveBeenCalledWith('userData', join(folder, 'data', 'electron'))
  expect(app.requestSingleInstanceLock).toHaveBeenCalledOnce()
  expect(app.whenReady).not.toHaveBeenCalled()
  await started
})
afterAll(async () => {
  process.argv = argv
  await rm(folder, { recursive: true, force: true, maxRetries: 3 })
})
beforeEach(() => {
  dialog.showMessageBox.mockReset().mockResolvedValue({ response: 0 })
  dialog.showErrorBox.mockClear()
  app.quit.mockClear()
})

describe('the window', () => {
  it('is sandboxed, isolated and without Node', () => {
    expect(theWindow().options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      preload: join(folder, 'out', 'preload', 'preload.cjs')
    })
    expect(theWindow().loadURL).toHaveBeenCalledWith('farscope://app/index.html')
  })

  it('shows itself when there is something to see', () => {
    expect(theWindow().show).not.toHaveBeenCalled()
    theWindow().emit('ready-to-show')
    expect(theWindow().show).toHaveBeenCalledOnce()
  })

  it.each([
    ['https://dcv.example/#session', true],
    ['http://docs.example/', true],
    ['file:///etc/passwd', false],
    ['javascript:alert(1)', false],
    ['smb://host/share', false],
    ['ms-settings:privacy', false],
    ['farscope://app/index.html', false],
    ['', false]
  ])('opens no second one for %j; the system browser gets it: %s', (url, handed) => {
    shell.openExternal.mockClear()
    const handler = theWindow().webContents.openHandler
    // Only the address decides; the rest of what Electron tells is left out.
    const details = { url } as Parameters<NonNullable<typeof handler>>[0]
    expect(handler?.(details)).toEqual({ action: 'deny' })
    expect(shell.openExternal.mock.calls).toEqual(handed ? [[url]] : [])
  })

  it.each([
    ['farscope://app/index.html', false],
    ['farscope://application/index.html', true],
    ['https://evil.example/', true],
    ['file:///etc/passwd', true],
    ['data:text/html,<h1>x</h1>', true]
  ])('going to %s is prevented: %s', (url, prevented) => {
    const preventDefault = vi.fn()
    theWindow().webContents.emit('will-navigate', { preventDefault, url }, url)
    expect(preventDefault).toHaveBeenCalledTimes(prevented ? 1 : 0)
  })

  it('takes no webview', () => {
    const preventDefault = vi.fn()
    theWindow().webContents.emit('will-attach-webview', { preventDefault })
    expect(preventDefault).toHaveBeenCalledOnce()
  })

  it('comes back after a crash, but not for ever', () => {
    const contents = theWindow().webContents
    contents.emit('render-process-gone', {}, { reason: 'clean-exit', exitCode: 0 })
    expect(contents.reload).not.toHaveBeenCalled()
    for (let count = 0; count < 3; count++) contents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 })
    expect(contents.reload).toHaveBeenCalledTimes(2)
    expect(dialog.showErrorBox).toHaveBeenCalledOnce()
  })

  it('is brought to the front by a second start', () => {
    theWindow().isMinimized.mockReturnValueOnce(true)
    app.emit('second-instance', {})
    expect(theWindow().restore).toHaveBeenCalledOnce()
    expect(theWindow().focus).toHaveBeenCalledOnce()
    expect(FakeWindow.all).toHaveLength(1)
  })
})

describe('permissions', () => {
  it.each([
    ['clipboard-sanitized-write', true],
    ['fullscreen', true],
    ['clipboard-read', false],
    ['media', false],
    ['notifications', false],
    ['geolocation', false],
    ['openExternal', false],
    ['fileSystem', false]
  ] as const)('of kind %s are given: %s', (permission, given) => {
    const request = session.defaultSession.setPermissionRequestHandler.mock.calls[0]?.[0]
    const check = session.defaultSession.setPermissionCheckHandler.mock.calls[0]?.[0]
    const decide = vi.fn()
    // The window and the details do not matter to the answer.
    const [contents, details] = [{} as never, {} as never]
    request?.(contents, permission, decide, details)
    expect(decide).toHaveBeenCalledExactlyOnceWith(given)
    expect(check?.(contents, permission, '', details)).toBe(given)
  })
})

describe('the page', () => {
  const ask = (url: string): Promise<Response> => {
    const [scheme, handler] = protocol.handle.mock.calls[0] ?? []
    expect(scheme).toBe('farscope')
    if (!handler) throw new Error('Nothing serves the page.')
    return handler(new Request(url))
  }

  it('comes with the strict policy', async () => {
    const response = await ask('farscope://app/index.html')
    expect(response.status).toBe(200)
    expect(await response.text()).toBe('<!doctype html>')
    expect(response.headers.get('Content-Type')).toBe('text/html; charset=utf-8')
    expect(response.headers.get('Content-Security-Policy')).toContain("default-src 'none'")
  })

  it.each([
    'farscope://app/..%2fsecret.json',
    'farscope://app/%2e%2e%2fsecret.json',
    'farscope://app/..%5csecret.json',
    'farscope://app/assets',
    'farscope://app/none.js',
    'farscope://app/index.html%00',
    'farscope://other/index.html'
  ])('is all that is served: not %s', async url => {
    const response = await ask(url)
    expect(response.status).toBe(404)
    expect(response.headers.get('Content-Security-Policy')).toContain("default-src 'none'")
  })
})

/** The page asks for its port; what it is sent. */
function requestPort(
  frame: { origin: string; parent: object | null } | null
): FakeContents['postMessage']['mock']['calls'] {
  const sender = new FakeContents()
  ipcMain.emit('farscope:ready', { sender, senderFrame: frame })
  return sender.postMessage.mock.calls
}

function pageClient(): FarscopeClient {
  const [call] = requestPort({ origin: 'farscope://app', parent: null })
  // The fake transfers a port of Node in the place of the page's.
  const [port] = (call?.[2] ?? []) as NodeMessagePort[]
  if (!port) throw new Error('The page got no port.')
  const link = new RPCLink({ port })
  port.start()
  return createORPCClient(link)
}

describe('the port', () => {
  it('leads our own page to the engine', async () => {
    const info = await pageClient().app.info()
    expect(info).toMatchObject({ door: 'electron', pid: process.pid, dataFolder: join(folder, 'data') })
  })

  it.each<[string, Parameters<typeof requestPort>[0]]>([
    ['another origin', { origin: 'https://evil.example', parent: null }],
    ['an opaque origin', { origin: 'null', parent: null }],
    ['a frame inside our page', { origin: 'farscope://app', parent: {} }],
    ['a frame that is gone', null]
  ])('is not given to %s', (_what, frame) => {
    expect(requestPort(frame)).toEqual([])
  })
})

describe('a long copy', () => {
  it('shows in the dock, keeps the computer awake, and goes on in the tray without the window', async () => {
    const client = pageClient()
    await writeFile(join(folder, 'movie.mrc'), Buffer.alloc(4 * 1024 * 1024))
    const place = (name: string) => ({ kind: 'local' as const, path: join(folder, name) })
    const id = 'copy-of-the-test'
    await client.transfers.start({ id, sources: [place('movie.mrc')], destination: place('copy.mrc'), limit: 1024 })
    await vi.waitFor(() => expect(powerSaveBlocker.start).toHaveBeenCalledOnce(), { timeout: 30_000 })
    await vi.waitFor(() => expect(theWindow().setProgressBar.mock.lastCall?.[0]).toBeLessThan(1), { timeout: 30_000 })
    expect(theWindow().setProgressBar.mock.lastCall?.[0]).toBeGreaterThanOrEqual(0)

    dialog.showMessageBox.mockResolvedValue({ response: 0 })
    const preventDefault = vi.fn()
    theWindow().emit('close', { preventDefault })
    expect(preventDefault).toHaveBeenCalledOnce()
    // On a Mac a program without windows goes on anyway, so there it is only put away.
    if (process.platform !== 'darwin') await vi.waitFor(() => expect(FakeTray.all).toHaveLength(1))
    expect(theWindow().hide).toHaveBeenCalledOnce()
    theWindow().emit('show')
    expect(FakeTray.all).toHaveLength(0)

    await client.transfers.cancel({ id })
    await vi.waitFor(() => expect(powerSaveBlocker.stop).toHaveBeenCalledOnce(), { timeout: 30_000 })
    expect(theWindow().setProgressBar.mock.lastCall?.[0]).toBe(-1)
  })
})

describe('quitting', () => {
  const quit = (): { prevented: boolean } => {
    const event = {
      prevented: false,
      preventDefault: () => {
        event.prevented = true
      }
    }
    app.emit('before-quit', event)
    return event
  }

  it('goes with the last window, except on a Mac', () => {
    app.emit('window-all-closed')
    expect(app.quit).toHaveBeenCalledTimes(process.platform === 'darwin' ? 0 : 1)
  })

  it('asks while a shell is open, and stays when told to', async () => {
    const client = pageClient()
    await client.terminals.open({ id: 'shell-of-the-test', place: { kind: 'local' }, cols: 80, rows: 24 })
    dialog.showMessageBox.mockResolvedValue({ response: 1 })
    FakeWindow.all = []
    expect(quit().prevented).toBe(true)
    await vi.waitFor(() => expect(dialog.showMessageBox).toHaveBeenCalledOnce())
    expect(dialog.showMessageBox.mock.calls[0]?.[0].detail).toContain('1 shell')
    expect(app.quit).not.toHaveBeenCalled()
    await vi.waitFor(() => expect(FakeWindow.all, 'the window comes back').toHaveLength(1))
    expect((await client.app.info()).pid).toBe(process.pid)
  })

  it('does not ask when the user does not want it; ends the engine first, and once', async () => {
    await pageClient().app.saveSettings({ confirmQuit: false })
    expect(quit().prevented).toBe(true)
    expect(quit().prevented).toBe(true)
    await vi.waitFor(() => expect(app.quit).toHaveBeenCalled(), { timeout: 30_000 })
    expect(app.quit).toHaveBeenCalledOnce()
    expect(dialog.showMessageBox).not.toHaveBeenCalled()
    expect(quit().prevented).toBe(false)
    const { findEngine } = await import('../../../src/main/attach')
    expect(await findEngine(join(folder, 'data'))).toBeNull()
  })
})

describe('a second program on the same data folder', () => {
  it('quits at once and opens nothing', async () => {
    app.requestSingleInstanceLock.mockReturnValueOnce(false)
    const windows = FakeWindow.all.length
    const { run } = await import('../../../src/main/electron/main')
    await run()
    expect(app.quit).toHaveBeenCalledOnce()
    expect(FakeWindow.all).toHaveLength(windows)
  })
})

describe('a port of Electron', () => {
  it('gives bytes as the engine takes them, whichever way they came', async () => {
    const { portOf } = await import('../../../src/main/electron/main')
    const port = Object.assign(new EventEmitter(), { start: () => {}, close: () => {}, postMessage: () => {} })
    const seen: unknown[] = []
    portOf(port).addEventListener('message', ({ data }) => void seen.push(data))
    port.emit('message', { data: 'text' })
    port.emit('message', { data: new Uint8Array([1]).buffer })
    port.emit('message', { data: new Uint8Array([2]) })
    expect(seen).toEqual(['text', new Uint8Array([1]), new Uint8Array([2])])
  })
})
