import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { CommandFailed, end, median, run, sleep, start } from './process.mjs'
import { addresses, ports } from './servers.mjs'

/** A key that takes longer is lost, with its link or its command. */
const echoLimitMs = 30_000

const program = resolve(import.meta.dirname, '..', '..', '..', 'bin', 'farscope.js')

/**
 * The built command with an engine (`serve`) that runs beside it, as a window's would: log-ins are made before the
 * clock starts, as they are for the peers that can keep one.
 */
export async function createFarscope(folder, { key, password }) {
  const home = join(folder, 'home')
  mkdirSync(home, { recursive: true })
  const env = { PATH: process.env.PATH, HOME: home, TERM: 'dumb' }
  const words = args => [process.execPath, program, '--data-dir', join(folder, 'data'), ...args]
  const command = (args, options) => run(words(['--json', ...args]), { env, ...options })
  let engine
  let url

  const farscope = {
    env,
    words,
    /** Adds a site: `free` logs in with the key, `asked` with a password at a prompt. */
    async addSite(name, where, kind) {
      const how = kind === 'free' ? ['--identity', key] : []
      const at = ['--host', addresses[where], '--port', String(ports[kind]), '--user', 'cryo']
      await command(['site', 'add', name, ...at, ...how])
      await command(['site', 'trust', name, '--yes'])
    },
    async startEngine() {
      const { child, line } = await start(words(['serve', '--json']), { env })
      engine = child
      url = JSON.parse(line).url
    },
    async stopEngine() {
      if (engine) await end(engine)
      engine = undefined
    },
    /** Logs in, so that no log-in is measured. */
    async warm(site) {
      await command(['--answers-stdin', 'ls', `${site}:`], { input: `${password}\n`, limitMs: 60_000 })
    },
    /** Seconds that the command takes to start, find the engine and end. */
    async overhead() {
      const runs = []
      for (let count = 0; count < 5; count++) runs.push((await command(['site', 'list'])).seconds)
      return median(runs)
    },
    /** @returns seconds of wall time of the whole command, and what it printed */
    async copy(args, limitMs = 600_000) {
      const { seconds, stdout } = await command(args, { limitMs })
      return { seconds, result: JSON.parse(stdout) }
    },
    command,
    /** Most memory the engine ever held, in bytes. */
    peakMemory: () => kilobytes(engine.pid, 'VmHWM') * 1024,
    /** Where the engine's window is; the address works once. */
    windowUrl: () => url,
    /** A command on the far side that sends back what it gets: a key and its echo, on the site's one log-in. */
    async openEcho(site) {
      const [node, ...args] = words(['exec', site, '--', 'cat'])
      const child = spawn(node, args, { env, stdio: ['pipe', 'pipe', 'inherit'] })
      child.stdin.on('error', () => {})
      return {
        /** Milliseconds until a key came back; throws when none does. */
        async key() {
          const sent = process.hrtime.bigint()
          const back = once(child.stdout, 'data', { signal: AbortSignal.timeout(echoLimitMs) })
          child.stdin.write('x')
          await back.catch(() => {
            throw new CommandFailed(`no key came back from ${site} within ${echoLimitMs / 1000} s`)
          })
          return Number(process.hrtime.bigint() - sent) / 1e6
        },
        async close() {
          if (child.exitCode !== null || child.signalCode !== null) return end(child)
          const gone = once(child, 'exit')
          child.stdin.end()
          await Promise.race([gone, sleep(3000)])
          await end(child)
        }
      }
    }
  }
  return farscope
}

function kilobytes(pid, field) {
  const line = readFileSync(`/proc/${pid}/status`, 'utf8').match(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm'))
  return Number(line?.[1] ?? 0)
}
