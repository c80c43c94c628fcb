/** Picks the door: Electron's window, an app window of an installed browser, or an address to open by hand. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ForeignEngine, type OwnedEngine, openEngine } from './attach'
import { pause } from './broadcast'
import { appWindowArguments, findBrowser, hasDisplay, switchesForRoot } from './browser'
import { type Host, startHost } from './host/host'
import { createNodePlatform, defaultDataFolder } from './node-platform'
import { programFolder, rendererFolder } from './program'
import { windowConnector } from './window-connector'

export interface OpenOptions {
  dataFolder?: string | undefined
  /** Opens straight on the demo facility. */
  demo?: boolean
  /** Only print the address. */
  printOnly?: boolean
  print: (line: string) => void
}

/** How long the last window may be gone (a reload, a restart of the browser) before an idle engine ends. */
const graceMs = 5_000

/** Resolves with the exit status when the window was closed, or on SIGINT and SIGTERM. */
export async function open(options: OpenOptions): Promise<number> {
  const electron = options.printOnly ? null : findElectron()
  return electron && hasDisplay() ? openElectron(electron, options) : openHost(options)
}

/** Electron's binary, which it fetches by itself on the first run; null where it is not there. */
function findElectron(): string | null {
  const folder = join(programFolder(), 'node_modules', 'electron')
  const pathFile = join(folder, 'path.txt')
  if (!existsSync(pathFile)) return null
  const binary = join(folder, 'dist', readFileSync(pathFile, 'utf8').trim())
  return existsSync(binary) ? binary : null
}

async function openElectron(binary: string, options: OpenOptions): Promise<number> {
  const dataFolder = options.dataFolder ?? defaultDataFolder()
  const own = [programFolder(), `--data-dir=${dataFolder}`, ...(options.demo ? ['--demo'] : [])]
  const child = spawn(binary, [...switchesForRoot(), ...own], { stdio: 'inherit' })
  return exitStatus(child)
}

async function openHost(options: OpenOptions): Promise<number> {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  const platform = await createNodePlatform({ door: 'host', dataFolder: options.dataFolder })
  const opened = await openEngine(platform)
  try {
    if (!opened.owned)
      void opened.closed.then(() => {
        if (!stop.signal.aborted) options.print('The engine has ended in its own process. Open Farscope again.')
        stop.abort()
      })
    const attach = windowConnector(opened, platform.dataFolder)
    const host = await startHost({
      rendererFolder: rendererFolder(),
      attach,
      files: opened.client.files,
      log: platform.log
    })
    try {
      if (options.demo) await opened.client.app.startDemo()
      await showWindow(host, opened, join(platform.dataFolder, 'window'), options, stop.signal)
    } finally {
      await host.close()
    }
    return 0
  } finally {
    stop.abort()
    await opened.close()
  }
}

/** Returns when the last window has gone and nothing is at work, or when `signal` aborts. */
async function showWindow(
  host: Host,
  opened: OwnedEngine | ForeignEngine,
  profileFolder: string,
  options: OpenOptions,
  signal: AbortSignal
): Promise<void> {
  const browser = options.printOnly || !hasDisplay() ? null : findBrowser()
  if (!browser) {
    options.print(`Open ${host.newUrl()}\nThe address works once. Press Ctrl-C to end Farscope.`)
    return untilAborted(signal)
  }
  const child = spawn(browser, appWindowArguments(host.newUrl(), profileFolder), { stdio: 'ignore' })
  child.on('error', () => options.print(`The browser did not start. Open ${host.newUrl()}`))
  options.print('Farscope is open. Close its window, or press Ctrl-C here, to end it.')
  await untilLastWindowIsGone(host, () => (opened.owned ? opened.engine.busy() : []), options.print, signal)
  child.kill()
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

async function untilLastWindowIsGone(
  host: Pick<Host, 'windows' | 'onWindowsChange'>,
  busy: () => string[],
  print: (line: string) => void,
  signal: AbortSignal
): Promise<void> {
  let seen = false
  let told = ''
  host.onWindowsChange(() => {
    seen ||= host.windows > 0
  })
  for (;;) {
    await pause(graceMs, signal)
    if (signal.aborted) return
    if (!seen || host.windows > 0) continue
    const work = busy().join(', ')
    if (!work) return
    if (work !== told) print(`The window is closed; Farscope goes on: ${work}. Press Ctrl-C to end it.`)
    told = work
  }
}

function exitStatus(child: ChildProcess): Promise<number> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => child.kill(signal))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', code => resolve(code ?? 1))
  })
}
