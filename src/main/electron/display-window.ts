/** A window for the page of a remote display: a session of its own that is kept nowhere, no preload, one origin. */
import { randomUUID } from 'node:crypto'
import { BrowserWindow, type Session, session } from 'electron'
import type { StartedProgram } from '../platform'

/** What a remote desktop needs of a browser; the rest is refused. */
const permitted = new Set(['fullscreen', 'pointerLock', 'keyboardLock', 'clipboard-sanitized-write'])

/** Only the forward on loopback that the window was opened for, by HTTP or WebSocket. */
function isOfPage(url: string, page: URL): boolean {
  if (url.startsWith('blob:') || url.startsWith('data:')) return true
  if (!URL.canParse(url)) return false
  const { protocol, host } = new URL(url)
  return host === page.host && (protocol === page.protocol || protocol === 'ws:')
}

/** Without `persist:` a partition lives in memory alone, so no history or cookie of it is written (electronjs.org, session). */
function ownSession(page: URL): Session {
  const own = session.fromPartition(`display-${randomUUID()}`)
  own.setPermissionRequestHandler((_contents, permission, decide) => decide(permitted.has(permission)))
  own.setPermissionCheckHandler((_contents, permission) => permitted.has(permission))
  own.webRequest.onBeforeRequest((details, decide) => decide({ cancel: !isOfPage(details.url, page) }))
  return own
}

/** `url`: of loopback; it works once and goes nowhere but into this window. */
export async function openDisplayWindow(url: string, title: string): Promise<StartedProgram> {
  const page = new URL(url)
  const window = new BrowserWindow({
    ...{ width: 1440, height: 900, title, autoHideMenuBar: true, backgroundColor: '#000000' },
    webPreferences: {
      session: ownSession(page),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false
    }
  })
  // The page's own title says nothing of the site.
  window.on('page-title-updated', event => event.preventDefault())
  const contents = window.webContents
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.on('will-navigate', (event, to) => {
    if (!isOfPage(to, page)) event.preventDefault()
  })
  contents.on('will-attach-webview', event => event.preventDefault())
  const ended = new Promise<{ code: null }>(resolve => window.once('closed', () => resolve({ code: null })))
  // A page that cannot be loaded says so in the window.
  window.loadURL(url).catch(() => undefined)
  return { ended, end: () => void (window.isDestroyed() || window.destroy()) }
}
