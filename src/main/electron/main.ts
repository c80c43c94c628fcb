/** Door 1: the desktop window. It starts the engine, or attaches to the one that runs, and holds no feature. */
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { app, BrowserWindow, dialog, ipcMain, Menu, MessageChannelMain, type MessagePortMain } from 'electron'
import { type ForeignEngine, type OwnedEngine, openEngine } from '../attach'
import { createNodePlatform, defaultDataFolder } from '../node-platform'
import type { Log, Platform } from '../platform'
import { rendererFolder } from '../program'
import { windowConnector } from '../window-connector'
import type { WirePort } from '../wire-port'
import { menuTemplate } from './menu'
import { registerPageScheme, servePage } from './page'
import { createElectronSecrets } from './secrets'
import { createWindow, pageOrigin, refusePermissions } from './window'

/** A port of Electron in the form the engine takes. */
export function portOf(port: MessagePortMain): WirePort {
  return {
    send: data => port.postMessage(data),
    close: () => port.close(),
    addEventListener: (type, listener) => {
      if (type === 'close') port.on('close', () => listener({ data: '' }))
      if (type === 'message')
        port.on('message', ({ data }) => listener({ data: data instanceof ArrayBuffer ? new Uint8Array(data) : data }))
    }
  }
}

function readArguments(): { demo: boolean; dataFolder: string } {
  const { values } = parseArgs({
    // A packaged program has no script before its arguments; elsewhere the script is one more that is not read.
    args: process.argv.slice(1),
    options: { demo: { type: 'boolean' }, 'data-dir': { type: 'string' } },
    // Chromium's own switches are among them.
    strict: false
  })
  const folder = values['data-dir']
  return { demo: values.demo === true, dataFolder: typeof folder === 'string' ? resolve(folder) : defaultDataFolder() }
}

/** Chromium's files, and with them the lock of the single instance: one program per data folder. */
function keepProfileIn(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  app.setPath('userData', folder)
}

/** Resolves when the window is there; the program ends through `app.quit`. */
export async function run(): Promise<void> {
  // Before anything is awaited: Electron may become ready meanwhile, and then these three come too late.
  registerPageScheme()
  const { demo, dataFolder } = readArguments()
  keepProfileIn(join(dataFolder, 'electron'))
  if (!app.requestSingleInstanceLock()) return app.quit()
  const node = await createNodePlatform({ door: 'electron', dataFolder })
  await app.whenReady()

  const platform: Platform = { ...node, secrets: createElectronSecrets(node.dataFolder) }
  const opened = await openEngine(platform)
  const connect = windowConnector(opened, platform.dataFolder)
  servePage(rendererFolder())
  refusePermissions()
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform)))
  app.on('child-process-gone', (_event, details) =>
    platform.log.warn(`${details.type} process gone: ${details.reason}`)
  )

  ipcMain.on('farscope:ready', event => {
    // Only our own page, in its main frame, gets a port.
    if (event.senderFrame?.origin !== pageOrigin || event.senderFrame.parent !== null) {
      platform.log.warn('A frame that is not ours asked for a port and was refused.')
      return
    }
    const { port1, port2 } = new MessageChannelMain()
    connect(portOf(port1))
    port1.start()
    event.sender.postMessage('farscope:port', null, [port2])
  })

  if (demo) await opened.client.app.startDemo()
  createWindow()
  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows()
    if (!window) return void createWindow()
    if (window.isMinimized()) window.restore()
    window.focus()
  })
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) createWindow()
  })
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  guardQuit(opened, platform.log)
}

/** Asks first when something would be lost, then ends the engine before the process. */
function guardQuit(opened: OwnedEngine | ForeignEngine, log: Log): void {
  let state: 'open' | 'asking' | 'closing' | 'closed' = 'open'
  const end = async (): Promise<void> => {
    state = 'closing'
    await opened.close().catch((thrown: unknown) => log.error('The engine did not end cleanly', thrown))
    state = 'closed'
    app.quit()
  }
  const askFirst = async (): Promise<void> => {
    state = 'asking'
    const { confirmQuit } = await opened.client.app.settings().catch(() => ({ confirmQuit: false }))
    const work = opened.owned && confirmQuit ? opened.engine.busy() : []
    if (work.length === 0 || mayQuit(work)) return end()
    state = 'open'
    // On most systems the last window is gone already when the question comes.
    if (BrowserWindow.getAllWindows().length === 0) createWindow()
  }
  app.on('before-quit', event => {
    if (state === 'closed') return
    event.preventDefault()
    if (state === 'open') void askFirst()
  })
}

function mayQuit(work: string[]): boolean {
  const answer = dialog.showMessageBoxSync({
    type: 'warning',
    message: 'Quit Farscope?',
    detail: `This would end: ${work.join(', ')}.`,
    buttons: ['Quit', 'Go on'],
    defaultId: 1,
    cancelId: 1
  })
  return answer === 0
}
