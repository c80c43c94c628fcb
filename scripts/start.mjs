import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { buildIfNeeded, installIfNeeded, nodeComplaint, root } from './project.mjs'

// `npm start [-- ARGUMENTS]`: from a fresh clone to the open window.

/** Electron's binary may take this long to come; without it the window opens in a browser, so waiting is not worth more. */
const ELECTRON_LIMIT_MS = 90_000
/** After a failed attempt the next one is a day later: not every start should wait for a network that is not there. */
const ELECTRON_RETRY_MS = 24 * 60 * 60 * 1000

/** Electron fetches its binary on first use, not when it is installed. Never fatal: the host door needs none. */
function fetchElectron() {
  const electron = join(root, 'node_modules', 'electron')
  const failed = join(root, 'node_modules', '.cache', 'farscope', 'electron-failed')
  if (!existsSync(electron) || existsSync(join(electron, 'path.txt'))) return
  const lastFailure = statSync(failed, { throwIfNoEntry: false })?.mtimeMs ?? 0
  if (Date.now() - lastFailure < ELECTRON_RETRY_MS) return
  process.stderr.write('Fetching Electron, once.\n')
  const { status } = spawnSync(process.execPath, [join(electron, 'install.js')], {
    stdio: 'ignore',
    timeout: ELECTRON_LIMIT_MS
  })
  if (status === 0) return
  process.stderr.write('Electron could not be fetched: the window opens in a browser. Trying again tomorrow.\n')
  mkdirSync(dirname(failed), { recursive: true })
  writeFileSync(failed, '')
}

function open(args) {
  const child = spawn(process.execPath, [join(root, 'out', 'main', 'open.js'), ...args], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.once('error', error => {
    process.stderr.write(`Farscope could not be started: ${error.message}\n`)
    process.exitCode = 1
  })
  child.once('exit', (status, signal) => {
    if (signal === null) process.exitCode = status ?? 1
    else {
      process.removeAllListeners(signal)
      process.kill(process.pid, signal)
    }
  })
}

const complaint = nodeComplaint()
if (complaint !== undefined) {
  process.stderr.write(`${complaint}\n`)
  process.exitCode = 1
} else {
  try {
    installIfNeeded()
    buildIfNeeded()
    fetchElectron()
    open(process.argv.slice(2))
  } catch (error) {
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  }
}
