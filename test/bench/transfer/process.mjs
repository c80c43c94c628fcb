import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** A program that did not do its work; `message` says why. */
export class CommandFailed extends Error {}

/** A program that was ended because its time was over. */
export class TookTooLong extends CommandFailed {}

/**
 * Runs a program to its end and measures it.
 *
 * @param {string[]} words program and arguments
 * @param {{limitMs?: number, env?: Record<string, string>, input?: string, cwd?: string}} [options]
 * @returns {Promise<{seconds: number, stdout: string}>} wall time; throws when the status is not 0
 */
export async function run(words, { limitMs = 600_000, env, input = '', cwd } = {}) {
  const [program, ...args] = words
  const started = process.hrtime.bigint()
  // A group of its own, so that what it started (ssh below lftp) ends with it.
  const child = spawn(program, args, { detached: true, stdio: 'pipe', cwd, ...(env && { env }) })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', chunk => (stdout += chunk))
  child.stderr.on('data', chunk => (stderr += chunk))
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  let late = false
  const timer = setTimeout(() => {
    late = true
    endGroup(child)
  }, limitMs)
  const closed = once(child, 'close')
  // A program that is not there: the caller hears of it by `exit`, below.
  closed.catch(() => {})
  // `exit`, not `close`: an ssh that stays in the background keeps the pipes.
  const [status] = await once(child, 'exit').finally(() => clearTimeout(timer))
  const seconds = Number(process.hrtime.bigint() - started) / 1e9
  await Promise.race([closed, sleep(200)])
  dropPipes(child)
  if (late) throw new TookTooLong(`${program}: more than ${Math.round(limitMs / 1000)} s`)
  if (status !== 0)
    throw new CommandFailed(
      `${words.join(' ').slice(0, 300)} ended with ${status}: ${(stderr || stdout).slice(0, 500)}`
    )
  return { seconds, stdout }
}

/** What the program left running may hold them for ever, and this process would then not end. */
function dropPipes({ stdin, stdout, stderr }) {
  for (const pipe of [stdin, stdout, stderr]) pipe?.destroy()
}

/** Program and what it was to do, for messages: not the node that runs a script. */
const nameOf = ([program, script, ...rest]) =>
  program === process.execPath ? `farscope ${rest.slice(2).join(' ')}` : `${program} ${script ?? ''}`

function endGroup(child) {
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It ended by itself just now.
  }
}

/** Starts a program that stays, and returns when its first line of output is there: `{child, line}`. */
export async function start(words, options = {}) {
  const [program, ...args] = words
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
  let stderr = ''
  child.stderr.on('data', chunk => (stderr = (stderr + chunk).slice(-4000)))
  const ended = once(child, 'exit').then(([status]) => {
    throw new CommandFailed(`${nameOf(words)} ended with ${status}: ${stderr.slice(0, 500)}`)
  })
  ended.catch(() => {})
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended])
  child.stdout.resume()
  return { child, line }
}

/** Ends a child of ours and waits for it; insists after 5 s. */
export async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return dropPipes(child)
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), 5000)
  await gone
  clearTimeout(timer)
  dropPipes(child)
}

/** True if the program is there. */
export async function isInstalled(program) {
  try {
    await run(['sh', '-c', 'command -v "$1"', 'sh', program])
    return true
  } catch {
    return false
  }
}

export const sleep = ms => new Promise(done => setTimeout(done, ms))

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}
