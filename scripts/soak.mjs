import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { buildIfNeeded, installIfNeeded, root, tool } from './project.mjs'

// `npm run soak [-- FILE…] [--hours N]`: the tests of faults with waits and sizes as in life (a link silent for 30 s and for
// 10 min, a laptop asleep for 5 min, 20,000 hostile names, an engine killed 20 times under hundreds of megabytes). Takes about
// three quarters of an hour, and then eight hours: `session` is a whole session, from the first movie to the empty disk
// (--hours: another length; about 10 GB for eight hours on the disk of this computer). Not part of `npm test`.

const faults = ['transfer-kill', 'transfer-link', 'transfer-source', 'transfer-odds', 'link-sleep', 'session']

/** The files to run and the length of the session, or what is wrong with the words given. */
function asked() {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { hours: { type: 'string' } } })
    const unknown = positionals.filter(name => !faults.includes(name))
    if (unknown.length > 0) return { wrong: `No such test: ${unknown.join(', ')}. There are: ${faults.join(', ')}.` }
    const hours = values.hours === undefined ? 8 : Number(values.hours)
    if (!(hours > 0 && hours <= 100)) return { wrong: '--hours is the length of the session: above 0, at most 100.' }
    return { chosen: positionals.length > 0 ? positionals : faults, hours }
  } catch (thrown) {
    return { wrong: thrown instanceof Error ? thrown.message : String(thrown) }
  }
}

const { wrong, chosen = [], hours } = asked()
if (wrong !== undefined) {
  process.stderr.write(`${wrong}\n`)
  process.exitCode = 2
} else {
  installIfNeeded()
  buildIfNeeded()
  const files = chosen.map(name => `test/e2e/${name}.test.ts`)
  const args = [tool('vitest'), 'run', '--project', 'e2e', '--project', 'apart', '--testTimeout', '900000', ...files]
  const { status } = spawnSync(process.execPath, args, {
    cwd: root,
    env: { ...process.env, FARSCOPE_SOAK: '1', FARSCOPE_SESSION_HOURS: String(hours) },
    stdio: ['ignore', 'inherit', 'inherit']
  })
  process.exitCode = status ?? 1
}
