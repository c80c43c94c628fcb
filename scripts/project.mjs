import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'

// What the scripts know about the project's folder. Nothing but Node: they run before anything is installed.

/** The project's folder. */
export const root = resolve(import.meta.dirname, '..')

/** Oldest Node that the dependencies run on; package.json's `engines` says the same. */
export const oldestNode = [20, 19]

/** A sentence for the user when this Node is too old, otherwise undefined. */
export function nodeComplaint(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const enough = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])
  return enough
    ? undefined
    : `Farscope needs Node ${oldestNode.join('.')} or newer; this is ${version}. Get one from https://nodejs.org.`
}

/**
 * The time of the latest change below a path, in milliseconds since 1970; 0 where nothing is. Folders count too,
 * because a deleted file shows only in its folder.
 */
export function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return 0
  if (!stat.isDirectory()) return stat.mtimeMs
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), stat.mtimeMs)
}

/** True if a product is missing or older than anything it is made of. */
export function isStale(product, sources) {
  const made = statSync(product, { throwIfNoEntry: false })?.mtimeMs
  return made === undefined || sources.some(source => newest(source) > made)
}

/** True if the dependencies are missing or older than the lock file. npm writes its own copy of the lock last of all. */
export function needsInstall(folder = root) {
  return isStale(join(folder, 'node_modules', '.package-lock.json'), [join(folder, 'package-lock.json')])
}

/** True if the built program is missing or older than its sources, its resources or its configuration. */
export function needsBuild(folder = root) {
  const sources = ['src', 'resources', 'electron.vite.config.ts', 'tsconfig.json', 'package.json', 'package-lock.json']
  const products = ['out/main/cli.js', 'out/main/open.js', 'out/preload/preload.cjs', 'out/renderer/index.html']
  return products.some(product =>
    isStale(
      join(folder, product),
      sources.map(source => join(folder, source))
    )
  )
}

/** How to run npm: through the npm that runs this script, so that no shell is needed, not even on Windows. */
function npm(args) {
  const program = process.env.npm_execpath
  if (program?.endsWith('.js') && existsSync(program)) return [process.execPath, [program, ...args], {}]
  return ['npm', args, { shell: process.platform === 'win32' }]
}

/** Runs npm in sight of the user; throws with the exit status when it fails. */
export function runNpm(args) {
  const [program, rest, options] = npm(args)
  const { status, error } = spawnSync(program, rest, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], ...options })
  if (status !== 0) throw new Error(`npm ${args.join(' ')} failed: ${error?.message ?? `exit status ${status}`}`)
}

/** Installs exactly what the lock file names, if that has not been done. */
export function installIfNeeded() {
  if (!needsInstall()) return
  process.stderr.write('Installing the dependencies (npm ci), about a minute the first time.\n')
  runNpm(['ci', '--include=dev', '--no-audit', '--no-fund'])
}

/** Builds the program, if it is not built from the present sources. */
export function buildIfNeeded() {
  if (!needsBuild()) return
  process.stderr.write('Building Farscope.\n')
  runNpm(['run', '--silent', 'build'])
}

/** The entry script of a tool in node_modules, to be run with Node itself. */
export function tool(name) {
  const scripts = {
    tsc: 'typescript/bin/tsc',
    biome: '@biomejs/biome/bin/biome',
    vitest: 'vitest/vitest.mjs'
  }
  return join(root, 'node_modules', scripts[name])
}

/** Runs a Node script quietly and gives its exit status and all it said. */
export function capture(args, env = process.env) {
  return new Promise(done => {
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
    const said = []
    child.stdout.on('data', chunk => said.push(chunk))
    child.stderr.on('data', chunk => said.push(chunk))
    child.once('error', error => done({ status: 1, output: String(error) }))
    child.once('close', status => done({ status: status ?? 1, output: Buffer.concat(said).toString() }))
  })
}
