/** Picks the door: Electron's window, an app window of an installed browser, or an address to open by hand. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openEngine } from './attach'
import { pause } from './broadcast'
import { appWindowArguments, findBrowser, hasDisplay } from './browser'
import { startHost } from './host/host'
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
  const child = spawn(binary, [programFolder(), `--data-dir=${dataFolder}`, ...(options.demo ? ['--demo'] : [])], {
    stdio: 'inherit'
  })
  return exitStatus(child)
}

async function openHost(options: OpenOptions): Promise<number> {
  const platform = await createNodePlatform({ door: 'host', dataFolder: options.dataFolder })
  const opened = await openEngine(platform)
  const host = await startHost({
    rendererFolder: rendererFolder(),
    attach: windowConnector(opened, platform.dataFolder),
    log: platform.log
  })
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  try {
    if (options.demo) await opened.client.app.startDemo()
    const browser = options.printOnly || !hasDisplay() ? null : findBrowser()
    if (browser) {
      const profile = join(platform.dataFolder, 'window')
      const child = spawn(browser, appWindowArguments(host.newUrl(), profile), { stdio: 'ignore' })
      child.on('error', () => options.print(`The browser did not start. Open ${host.newUrl()}`))
      options.print('Farscope is open. Close its window, or press Ctrl-C here, to end it.')
      await untilLastWindowIsGone(host, () => (opened.owned ? opened.engine.busy() : []), options.print, stop.signal)
      child.kill()
    } else {
      options.print(`Open ${host.newUrl()}\nThe address works once. Press Ctrl-C to end Farscope.`)
      await new Promise<void>(resolve => stop.signal.addEventListener('abort', () => resolve()))
    }
    return 0
  } finally {
    await host.close()
    await opened.close()
  }
}

async function untilLastWindowIsGone(
  host: { readonly windows: number; onWindowsChange(listener: () => void): void },
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
