/** The one window: sandboxed, without Node, confined to our own page. */
import { join } from 'node:path'
import { BrowserWindow, dialog, type Session, session, shell, type WebContents } from 'electron'
import { programFolder } from '../program'

export const pageOrigin = 'farscope://app'

/** Not the window of a remote display, which has a session of its own. */
export const isOurWindow = (window: BrowserWindow): boolean => window.webContents.session === session.defaultSession

export const ourWindows = (): BrowserWindow[] => BrowserWindow.getAllWindows().filter(isOurWindow)

/** Links in a terminal or a log go to the system browser, and only these kinds. */
export function isExternalLink(url: string): boolean {
  return /^https?:\/\//.test(url)
}

export function createWindow(): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 800,
    minHeight: 560,
    show: false,
    title: 'Farscope',
    icon: join(programFolder(), 'resources', 'icon.png'),
    autoHideMenuBar: true,
    webPreferences: {
      preload: join(programFolder(), 'out', 'preload', 'preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false
    }
  })
  window.once('ready-to-show', () => window.show())
  const contents = window.webContents
  contents.setWindowOpenHandler(({ url }) => {
    if (isExternalLink(url)) void shell.openExternal(url)
    return { action: 'deny' }
  })
  contents.on('will-navigate', (event, url) => {
    if (!url.startsWith(`${pageOrigin}/`)) event.preventDefault()
  })
  contents.on('will-attach-webview', event => event.preventDefault())
  reloadAfterCrash(contents)
  void window.loadURL(`${pageOrigin}/index.html`)
  return window
}

/** A page that dies this often within a minute dies of its own doing; to load it once more would never end. */
const mostCrashes = 3
const crashMemoryMs = 60_000

/** The engine lives in this process: after a crash of the page its shells and transfers are still there. */
function reloadAfterCrash(contents: WebContents): void {
  let crashes: number[] = []
  contents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit') return
    const now = Date.now()
    crashes = [...crashes.filter(time => now - time < crashMemoryMs), now]
    if (crashes.length < mostCrashes) return contents.reload()
    dialog.showErrorBox(
      'The window of Farscope has stopped',
      `It ended ${mostCrashes} times within a minute (${details.reason}). Transfers and shells go on. Choose View, Reload to try again.`
    )
  })
}

/** What the page needs: to copy text, and to show a display on the whole screen. */
const permitted: ReadonlySet<string> = new Set(['clipboard-sanitized-write', 'fullscreen'])

export function refusePermissions(target: Session = session.defaultSession): void {
  target.setPermissionRequestHandler((_contents, permission, decide) => decide(permitted.has(permission)))
  target.setPermissionCheckHandler((_contents, permission) => permitted.has(permission))
}
