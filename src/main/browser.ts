/** An installed browser of the Chromium family, for an app window of the host door. */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const linuxNames = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'brave-browser'
]
const macApps = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge'
]
const windowsPaths = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
  'Chromium\\Application\\chrome.exe'
]

/** Full path of the first that is there, or null. */
export function findBrowser(
  environment: NodeJS.ProcessEnv = process.env,
  exists: (path: string) => boolean = existsSync
): string | null {
  const candidates =
    process.platform === 'darwin'
      ? macApps
      : process.platform === 'win32'
        ? [environment.PROGRAMFILES, environment['PROGRAMFILES(X86)'], environment.LOCALAPPDATA].flatMap(root =>
            root ? windowsPaths.map(path => join(root, path)) : []
          )
        : linuxNames.flatMap(name => (environment.PATH ?? '').split(delimiter).map(folder => join(folder, name)))
  return candidates.find(exists) ?? null
}

/** Whether a window can be shown at all. */
export function hasDisplay(environment: NodeJS.ProcessEnv = process.env): boolean {
  return process.platform !== 'linux' || Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY)
}

/** Arguments for an app window with a profile of its own, so that closing it ends the browser. */
export function appWindowArguments(url: string, profileFolder: string): string[] {
  return [
    `--app=${url}`,
    `--user-data-dir=${profileFolder}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--window-size=1440,900',
    ...switchesForRoot()
  ]
}

/** Chromium, and Electron with it, refuses to start with its sandbox as root; everybody else keeps it. */
export function switchesForRoot(): string[] {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : []
}
