/** Door 1: the desktop window. It starts the engine, or attaches to the one that runs, and holds no feature. */
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import {
  app,
  type BrowserWindow,
  ipcMain,
  Menu,
  MessageChannelMain,
  type MessagePortMain,
  type WebFrameMain
} from 'electron'
import { type ForeignEngine, type OwnedEngine, openEngine } from '../attach'
import { createNodePlatform, defaultDataFolder } from '../node-platform'
import type { Log, Platform } from '../platform'
import { rendererFolder } from '../program'
import { windowConnector } from '../window-connector'
import type { WirePort } from '../wire-port'
import { guardClosing } from './closing'
import { openDisplayWindow } from './display-window'
import { serveDragOut } from './drag-out'
import { followTransfers } from './follow-transfers'
import { menuTemplate } from './menu'
import { showNotice } from './notices'
import { registerPageScheme, servePage } from './page'
import { createSleepBlocker, tellOfSleep } from './power'
import { createElectronSecrets } from './secrets'
import { createTray, type TrayMark } from './tray'
import { createWindow, isOurWindow, ourWindows, pageOrigin, refusePermissions } from './window'

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

/** Only our own page, in its main frame, gets a port or starts a drag. */
function isOurs(frame: WebFrameMain | null): boolean {
  return frame?.origin === pageOrigin && frame.parent === null
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

  const platform: Platform = {
    ...node,
    secrets: createElectronSecrets(node.dataFolder),
    notify: (title, body) => showNotice(title, body, bringBack),
    openPage: openDisplayWindow
  }
  const opened = await openEngine(platform)
  const connect = windowConnector(opened, platform.dataFolder)
  servePage(rendererFolder())
  refusePermissions()
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform)))
  app.on('child-process-gone', (_event, details) =>
    platform.log.warn(`${details.type} process gone: ${details.reason}`)
  )

  ipcMain.on('farscope:ready', event => {
    if (!isOurs(event.senderFrame)) {
      platform.log.warn('A frame that is not ours asked for a port and was refused.')
      return
    }
    const { port1, port2 } = new MessageChannelMain()
    connect(portOf(port1))
    port1.start()
    event.sender.postMessage('farscope:port', null, [port2])
  })

  serveDragOut(isOurs, platform.log)

  if (demo) await opened.client.app.startDemo()
  const guardWindow = keepLifetime(opened, platform.log)
  app.on('browser-window-created', (_event, window) => {
    if (isOurWindow(window)) guardWindow(window)
  })
  createWindow()
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
}

/** Shows the window, wherever it is; opens one where there is none. */
function bringBack(): void {
  const [window] = ourWindows()
  if (!window) return void createWindow()
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

/** The desktop's side of a long copy: progress in the dock, sleep kept off, the tray, and the question at the end. */
function keepLifetime(opened: OwnedEngine | ForeignEngine, log: Log): (window: BrowserWindow) => void {
  const stop = new AbortController()
  const blockSleep = createSleepBlocker()
  let tray: TrayMark | undefined
  const followed = followTransfers(opened.client, {
    log,
    signal: stop.signal,
    onChange: ({ all, settings }) => {
      blockSleep(all.moving > 0 && settings?.keepAwake === true)
      // Below 0 there is no bar, above 1 one without an end (electronjs.org, BrowserWindow.setProgressBar).
      const bar = all.moving === 0 ? -1 : all.scanning ? 2 : all.share
      for (const window of ourWindows()) window.setProgressBar(bar)
      tray?.show(all)
    }
  })
  tellOfSleep(opened.client, log)
  const orLog = (work: Promise<void>): void => void work.catch(thrown => log.warn(String(thrown)))
  const goOnInTray = (): void => {
    for (const window of ourWindows()) window.hide()
    tray ??= createTray(
      {
        open: bringBack,
        pauseAll: () => orLog(opened.client.transfers.pause({})),
        resumeAll: () => orLog(opened.client.transfers.resume({})),
        quit: () => app.quit()
      },
      followed().all
    )
  }
  app.on('will-quit', () => stop.abort())
  app.on('second-instance', bringBack)
  app.on('activate', bringBack)
  const guard = guardClosing({ opened, log, followed, showWindow: bringBack, goOnInTray })
  return window => {
    guard(window)
    window.on('show', () => {
      tray?.close()
      tray = undefined
    })
  }
}
