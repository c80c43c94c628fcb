/**
 * As much of Electron as the door uses, with the shapes of electron.d.ts. It shows that our calls fit Electron's
 * typings and what we ask of it; that Electron then does so is its own business.
 */
import { EventEmitter } from 'node:events'
import { MessageChannel } from 'node:worker_threads'
import type * as Electron from 'electron'
import { vi } from 'vitest'

/** As much of a session as is set on one. */
class FakeSession {
  readonly setPermissionRequestHandler = vi.fn<Electron.Session['setPermissionRequestHandler']>()
  readonly setPermissionCheckHandler = vi.fn<Electron.Session['setPermissionCheckHandler']>()
  readonly webRequest = { onBeforeRequest: vi.fn<Electron.WebRequest['onBeforeRequest']>() }
}

export class FakeContents extends EventEmitter {
  session: FakeSession = session.defaultSession
  openHandler: Parameters<Electron.WebContents['setWindowOpenHandler']>[0] | undefined
  readonly setWindowOpenHandler = (handler: Parameters<Electron.WebContents['setWindowOpenHandler']>[0]): void => {
    this.openHandler = handler
  }
  readonly reload = vi.fn<Electron.WebContents['reload']>()
  readonly startDrag = vi.fn<Electron.WebContents['startDrag']>()
  readonly postMessage = vi.fn<(channel: string, message: unknown, transfer: unknown[]) => void>()
}

export class FakeWindow extends EventEmitter {
  static all: FakeWindow[] = []
  static readonly getAllWindows = (): FakeWindow[] => FakeWindow.all
  readonly webContents = new FakeContents()
  readonly show = vi.fn<Electron.BrowserWindow['show']>()
  readonly focus = vi.fn<Electron.BrowserWindow['focus']>()
  readonly restore = vi.fn<Electron.BrowserWindow['restore']>()
  readonly isMinimized = vi.fn<Electron.BrowserWindow['isMinimized']>(() => false)
  readonly isDestroyed = vi.fn<Electron.BrowserWindow['isDestroyed']>(() => false)
  readonly destroy = vi.fn<Electron.BrowserWindow['destroy']>(() => void this.emit('closed'))
  readonly hide = vi.fn<Electron.BrowserWindow['hide']>()
  readonly setProgressBar = vi.fn<Electron.BrowserWindow['setProgressBar']>()
  readonly loadURL = vi.fn<Electron.BrowserWindow['loadURL']>(async () => {})
  static readonly getFocusedWindow = vi.fn<() => FakeWindow | null>(() => null)
  constructor(readonly options: Electron.BrowserWindowConstructorOptions) {
    super()
    // What stands there is a FakeSession, since `session` below makes no other.
    const own = options.webPreferences?.session as FakeSession | undefined
    if (own) this.webContents.session = own
    FakeWindow.all.push(this)
    app.emit('browser-window-created', {}, this)
  }
}

export class FakeTray extends EventEmitter {
  static all: FakeTray[] = []
  readonly setToolTip = vi.fn<Electron.Tray['setToolTip']>()
  readonly setContextMenu = vi.fn<(menu: object | null) => void>()
  readonly destroy = vi.fn<Electron.Tray['destroy']>(() => {
    FakeTray.all = FakeTray.all.filter(tray => tray !== this)
  })
  constructor(readonly image: object) {
    super()
    FakeTray.all.push(this)
  }
}

export class FakeNotification extends EventEmitter {
  static all: FakeNotification[] = []
  static readonly isSupported = vi.fn<() => boolean>(() => true)
  readonly show = vi.fn<Electron.Notification['show']>()
  constructor(readonly options: Electron.NotificationConstructorOptions) {
    super()
    FakeNotification.all.push(this)
  }
}

/** Port 1 as the main process sees it; port 2 as the page gets it after the transfer. */
class FakeChannel {
  readonly port1: EventEmitter
  readonly port2
  constructor() {
    const { port1, port2 } = new MessageChannel()
    this.port1 = Object.assign(new EventEmitter(), {
      start: () => {
        port1.on('message', data => this.port1.emit('message', { data, ports: [] }))
        port1.on('close', () => this.port1.emit('close'))
      },
      close: () => port1.close(),
      postMessage: (message: unknown) => port1.postMessage(message)
    })
    this.port2 = port2
  }
}

const app = Object.assign(new EventEmitter(), {
  setPath: vi.fn<Electron.App['setPath']>(),
  requestSingleInstanceLock: vi.fn<Electron.App['requestSingleInstanceLock']>(() => true),
  whenReady: vi.fn<Electron.App['whenReady']>(async () => {}),
  quit: vi.fn<Electron.App['quit']>(),
  exit: vi.fn<Electron.App['exit']>()
})

const session = {
  defaultSession: new FakeSession(),
  fromPartition: vi.fn((_partition: string) => new FakeSession())
}

export const electron = {
  app,
  BrowserWindow: FakeWindow,
  dialog: {
    showMessageBox: vi.fn<(options: Electron.MessageBoxOptions) => Promise<{ response: number }>>(async () => ({
      response: 0
    })),
    showErrorBox: vi.fn<Electron.Dialog['showErrorBox']>()
  },
  ipcMain: new EventEmitter(),
  Menu: {
    setApplicationMenu: vi.fn(),
    buildFromTemplate: vi.fn<(template: Electron.MenuItemConstructorOptions[]) => object>(() => ({}))
  },
  MessageChannelMain: FakeChannel,
  nativeImage: { createFromPath: vi.fn((_path: string) => ({ resize: (size: object) => size })) },
  Notification: FakeNotification,
  powerMonitor: new EventEmitter(),
  powerSaveBlocker: {
    start: vi.fn<Electron.PowerSaveBlocker['start']>(() => 7),
    stop: vi.fn<(id: number) => void>()
  },
  protocol: {
    registerSchemesAsPrivileged: vi.fn<Electron.Protocol['registerSchemesAsPrivileged']>(),
    handle: vi.fn<(scheme: string, handler: (request: Request) => Promise<Response>) => void>()
  },
  safeStorage: {
    isEncryptionAvailable: vi.fn<Electron.SafeStorage['isEncryptionAvailable']>(() => true),
    getSelectedStorageBackend: vi.fn<() => string>(() => 'gnome_libsecret'),
    encryptString: vi.fn((text: string) => Buffer.from(text).reverse()),
    decryptString: vi.fn((sealed: Buffer) => Buffer.from(sealed).reverse().toString())
  },
  session,
  shell: { openExternal: vi.fn<Electron.Shell['openExternal']>(async () => {}) },
  Tray: FakeTray
  // What is not in Electron's typings cannot stand here.
} satisfies Partial<Record<keyof typeof Electron, unknown>>
