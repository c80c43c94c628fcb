import { spawnSync } from 'node:child_process'
import { buildIfNeeded, installIfNeeded, root, tool } from './project.mjs'

// `npm run soak [-- FILE…]`: the tests of faults with waits and sizes as in life (a link silent for 30 s and for 10 min, a
// laptop asleep for 5 min, 20,000 hostile names, an engine killed 20 times under hundreds of megabytes). Takes about three
// quarters of an hour, and then eight hours: `session` is a whole session, from the first movie to the empty disk
// (FARSCOPE_SESSION_HOURS: another length; about 10 GB a session on the disk of this computer). Not part of `npm test`.

const faults = ['transfer-kill', 'transfer-link', 'transfer-source', 'transfer-odds', 'link-sleep', 'session']
const chosen = process.argv.slice(2)
const files = (chosen.length > 0 ? chosen : faults).map(name => `test/e2e/${name}.test.ts`)

installIfNeeded()
buildIfNeeded()
const args = [tool('vitest'), 'run', '--project', 'e2e', '--project', 'apart', '--testTimeout', '900000', ...files]
const { status } = spawnSync(process.execPath, args, {
  cwd: root,
  env: { ...process.env, FARSCOPE_SOAK: '1' },
  stdio: ['ignore', 'inherit', 'inherit']
})
process.exitCode = status ?? 1
